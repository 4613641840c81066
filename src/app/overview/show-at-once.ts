import { type Log, StorageUnavailable } from '../model/ports.ts';
import type { SubjectState } from '../model/subject.ts';
import { Seen, type SummarizeDeps, summarize } from './summarize.ts';

/**
 * Does what a person asked for, and brings the summaries up to it, so that it is shown at once. Where the latter fails,
 * the next sweep finds the rows changed.
 *
 * @param work is given what is to be called with each state that was written
 * @param tenantIds whose silences change
 * @throws what `work` throws; StorageUnavailable where a silence was written and cannot be shown
 */
export async function showAtOnce<T>(
  work: (written: (state: SubjectState) => void) => Promise<T>,
  tenantIds: readonly string[],
  deps: SummarizeDeps & { readonly log: Log },
): Promise<T> {
  const tenants = new Map(tenantIds.map((tenantId) => [tenantId, new Seen()]));
  for (const seen of tenants.values()) seen.noteSilences();
  const done = await work((state) => {
    const seen = tenants.get(state.tenantId) ?? new Seen();
    seen.note(state);
    tenants.set(state.tenantId, seen);
  });
  for (const [tenantId, seen] of tenants) {
    try {
      await summarize(tenantId, seen, deps);
    } catch (error) {
      // No sweep looks at a tenant that never reported, so who silenced it is to try again.
      if (tenantIds.includes(tenantId) || !(error instanceof StorageUnavailable)) throw error;
      deps.log.warn(`overview: left to the next check, tenant=${tenantId} reason="${error.message}"`);
    }
  }
  return done;
}
