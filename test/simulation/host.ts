import { retain } from '../../src/app/retain/retention.ts';
import { sweep } from '../../src/app/sweep/sweep.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { Random } from './random.ts';
import { START, type World } from './world.ts';

/** The Functions host and the cloud below it: timers, outages, deployments. */
export class Host {
  readonly #world: World;
  readonly #random: Random;
  /** From then on nothing more goes wrong, so that the end can be judged. */
  readonly #calmAt: number;

  constructor(world: World, calmAt: number) {
    this.#world = world;
    this.#random = Random.of(world.plan.seed, 'host');
    this.#calmAt = calmAt;
    this.#planSweep(START + world.plan.period);
    this.#planRetention(START + 3 * HOUR);
    this.#planOutages();
    world.agenda.plan(START + this.#random.between(5 * DAY, (world.plan.days + 5) * DAY), () => {
      world.policyHash = 'second';
    });
    world.agenda.plan(calmAt, () => {
      world.chaos.isOver = true;
    });
  }

  #planSweep(at: number): void {
    const world = this.#world;
    world.agenda.plan(at, async () => {
      this.#planSweep(at + world.plan.period);
      if (world.isAway) return;
      // The timer is a singleton; where its lease is lost, two instances sweep at once.
      const isTwofold = this.#random.chance(0.02);
      await Promise.all(world.instances.slice(0, isTwofold ? 2 : 1).map((product) => this.#sweep(product)));
    });
  }

  async #sweep(product: World['instances'][number]): Promise<void> {
    const world = this.#world;
    const startedAt = world.now;
    world.counts.sweeps += 1;
    const summary = await world.attempt(() => sweep(product.sweep({ kind: 'sweep', startedAt })));
    if (!summary?.complete) {
      world.counts.incomplete += 1;
      return;
    }
    world.reference.sweepCompleted(startedAt);
    world.outbreaks.sweepCompleted(startedAt, world.now);
    world.ears.sweepCompleted(startedAt);
  }

  #planRetention(at: number): void {
    const world = this.#world;
    world.agenda.plan(at, async () => {
      this.#planRetention(at + 6 * HOUR);
      if (!world.isAway) await world.attempt(() => retain(world.anInstance().retention));
    });
  }

  #planOutages(): void {
    const world = this.#world;
    const random = this.#random;
    const away = (now: number) => {
      const at = now + random.between(8 * DAY, 40 * DAY);
      const length = random.chance(0.7) ? random.between(10 * MINUTE, 4 * HOUR) : random.between(20 * HOUR, 70 * HOUR);
      if (at + length >= this.#calmAt) return;
      world.agenda.plan(at, () => {
        away(at);
        world.awayUntil = at + length;
        world.isLost(at, at + length);
      });
    };
    const down = (now: number) => {
      const at = now + random.between(4 * DAY, 25 * DAY);
      const length = random.chance(0.8) ? random.between(MINUTE, HOUR) : random.between(HOUR, 5 * HOUR);
      if (at + length >= this.#calmAt) return;
      world.agenda.plan(at, () => {
        down(at);
        world.chaos.isDown = true;
        world.isLost(at, at + length);
      });
      world.agenda.plan(at + length, () => {
        world.chaos.isDown = false;
      });
    };
    away(START);
    down(START);
  }
}
