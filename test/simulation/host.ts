import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { newCall } from './call.ts';
import type { Instance } from './instance.ts';
import { Random } from './random.ts';
import { changed } from './settings.ts';
import { START, type World } from './world.ts';

const RUN_AGAIN = 0.8;

/** The Functions host and the cloud below it: timers, outages, deployments. */
export class Host {
  readonly #world: World;
  readonly #random: Random;
  #versions = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = Random.of(world.plan.seed, 'host');
    this.#planSweep(START + world.plan.period);
    this.#planRetention(START + 3 * HOUR);
    this.#planOutages();
    this.#planDeployments(START);
    world.agenda.plan(world.calmAt, () => {
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
      await this.#sweep(isTwofold ? [world.anInstance(), world.anInstance()] : [world.anInstance()]);
    });
  }

  async #sweep(instances: readonly Instance[]): Promise<void> {
    const world = this.#world;
    const startedAt = world.now;
    world.core.sweepBegins();
    const sweep = async (instance: Instance) => {
      world.counts.sweeps += 1;
      const call = newCall({ kind: 'sweep' }, startedAt);
      const summary = await world.attempt(call, instance, ({ app }) => app.sweep());
      if (!summary?.complete) world.counts.incomplete += 1;
      return { call, hasEnded: summary !== undefined };
    };
    const ends = await Promise.all(instances.map(sweep));
    // The host runs a timer again whose run broke off, mostly; else the next sweep finds what is left.
    const isWhole = ends.some(({ call, hasEnded }) => hasEnded && call.struck.size === 0);
    if (!isWhole && !world.chaos.isDown && this.#random.chance(RUN_AGAIN)) ends.push(await sweep(world.anInstance()));
    world.core.sweepEnds(startedAt, ends);
  }

  #planRetention(at: number): void {
    const world = this.#world;
    world.agenda.plan(at, async () => {
      this.#planRetention(at + 6 * HOUR);
      const call = newCall({ kind: 'other' }, world.now);
      if (!world.isAway) await world.attempt(call, world.anInstance(), ({ app }) => app.retain());
    });
  }

  /** Settings change every few weeks, and a target that left comes back. */
  #planDeployments(now: number): void {
    const world = this.#world;
    const at = now + this.#random.between(4 * DAY, 20 * DAY);
    if (at >= world.calmAt) return;
    world.agenda.plan(at, () => {
      this.#planDeployments(at);
      world.deploy(changed(world.settings, this.#random, ++this.#versions));
    });
  }

  #planOutages(): void {
    const world = this.#world;
    const random = this.#random;
    const away = (now: number) => {
      const at = now + random.between(8 * DAY, 40 * DAY);
      const length = random.chance(0.7) ? random.between(10 * MINUTE, 4 * HOUR) : random.between(20 * HOUR, 70 * HOUR);
      if (at + length >= world.calmAt) return;
      world.agenda.plan(at, () => {
        away(at);
        world.awayUntil = at + length;
        world.isLost(at, at + length);
        world.killAll();
      });
      // A timer that was missed runs when the program is back.
      world.agenda.plan(at + length, () => this.#sweep([world.anInstance()]));
    };
    const down = (now: number) => {
      const at = now + random.between(4 * DAY, 25 * DAY);
      const length = random.chance(0.8) ? random.between(MINUTE, HOUR) : random.between(HOUR, 5 * HOUR);
      if (at + length >= world.calmAt) return;
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
