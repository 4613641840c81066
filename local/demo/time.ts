const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The clock of the demo: it goes like any other, and is put forward an hour whenever the program has nothing to do. */
export class DemoTime {
  readonly start: number;
  /** Tenants whose poll waits in its queue: however long that takes, it belongs to the hour that asked for it. */
  readonly awaited = new Set<string>();
  #ahead: number;
  #underWay = 0;
  #sweeps = 0;

  /** It begins at six in the morning (UTC) of the day that comes, so that the story is the same at any time of day. */
  constructor(realNow: number) {
    this.start = Math.ceil(realNow / DAY) * DAY + 6 * HOUR;
    this.#ahead = this.start - realNow;
  }

  readonly now = (): number => Date.now() + this.#ahead;

  /** Hours since the beginning, whole ones. */
  get hour(): number {
    return Math.floor((this.now() - this.start) / HOUR);
  }

  /** Whether this hour was looked at, and nothing is under way that would lose an hour in its midst. */
  get isOver(): boolean {
    return this.#sweeps > 0 && this.#underWay === 0 && this.awaited.size === 0;
  }

  putForward(): void {
    this.#ahead += HOUR;
    this.#sweeps = 0;
  }

  /** A check during which the clock is not put forward, and without which it is not put forward again. */
  check<R>(sweep: () => Promise<R>): () => Promise<R> {
    return this.whole(async () => {
      const found = await sweep();
      this.#sweeps += 1;
      return found;
    });
  }

  /** A function during which the clock is not put forward. */
  whole<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      this.#underWay += 1;
      try {
        return await call(...args);
      } finally {
        this.#underWay -= 1;
      }
    };
  }

  /** `Day 2 09:00`, of an instant. */
  format(at: number): string {
    const day = Math.floor((at - this.start + 6 * HOUR) / DAY) + 1;
    return `Day ${day} ${new Date(at).toISOString().slice(11, 16)}`;
  }
}
