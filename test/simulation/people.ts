import type { Notice } from '../../src/app/model/notice.ts';
import type { UseCases } from '../../src/compose.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { type Deed, newCall } from './call.ts';
import { Random } from './random.ts';
import { STEADY } from './settings.ts';
import type { World } from './world.ts';

/** How often somebody tries again what was not answered. */
const TRIES = 60;

/** One incident that somebody is told of. */
interface Alert {
  readonly tenantId: string;
  readonly tokenId: string | null;
  readonly incidentId: string;
}

/** Those who are told: they acknowledge, silence, lift silences, retire tokens, and redrive. */
export class People {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, tenantIds: readonly string[]) {
    this.#world = world;
    this.#random = Random.of(world.plan.seed, 'people');
    world.onLanded = (target, notice) => {
      if (target !== STEADY) return;
      for (const alert of alertsIn(notice)) this.#react(alert);
      if (notice.type === 'vpp.outbreak.opened') this.#reactToGroup(notice.groupId);
    };
    this.#planMaintenance(tenantIds);
    this.#planRedrive();
  }

  #react({ tenantId, tokenId, incidentId }: Alert): void {
    const random = this.#random;
    const after = (chance: number, least: number, most: number, act: () => Promise<void>) => {
      if (random.chance(chance)) this.#world.agenda.plan(this.#world.now + random.between(least, most), act);
    };
    after(0.12, MINUTE, 10 * HOUR, () => {
      return this.#do({ kind: 'acknowledge', tenantId }, (app) => app.acknowledge(tenantId, incidentId, { by: 'kim' }));
    });
    after(0.01, MINUTE, 10 * HOUR, () => this.#silence(tenantId, '*', random.between(HOUR, 3 * DAY)));
    if (tokenId === null) return;
    after(0.04, MINUTE, 10 * HOUR, () => this.#silence(tenantId, tokenId, random.between(HOUR, 5 * DAY)));
    after(0.01, MINUTE, 3 * DAY, () => {
      const retirement = { kind: 'retired', by: 'kim' } as const;
      return this.#do({ kind: 'retire', tenantId, tokenId }, (app) =>
        app.retireToken({ tenantId, tokenId }, retirement),
      );
    });
  }

  /** Somebody takes all of a group in hand, or wants to hear no more of it for now. */
  #reactToGroup(groupId: string): void {
    const { agenda, now } = this.#world;
    const random = this.#random;
    if (random.chance(0.6)) return;
    agenda.plan(now + random.between(MINUTE, 3 * HOUR), () =>
      random.chance(0.7)
        ? this.#do({ kind: 'acknowledge', tenantId: '*' }, (app) =>
            app.acknowledgeGroup(STEADY, groupId, { by: 'kim' }),
          )
        : this.#do({ kind: 'silence' }, (app) => {
            const at = this.#world.now;
            return app.silenceGroup(STEADY, groupId, { until: at + 6 * HOUR, at, by: 'kim' });
          }),
    );
  }

  /** Now and then somebody works on a whole tenant and wants quiet. */
  #planMaintenance(tenantIds: readonly string[]): void {
    const random = this.#random;
    const pause = (300 * DAY) / tenantIds.length;
    this.#world.agenda.plan(this.#world.now + random.between(pause / 2, 2 * pause), async () => {
      this.#planMaintenance(tenantIds);
      await this.#silence(random.pick(tenantIds), '*', random.between(HOUR, 2 * DAY));
    });
  }

  /** Somebody sees what could not be told, and has it tried again. */
  #planRedrive(): void {
    const { agenda, now } = this.#world;
    agenda.plan(now + this.#random.between(2 * DAY, 20 * DAY), async () => {
      this.#planRedrive();
      await this.#do({ kind: 'other' }, (app) => app.redrive(this.#random.pick([...app.targets]), {}));
    });
  }

  async #silence(tenantId: string, subject: string, ms: number): Promise<void> {
    const { agenda, now } = this.#world;
    const isLifted = this.#random.chance(0.3);
    const wish = { until: now + ms, at: now, by: 'kim' };
    await this.#do({ kind: 'silence' }, (app) => app.silence(tenantId, subject, wish));
    if (!isLifted) return;
    agenda.plan(this.#world.now + this.#random.between(MINUTE, ms), () =>
      this.#do({ kind: 'silence' }, (app) => app.silence(tenantId, subject, undefined)),
    );
  }

  /** Whoever gets no answer tries again a minute later. */
  async #do(deed: Deed, work: (app: UseCases) => Promise<unknown>, tries = 0): Promise<void> {
    const world = this.#world;
    const done = world.isAway
      ? undefined
      : await world.attempt(newCall(deed, world.now), world.anInstance(), async ({ app }) => {
          await work(app);
          return true;
        });
    if (done || tries >= TRIES) return;
    const wait = world.isAway ? world.awayUntil - world.now : 0;
    world.agenda.plan(world.now + wait + MINUTE, () => this.#do(deed, work, tries + 1));
  }
}

/** Everything that somebody could take in hand who reads the message. */
function alertsIn(notice: Notice): readonly Alert[] {
  switch (notice.type) {
    case 'vpp.incident.opened':
    case 'vpp.incident.updated':
    case 'vpp.incident.reminder':
      return [notice];
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.reminder':
      return notice.members.filter(({ state }) => state === 'open');
    case 'vpp.digest':
      return notice.items.flatMap((item) => (item.type === 'vpp.expiring' ? [] : [item]));
    default:
      return [];
  }
}
