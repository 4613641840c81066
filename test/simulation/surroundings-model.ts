import { MINUTE } from '../../src/domain/policy.ts';
import type { Sure } from './person.ts';

/** How long an instance believes what it read of the sweep, or of a tenant's silence. */
const TRUST = MINUTE;

/**
 * "After an outage of our own (the last sweep older than two periods), time-based causes neither open, worsen nor end
 * until holdUntil, one period later."
 */
export class HoldModel {
  readonly #period: number;
  #sweptAt: number | undefined;
  /** When the last gap became an outage. */
  #outageAt = 0;
  until = 0;

  constructor(period: number) {
    this.#period = period;
  }

  swept(at: number): void {
    const last = this.#sweptAt;
    if (last !== undefined && at - last > 2 * this.#period) {
      this.#outageAt = last + 2 * this.#period;
      this.until = at + this.#period;
    }
    this.#sweptAt = at;
  }

  at(now: number): Sure {
    const gapAt = (this.#sweptAt ?? now) + 2 * this.#period;
    if (now > gapAt) return now > gapAt + TRUST ? 'yes' : 'maybe';
    if (now < this.until) return now > this.#outageAt + TRUST ? 'yes' : 'maybe';
    return now < this.until + TRUST ? 'maybe' : 'no';
  }
}

/** What people asked for: until when they want to hear nothing. */
export class SilenceModel {
  #until = 0;
  #before = 0;
  #isAnswered = true;

  /** Somebody asks; until that is answered nobody can know whether it holds. */
  asked(until: number): void {
    // Asking for the same once more, since nobody answered, makes it no surer.
    if (!this.#isAnswered && until === this.#until) return;
    this.#before = Math.max(this.#isAnswered ? 0 : this.#before, this.#until);
    this.#until = until;
    this.#isAnswered = false;
  }

  answered(): void {
    this.#isAnswered = true;
  }

  at(now: number): Sure {
    const is = now < this.#until;
    if (this.#isAnswered || is === now < this.#before) return is ? 'yes' : 'no';
    return 'maybe';
  }

  get until(): number {
    return Math.max(this.#until, this.#isAnswered ? 0 : this.#before);
  }
}

/** The stronger of two silences. */
export function either(a: Sure, b: Sure): Sure {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'no';
}
