/** Chance that can be repeated. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Waiting {
  readonly at: number;
  readonly go: () => void;
}

/** Decides which of all that could go on does: every call to the outside waits here for its turn. */
export class Scheduler {
  now: number;
  readonly #random: () => number;
  #waiting: Waiting[] = [];

  constructor(now: number, random: () => number) {
    this.now = now;
    this.#random = random;
  }

  /** A turn that may come at any time. */
  turn(): Promise<void> {
    return this.at(this.now);
  }

  /** A turn that comes at an instant at the earliest. */
  at(at: number): Promise<void> {
    return new Promise((go) => this.#waiting.push({ at: Math.floor(at), go }));
  }

  /** Lets things go on, in any order, until an instant. */
  async until(end: number): Promise<void> {
    for (;;) {
      await settled();
      const ready = this.#waiting.filter(({ at }) => at <= this.now);
      if (ready.length === 0) {
        const next = Math.min(...this.#waiting.map(({ at }) => at));
        if (next > end) break;
        this.now = next;
        continue;
      }
      const chosen = ready[Math.floor(this.#random() * ready.length)]!;
      this.#waiting = this.#waiting.filter((it) => it !== chosen);
      this.now += Math.floor(this.#random() * 40);
      chosen.go();
    }
    this.now = Math.max(this.now, end);
  }
}

/** Until no promise that is resolved waits for its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
