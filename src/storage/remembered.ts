import type { Stored, SubjectKey, SubjectState } from '../app/model/subject.ts';

/** As much as a large tenant's tokens; each takes a few kilobytes. */
const MAX_SUBJECTS = 5_000;

/**
 * Subjects as this instance wrote them last. Other instances write too, so what stands here is a guess until a write that
 * names its ETag succeeds.
 */
export class RememberedSubjects {
  /** In the order in which they were written. */
  readonly #states = new Map<string, Stored<SubjectState>>();
  readonly #max: number;

  constructor(max = MAX_SUBJECTS) {
    this.#max = max;
  }

  recall(key: SubjectKey): Stored<SubjectState> | undefined {
    return this.#states.get(nameOf(key));
  }

  keep(stored: Stored<SubjectState>): void {
    this.forget(stored.value);
    this.#states.set(nameOf(stored.value), stored);
    const [oldest = ''] = this.#states.keys();
    if (this.#states.size > this.#max) this.#states.delete(oldest);
  }

  forget(key: SubjectKey): void {
    this.#states.delete(nameOf(key));
  }
}

function nameOf({ tenantId, subject }: SubjectKey): string {
  return `${tenantId}/${subject}`;
}
