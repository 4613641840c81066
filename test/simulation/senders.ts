import type { IngestItem } from '../../src/app/ingest/ingest-item.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { newCall } from './call.ts';
import { type Calamity, Life, type Sight } from './life.ts';
import { Random } from './random.ts';
import { START, type World } from './world.ts';

/** A report before it is received. */
interface Letter {
  readonly life: Life;
  readonly sight: Sight;
  readonly deliveryId: string | undefined;
}

/** A tenant as those who send reports know it. */
export interface Sender {
  readonly tenantId: string;
  readonly lives: readonly Life[];
  /** When it looks each day. */
  readonly lookAt: number;
  /** Sends all of its tokens at once. */
  readonly inOne: boolean;
  readonly namesDeliveries: boolean;
  silentUntil: number;
}

/** Tenants with so many tokens together: most have few, some have many. */
export function makeSenders(seed: number, tokens: number): readonly Sender[] {
  const random = Random.of(seed, 'tenants');
  const senders: Sender[] = [];
  for (let left = tokens; left > 0; ) {
    const size = Math.min(left, sizeOf(random));
    senders.push(makeSender(`tenant-${senders.length}`, size, random));
    left -= size;
  }
  return senders;
}

function sizeOf(random: Random): number {
  return random.chance(0.5) ? random.whole(1, 4) : random.chance(0.8) ? random.whole(5, 60) : random.whole(60, 400);
}

function makeSender(tenantId: string, size: number, random: Random): Sender {
  const lives = Array.from({ length: size }, (_, i) => {
    const own = Random.of(random.whole(0, 2 ** 30), 'life');
    return new Life(tenantId, `token-${String(i).padStart(3, '0')}`, START, own);
  });
  const lookAt = random.between(0, DAY);
  return { tenantId, lives, lookAt, inOne: random.chance(0.6), namesDeliveries: random.chance(0.5), silentUntil: 0 };
}

/** How long after a failed request it is tried again; then it is given up. */
const TRIES_AGAIN = [30_000, 5 * MINUTE, HOUR];

/** Those who look at tokens and tell the product: once a day and now and then, late, twice and in the wrong order. */
export class Senders {
  readonly #senders: readonly Sender[];
  readonly #world: World;
  readonly #random: Random;
  #letters = 0;

  constructor(world: World, senders: readonly Sender[]) {
    this.#world = world;
    this.#senders = senders;
    this.#random = Random.of(world.plan.seed, 'senders');
    for (const sender of senders) this.#day(sender, START);
    this.#planCalamity(START);
  }

  #day(sender: Sender, midnight: number): void {
    const { agenda } = this.#world;
    const random = this.#random;
    agenda.plan(midnight + DAY, () => this.#day(sender, midnight + DAY));
    if (random.chance(0.002)) sender.silentUntil = midnight + random.between(2 * DAY, 8 * DAY);
    if (sender.silentUntil > midnight) return;
    const daily: Life[] = [];
    for (const life of sender.lives) {
      for (const minutes of life.day(midnight)) {
        agenda.plan(midnight + minutes * MINUTE, () => this.#look(sender, [life]));
      }
      // A token that is bought later is first seen then.
      if (midnight === START && random.chance(0.05)) continue;
      daily.push(life);
    }
    const at = midnight + sender.lookAt;
    if (sender.inOne) agenda.plan(at + random.between(0, 10 * MINUTE), () => this.#look(sender, daily));
    else for (const life of daily) agenda.plan(at + random.between(0, 2 * HOUR), () => this.#look(sender, [life]));
  }

  /** Apple is out of order: many look within minutes, find that it fails, and look again when it is over. */
  #planCalamity(now: number): void {
    const random = this.#random;
    const at = now + random.between(10 * DAY, 40 * DAY);
    this.#world.agenda.plan(at, () => {
      this.#planCalamity(at);
      const calamity: Calamity = { until: at + random.between(2 * HOUR, 30 * HOUR), lasting: random.pick([0, 0.05]) };
      const share = random.pick([0.02, 0.3, 1]);
      for (const sender of this.#senders) {
        for (const life of sender.lives) {
          if (!random.chance(share)) continue;
          life.suffer(calamity);
          const again = calamity.until + random.between(MINUTE, 2 * HOUR);
          this.#world.agenda.plan(at + random.between(0, 10 * MINUTE), () => this.#look(sender, [life]));
          if (random.chance(0.9)) this.#world.agenda.plan(again, () => this.#look(sender, [life]));
        }
      }
    });
  }

  async #look(sender: Sender, lives: readonly Life[]): Promise<void> {
    const { now } = this.#world;
    if (now < sender.silentUntil) return;
    const random = this.#random;
    const letters: Letter[] = lives.flatMap((life) => {
      const sight = life.look(now);
      if (!sight) return [];
      const deliveryId = sender.namesDeliveries ? `event-grid:${this.#letters++}` : undefined;
      return [{ life, sight, deliveryId }];
    });
    const late = letters.filter(() => random.chance(0.01));
    for (const letter of letters.filter(() => random.chance(0.02)))
      this.#plan([letter], random.between(1_000, 2 * HOUR));
    for (const letter of late) this.#plan([letter], random.between(MINUTE, 12 * HOUR));
    await this.#post(letters.filter((letter) => !late.includes(letter)));
  }

  #plan(letters: readonly Letter[], delay: number, tries = 0): void {
    this.#world.agenda.plan(this.#world.now + delay, () => this.#post(letters, tries));
  }

  async #post(letters: readonly Letter[], tries = 0): Promise<void> {
    const { counts } = this.#world;
    if (letters.length === 0) return;
    // Two instances may be given the same at the same time, by a sender that is too hasty.
    const isHasty = this.#random.chance(0.005);
    const done = await Promise.all([this.#ingest(letters), ...(isHasty ? [this.#ingest(letters)] : [])]);
    if (done.some((it) => it)) {
      if (tries > 0 && isHasty) return;
      counts.reports += letters.length;
      counts.failedReports += letters.filter(({ sight }) => sight.status === 'failed').length;
      return;
    }
    const again = TRIES_AGAIN[tries];
    if (again !== undefined) this.#plan(letters, again, tries + 1);
  }

  /** @returns whether it was answered */
  async #ingest(letters: readonly Letter[]): Promise<boolean> {
    const world = this.#world;
    if (world.isAway) return false;
    const items = letters.map((letter, index) => itemOf(letter, index, world.now));
    const reports = items.map(({ report }) => report);
    const call = newCall({ kind: 'reports', reports }, world.now);
    return (await world.attempt(call, world.anInstance(), ({ app }) => app.ingest(items))) !== undefined;
  }
}

/** As `receive` would hand it on. */
function itemOf({ life, sight, deliveryId }: Letter, index: number, now: number): IngestItem {
  const { status, sync, observed, state, expires } = sight;
  const content: Omit<Report, 'receivedAt'> = {
    tenantId: life.tenantId,
    tokenId: life.tokenId,
    status,
    source: 'report',
    observedAt: timestampOf(Math.min(observed, now)),
    ...(sync !== undefined && { lastSyncAt: timestampOf(sync) }),
    ...(state && { tokenState: state }),
    ...(expires !== undefined && { expiresAt: timestampOf(expires) }),
  };
  const report: Report = { ...content, receivedAt: timestampOf(now), ...(deliveryId && { deliveryId }) };
  return { index, report, contentHash: `${sync}/${observed}/${status}` };
}
