import type { Random } from './random.ts';

/** How often what goes wrong does, from 0 to 1, for each call of a port. */
export interface Rates {
  /** Storage is out of reach before anything was done. */
  readonly unreached: number;
  /** A write is done, and its answer is lost; half of the time the client repeats it and is told of a conflict. */
  readonly answerLost: number;
  /** The process is gone before the call, or right after what it asked for was done. */
  readonly crash: number;
  /** A call takes up to three seconds rather than none. */
  readonly slow: number;
  readonly wakeUpLost: number;
  readonly wakeUpTwice: number;
}

export const USUAL: Rates = {
  unreached: 0.0005,
  answerLost: 0.0005,
  crash: 0.0002,
  slow: 0.01,
  wakeUpLost: 0.01,
  wakeUpTwice: 0.02,
};

/** Rolls the dice for everything that may go wrong. */
export class Chaos {
  readonly random: Random;
  readonly #rates: Rates;
  /** While true no call reaches storage. */
  isDown = false;
  /** While true nothing goes wrong by chance. */
  isOver = false;

  constructor(random: Random, rates: Rates) {
    this.random = random;
    this.#rates = rates;
  }

  strikes(fault: keyof Rates): boolean {
    return !this.isOver && this.#rates[fault] > 0 && this.random.chance(this.#rates[fault]);
  }
}
