import type { WakeUp } from '../../src/app/deliver/ports.ts';
import { SECOND } from '../../src/domain/policy.ts';
import type { Call, Option } from './scheduler.ts';

/** A wake-up in the queue. */
export interface Put {
  readonly wakeUp: WakeUp;
  visibleAt: number;
  /** How often it was handed out. */
  count: number;
}

/** After so many tries the queue gives up. */
const MAX_TRIES = 5;
/** How much later a late one may be seen. */
const LATE_MS = 90 * SECOND;

/** A queue that may lose, double and delay what is put into it. */
export class WakeUps {
  #all: Put[] = [];

  /** The call that puts one, to be parked. */
  putting(wakeUp: WakeUp, delaySeconds: number, now: number): Omit<Call, 'resolve' | 'reject'> {
    const visibleAt = now + delaySeconds * SECOND;
    const put = (...at: number[]) => {
      this.#all.push(...at.map((it): Put => ({ wakeUp, visibleAt: it, count: 0 })));
    };
    const otherwise = (answer: (perform: () => void) => void): readonly Option[] => [
      { label: 'lost', uses: 'wakeUps', apply: () => answer(() => {}) },
      { label: 'doubled', uses: 'wakeUps', apply: () => answer(() => put(visibleAt, visibleAt)) },
      { label: 'late', uses: 'wakeUps', apply: () => answer(() => put(visibleAt + LATE_MS)) },
    ];
    return {
      label: `put ${wakeUp.target} in ${delaySeconds} s${wakeUp.again ? ' again' : ''}`,
      isWrite: true,
      perform: async () => put(visibleAt),
      otherwise,
    };
  }

  /** Those that can be handed out; one of each kind, since they are all the same. */
  visible(now: number): readonly Put[] {
    const kinds = new Map<string, Put>();
    for (const put of this.#all.filter(({ visibleAt }) => visibleAt <= now)) {
      const kind = JSON.stringify([put.wakeUp, put.count]);
      if (!kinds.has(kind)) kinds.set(kind, put);
    }
    return [...kinds.values()];
  }

  next(): number {
    return Math.min(...this.#all.map(({ visibleAt }) => visibleAt));
  }

  /** Hands one out. @returns how often it was by now */
  take(put: Put): number {
    put.visibleAt = Number.POSITIVE_INFINITY;
    put.count++;
    return put.count;
  }

  /** Its run is over; it comes again where that failed. */
  ended(put: Put, isDone: boolean, againAt: number): void {
    put.visibleAt = againAt;
    if (isDone || put.count >= MAX_TRIES) this.#all = this.#all.filter((it) => it !== put);
  }

  state(): unknown {
    return this.#all.map(({ wakeUp, visibleAt, count }) => JSON.stringify([wakeUp, visibleAt, count])).sort();
  }
}
