import { acknowledge } from '../../src/app/acknowledge/acknowledge.ts';
import { move } from '../../src/app/commit/commit-event.ts';
import type { IncidentNotice } from '../../src/app/model/notice.ts';
import { silenceTenant, silenceToken } from '../../functions/silences.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { Call } from './call.ts';
import type { Product } from './product.ts';
import { Random } from './random.ts';
import type { SilenceModel } from './surroundings-model.ts';
import type { World } from './world.ts';

/** How often somebody tries again what was not answered. */
const TRIES = 60;

/** Those who are told: they acknowledge, silence, lift silences, and retire tokens. */
export class People {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, tenantIds: readonly string[]) {
    this.#world = world;
    this.#random = Random.of(world.plan.seed, 'people');
    world.onTold = (notice) => this.#hear(notice as IncidentNotice);
    this.#planMaintenance(tenantIds);
  }

  #hear(notice: IncidentNotice): void {
    const { tenantId, tokenId, incidentId } = notice;
    const random = this.#random;
    if (notice.type === 'vpp.incident.resolved') return;
    const after = (chance: number, least: number, most: number, act: () => Promise<void>) => {
      if (random.chance(chance)) this.#world.agenda.plan(this.#world.now + random.between(least, most), act);
    };
    after(0.15, MINUTE, 10 * HOUR, () => this.#acknowledge(tenantId, incidentId));
    after(0.01, MINUTE, 10 * HOUR, () => this.#silenceTenant(tenantId, random.between(HOUR, 3 * DAY)));
    if (tokenId === null) return;
    after(0.05, MINUTE, 10 * HOUR, () => this.#silenceToken(tenantId, tokenId, random.between(HOUR, 5 * DAY)));
    after(0.01, MINUTE, 3 * DAY, () => this.#retire(tenantId, tokenId));
  }

  /** Now and then somebody works on a whole tenant and wants quiet. */
  #planMaintenance(tenantIds: readonly string[]): void {
    const random = this.#random;
    const pause = (300 * DAY) / tenantIds.length;
    this.#world.agenda.plan(this.#world.now + random.between(pause / 2, 2 * pause), async () => {
      this.#planMaintenance(tenantIds);
      await this.#silenceTenant(random.pick(tenantIds), random.between(HOUR, 2 * DAY));
    });
  }

  #acknowledge(tenantId: string, incidentId: string): Promise<void> {
    const call = () => ({ kind: 'acknowledge', incidentId, startedAt: this.#world.now }) as const;
    return this.#do(call, (it) => acknowledge(tenantId, incidentId, { by: 'kim' }, it));
  }

  async #silenceToken(tenantId: string, tokenId: string, ms: number): Promise<void> {
    const { silence } = this.#world.reference.file(tenantId, tokenId);
    await this.#silence(silence, ms, (wish, deps) => silenceToken({ tenantId, tokenId }, wish, deps));
  }

  async #silenceTenant(tenantId: string, ms: number): Promise<void> {
    const tenant = this.#world.reference.tenant(tenantId);
    const model = {
      asked: (until: number) => tenant.asked(until, this.#world.now),
      answered: () => tenant.silence.answered(),
    };
    await this.#silence(model, ms, (wish, deps) => silenceTenant(tenantId, wish, deps));
  }

  async #silence(
    model: Pick<SilenceModel, 'asked' | 'answered'>,
    ms: number,
    ask: (
      wish: { until: number; at: number; by: string } | undefined,
      deps: ReturnType<Product['people']>,
    ) => Promise<unknown>,
  ): Promise<void> {
    const world = this.#world;
    const call = () => ({ kind: 'silence', startedAt: world.now }) as const;
    const until = world.now + ms;
    const wish = { until, at: world.now, by: 'kim' };
    const isLifted = this.#random.chance(0.3);
    await this.#do(call, async (deps) => {
      model.asked(until);
      await ask(wish, deps);
      model.answered();
      if (!isLifted) return;
      world.agenda.plan(world.now + this.#random.between(MINUTE, ms), async () => {
        const now = world.now;
        await this.#do(call, async (later) => {
          model.asked(now);
          await ask(undefined, later);
          model.answered();
        });
      });
    });
  }

  #retire(tenantId: string, tokenId: string): Promise<void> {
    const call = () => ({ kind: 'retire', tokenId, startedAt: this.#world.now }) as const;
    return this.#do(call, async (deps) => {
      this.#world.reference.retired(tenantId);
      await move({ tenantId, tokenId }, { kind: 'retired' }, deps);
    });
  }

  /** Whoever gets no answer tries again a minute later. */
  async #do(
    call: () => Call,
    work: (deps: ReturnType<Product['people']>) => Promise<unknown>,
    tries = 0,
  ): Promise<void> {
    const world = this.#world;
    const done = world.isAway
      ? undefined
      : await world.attempt(async () => {
          await work(world.anInstance().people(call()));
          return true;
        });
    if (done || tries >= TRIES) return;
    const wait = world.isAway ? world.awayUntil - world.now : 0;
    world.agenda.plan(world.now + wait + MINUTE, () => this.#do(call, work, tries + 1));
  }
}
