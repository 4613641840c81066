import { overdueSince } from './diagnose.ts';
import type { Found } from './diagnosis.ts';
import type { ReportOutcome } from './fold.ts';
import type { Policy } from './policy.ts';
import type { TokenRecord } from './record.ts';

/** What is kept of a token, as far as a report may change it. */
export interface Kept {
  readonly record: TokenRecord;
  readonly found: Found;
  readonly retiredAt?: number | undefined;
}

/**
 * What a report did to all that is kept of its token. Folding sees the record alone; but a report that says the same
 * again may end a silence, a standstill or a retirement, or show that a sync is overdue, and then it is `applied`.
 *
 * @param folded what folding made of it
 */
export function outcomeOf(folded: ReportOutcome, before: Kept, after: Kept, policy: Policy): ReportOutcome {
  const { silence, standstillSince } = before.found;
  const wasOverdue = overdueSince(before.record, policy, before.found) !== undefined;
  const hasChanged =
    (before.retiredAt !== undefined && after.retiredAt === undefined) ||
    (silence !== undefined && after.found.silence === undefined) ||
    (standstillSince !== undefined && after.found.standstillSince !== standstillSince) ||
    wasOverdue !== (overdueSince(after.record, policy, after.found) !== undefined);
  return hasChanged ? 'applied' : folded;
}
