import { SECOND } from '../../domain/policy.ts';
import type { SubjectChange } from '../model/state.ts';

/** How long the rows of several that moved together wait, so that even the first can be told with the others. */
const TOGETHER_MS = 5 * SECOND;

/**
 * Sets when the mailboxes' rows of changes are due that are decided together: at once for one that comes alone.
 *
 * @param isOfMore whether others that are decided elsewhere belong to them
 */
export function togetherDue<C extends SubjectChange>(changes: readonly C[], now: number, isOfMore = false): C[] {
  const isAlone = !isOfMore && changes.filter(({ marker }) => marker !== undefined).length <= 1;
  return changes.map((change) =>
    change.marker && !isAlone ? { ...change, marker: { ...change.marker, dueAt: now + TOGETHER_MS } } : change,
  );
}
