import type { SubjectStore } from '../model/ports.ts';
import type { SubjectChange } from '../model/state.ts';
import { eachOf } from './each-of.ts';

/** Transactions of one tenant under way at once. */
const AT_ONCE = 8;

/** What was to be written in one transaction and was not: another wrote to it, or for a reason. */
export interface Unwritten<T> {
  readonly of: readonly T[];
  readonly reason?: unknown;
}

/**
 * Writes changes of one tenant in as few transactions as they take, some side by side; one that fails stops no other.
 *
 * @param decided with a subject at most once
 */
export async function commitPacked<T extends { readonly change: SubjectChange }>(
  tenantId: string,
  decided: readonly T[],
  subjects: Pick<SubjectStore, 'commit' | 'fitting'>,
): Promise<{ readonly written: readonly T[]; readonly unwritten: readonly Unwritten<T>[] }> {
  const written: T[] = [];
  const unwritten: Unwritten<T>[] = [];
  await eachOf(packs(decided, subjects), AT_ONCE, async (pack) => {
    const changes = pack.map(({ change }) => change);
    try {
      if ((await subjects.commit(tenantId, changes)) === 'committed') written.push(...pack);
      else unwritten.push({ of: pack });
    } catch (reason) {
      unwritten.push({ of: pack, reason });
    }
  });
  return { written, unwritten };
}

function packs<T extends { readonly change: SubjectChange }>(
  decided: readonly T[],
  subjects: Pick<SubjectStore, 'fitting'>,
): readonly (readonly T[])[] {
  const all: (readonly T[])[] = [];
  for (let rest = decided; rest.length > 0; ) {
    const fitting = subjects.fitting(rest.map(({ change }) => change));
    all.push(rest.slice(0, fitting));
    rest = rest.slice(fitting);
  }
  return all;
}
