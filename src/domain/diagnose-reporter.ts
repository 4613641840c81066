import type { Diagnosis, Found, Surroundings } from './diagnosis.ts';
import type { Policy } from './policy.ts';
import { silenceClock, silent, stillSilent } from './silence.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** What a tenant's reporter is judged by. */
export interface ReporterRecord {
  /** The latest report of any token of the tenant, retired ones included. */
  readonly newest?: Timestamp;
  /** How many of its tokens are not retired. */
  readonly tokenCount: number;
}

export interface ReporterDiagnosis extends Diagnosis {
  /** When the reporter was heard again after a silence, in milliseconds since the epoch: the next `spokeAgainAt`. */
  readonly spokeAgainAt?: number;
}

/**
 * Says whether a tenant's reporter is silent (the subject `_reporter`): no token of the tenant was reported for
 * `silentAfter`, and Graph is not asked for them. While it is, every sweep has to look for news.
 *
 * @param now milliseconds since the epoch
 * @param found what the last diagnosis of this reporter returned as such
 */
export function diagnoseReporter(
  { newest, tokenCount }: ReporterRecord,
  now: number,
  policy: Policy,
  clocks: Pick<Surroundings, 'spokeAgainAt' | 'wokeAt' | 'isListed'>,
  found: Found,
): ReporterDiagnosis {
  if (tokenCount === 0 || !newest) return { fault: null, ending: 'retired', found: {} };
  const lasts = stillSilent(found.silence, newest);
  const spokeAgainAt = found.silence && !lasts ? msOf(newest) : clocks.spokeAgainAt;
  const spoke = spokeAgainAt !== undefined && { spokeAgainAt };
  // Where the tenant is polled, that the polls fail is what people are told.
  if (clocks.isListed)
    return { fault: null, changesAt: now + policy.silentAfter, ending: 'reported', found: {}, ...spoke };
  const since = silenceClock(newest, { ...clocks, ...spoke });
  const silentAt = since + policy.silentAfter;
  if (!lasts && now < silentAt) return { fault: null, changesAt: silentAt, found: {}, ...spoke };
  const silence = lasts ? found.silence : { since, last: newest };
  const { severity = 'warning', escalation } = silent(silence, now, policy);
  return {
    fault: { cause: 'reporterSilent', severity, failing: false },
    ...(escalation && { escalation }),
    changesAt: now + 1,
    found: { silence },
    ...spoke,
  };
}
