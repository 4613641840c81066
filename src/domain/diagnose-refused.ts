import type { Diagnosis } from './diagnosis.ts';
import { DAY, HOUR } from './policy.ts';

/** How long a tenant's reports must have been refused, with none accepted in between, before its people are told. */
const REFUSED_FOR = HOUR;

/** So long after the last refusal, what was refused is no longer being sent. */
const QUIET_AFTER = DAY;

/** What is noted of a tenant's refused reports. Instants are milliseconds since the epoch. */
export interface RefusedRecord {
  /** The first refusal since the last accepted report. */
  readonly firstRefusedAt: number;
  readonly lastRefusedAt: number;
  readonly lastAcceptedAt?: number;
}

/** Notes one more refusal; the first after an accepted report begins anew. */
export function noteRefusal(known: RefusedRecord | undefined, at: number): RefusedRecord {
  if (!known || isAccepted(known)) return { firstRefusedAt: at, lastRefusedAt: at };
  return { ...known, lastRefusedAt: Math.max(known.lastRefusedAt, at) };
}

/**
 * Says whether a tenant's reports are only refused (the subject `_refused:{tenant}`).
 *
 * @param now milliseconds since the epoch
 */
export function diagnoseRefused(record: RefusedRecord, now: number): Diagnosis {
  const { firstRefusedAt, lastRefusedAt } = record;
  if (isAccepted(record)) return { fault: null, ending: 'reported', found: {} };
  const quietAt = lastRefusedAt + QUIET_AFTER;
  if (now >= quietAt || lastRefusedAt - firstRefusedAt < REFUSED_FOR) {
    return { fault: null, ending: 'corrected', found: {} };
  }
  return { fault: { cause: 'reportsRefused', severity: 'warning', failing: false }, changesAt: quietAt, found: {} };
}

function isAccepted({ lastRefusedAt, lastAcceptedAt }: RefusedRecord): boolean {
  return lastAcceptedAt !== undefined && lastAcceptedAt >= lastRefusedAt;
}
