/** Numbers that look random and are the same for the same seed on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A stream of its own, so that what one part of the world draws leaves the others as they were. */
  static of(seed: number, part: string): Random {
    let mixed = seed;
    for (const letter of part) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x9e3779b1);
    return new Random(mixed);
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** A whole number of milliseconds between two durations. */
  between(least: number, most: number): number {
    return Math.floor(least + this.next() * (most - least));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)] as T;
  }
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes ULIDs of simulated time. */
export function ulids(random: Random, clock: () => number): () => string {
  return () => {
    let time = clock();
    let text = '';
    for (let i = 0; i < 10; i++) {
      text = ALPHABET.charAt(time % 32) + text;
      time = Math.floor(time / 32);
    }
    for (let i = 0; i < 16; i++) text += ALPHABET.charAt(random.whole(0, 31));
    return text;
  };
}
