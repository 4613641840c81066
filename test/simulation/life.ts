import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { VppTokenState } from '../../src/domain/report.ts';
import type { SyncStatus } from '../../src/domain/sync-status.ts';
import type { Random } from './random.ts';

/** What somebody sees of a token when they look. Times are milliseconds since the epoch. */
export interface Sight {
  readonly status: SyncStatus;
  readonly sync: number | undefined;
  readonly observed: number;
  readonly state: VppTokenState | undefined;
  readonly expires: number | undefined;
}

type Trouble =
  | { readonly kind: 'failing' | 'stuck' | 'overdue' | 'silent' | 'flapping'; readonly until: number }
  | { readonly kind: 'bad'; readonly until: number; readonly state: VppTokenState };

/** Apple is out of order for everybody. */
export interface Calamity {
  readonly until: number;
  /** How many of those that were hit stay hit. */
  readonly lasting: number;
}

/** What really happens to one token: at Apple, in Intune, and with whoever looks at it. */
export class Life {
  readonly tenantId: string;
  readonly tokenId: string;
  /** The reporter's clock is ahead by so much. */
  readonly skew: number;
  readonly #random: Random;
  readonly #namesSync: number;
  readonly #namesExpiry: boolean;
  #expires: number;
  #renewsAt: number;
  #sync: number | undefined;
  #trouble: Trouble | undefined;
  #isGoodTurn = false;
  /** Nobody looks at it any more. */
  isGone = false;

  constructor(tenantId: string, tokenId: string, now: number, random: Random) {
    this.tenantId = tenantId;
    this.tokenId = tokenId;
    this.#random = random;
    this.skew = random.chance(0.1) ? random.between(-14 * MINUTE, 14 * MINUTE) : 0;
    // Most reporters name the sync they speak of, few never do, and some now and then.
    this.#namesSync = random.chance(0.93) ? 1 : random.pick([0, 0.5]);
    this.#namesExpiry = random.chance(0.9);
    this.#expires = now + random.between(2 * DAY, 365 * DAY);
    this.#renewsAt = this.#renewal();
  }

  /** A new day: something may begin. @returns so many minutes later somebody looks once more */
  day(now: number): readonly number[] {
    const random = this.#random;
    if (this.#trouble && this.#trouble.until <= now) this.#trouble = undefined;
    if (now >= this.#renewsAt) {
      this.#expires = Math.max(this.#expires, now) + 365 * DAY;
      this.#renewsAt = this.#renewal();
    }
    this.#trouble ??= this.#begin(now);
    if (this.#trouble?.kind === 'flapping') return [90, 240, 400, 700, 1_000];
    if (this.#trouble?.kind === 'failing' && random.chance(0.3)) return [random.whole(5, 400)];
    return random.chance(0.02) ? [random.whole(1, 1_300)] : [];
  }

  /** Apple's trouble is this token's too. */
  suffer({ until, lasting }: Calamity): void {
    if (this.#trouble) return;
    const end = this.#random.chance(lasting) ? until + this.#random.between(DAY, 4 * DAY) : until;
    this.#trouble = { kind: 'failing', until: end };
  }

  /** What somebody sees who looks now; undefined where nobody looks. */
  look(now: number): Sight | undefined {
    if (this.#trouble && this.#trouble.until <= now) this.#trouble = undefined;
    const trouble = this.#trouble;
    if (this.isGone || trouble?.kind === 'silent') return undefined;
    const status = this.#statusOf(trouble, now);
    const isOld = trouble?.kind === 'overdue' || (trouble?.kind === 'stuck' && this.#sync !== undefined);
    if (!isOld) this.#sync = now - this.#random.between(1_000, 5 * MINUTE) + this.skew;
    const namesSync = this.#namesSync === 1 || this.#random.chance(this.#namesSync);
    return {
      status,
      sync: namesSync ? this.#sync : undefined,
      observed: now + this.skew,
      state: this.#stateOf(trouble, now),
      expires: this.#namesExpiry ? this.#expires : undefined,
    };
  }

  #statusOf(trouble: Trouble | undefined, now: number): SyncStatus {
    if (now >= this.#expires) return 'failed';
    switch (trouble?.kind) {
      case 'failing':
      case 'bad':
        return 'failed';
      case 'stuck':
        return 'inProgress';
      case 'flapping':
        this.#isGoodTurn = !this.#isGoodTurn;
        return this.#isGoodTurn ? 'completed' : 'failed';
      default:
        return this.#random.chance(0.01) ? 'none' : 'completed';
    }
  }

  #stateOf(trouble: Trouble | undefined, now: number): VppTokenState | undefined {
    if (!this.#namesExpiry) return undefined;
    if (now >= this.#expires) return 'expired';
    return trouble?.kind === 'bad' ? trouble.state : 'valid';
  }

  /** Most are renewed in time, some too late, few never. */
  #renewal(): number {
    const random = this.#random;
    if (random.chance(0.8)) return this.#expires - random.between(HOUR, 40 * DAY);
    return this.#expires + random.between(0, random.chance(0.7) ? 8 * DAY : 60 * DAY);
  }

  #begin(now: number): Trouble | undefined {
    const random = this.#random;
    const luck = random.next();
    const until = (least: number, most: number) => now + random.between(least, most);
    if (luck < 0.012) return { kind: 'failing', until: until(2 * HOUR, 60 * HOUR) };
    if (luck < 0.015) return { kind: 'stuck', until: until(5 * HOUR, 60 * HOUR) };
    if (luck < 0.017) return { kind: 'overdue', until: until(2 * DAY, 6 * DAY) };
    if (luck < 0.019) return { kind: 'silent', until: until(2 * DAY, 7 * DAY) };
    if (luck < 0.0196) return { kind: 'flapping', until: until(2 * DAY, 7 * DAY) };
    if (luck < 0.021) {
      const state = random.pick(['invalid', 'assignedToExternalMDM', 'duplicateLocationId'] as const);
      return { kind: 'bad', until: until(DAY, 5 * DAY), state };
    }
    return undefined;
  }
}
