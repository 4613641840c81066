interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => Promise<void> | void;
}

/** What is going to happen, by time; at the same instant in the order in which it was planned. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #order = 0;

  /** @param at milliseconds since the epoch */
  plan(at: number, run: Entry['run']): void {
    const heap = this.#heap;
    const entry = { at, order: this.#order++, run };
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  /** When the next thing happens. */
  get nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  take(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= heap.length) break;
      const least = left + 1 < heap.length && isBefore(heap[left + 1]!, heap[left]!) ? left + 1 : left;
      if (!isBefore(heap[least]!, last)) break;
      heap[i] = heap[least]!;
      i = least;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
