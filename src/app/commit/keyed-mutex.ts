/**
 * Lets those who work on the same keys in this process go one after the other. Correctness never rests on it, since
 * other instances exist and ETags guard the rows; it only spares the conflicts that one instance has with itself.
 */
export class KeyedMutex {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `work` when none before it holds any of the keys. */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const distinct = [...new Set(keys)];
    const before = distinct.map((key) => this.#tails.get(key));
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Taking all places in line in one step, before waiting, is what keeps two holders from waiting for each other.
    for (const key of distinct) this.#tails.set(key, held);
    await Promise.all(before);
    try {
      return await work();
    } finally {
      release();
      for (const key of distinct) if (this.#tails.get(key) === held) this.#tails.delete(key);
    }
  }
}
