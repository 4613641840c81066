import { ageReachedAt } from './calendar.ts';
import { type Diagnosis, LONG_ABSENCE, raisedAt } from './diagnosis.ts';
import type { Policy } from './policy.ts';

/** So many polls in a row must fail before people are told. */
export const FAILURES_TOLD = 3;

/** How reading tokens from Graph goes. */
export interface PollRecord {
  /** How many polls have failed in a row. */
  readonly failures: number;
  /** When the first of them ended, in milliseconds since the epoch. */
  readonly failingSince?: number;
}

/**
 * Says whether reading from Graph only fails: of one tenant (`_poll`), or because of the app's credential of all that use
 * it (`_credential`). The next good poll ends it.
 *
 * @param now milliseconds since the epoch
 * @param isToldElsewhere whether people are told of the same as something larger; then this does not begin
 */
export function diagnosePoll(
  { failures, failingSince }: PollRecord,
  now: number,
  policy: Policy,
  isToldElsewhere: boolean,
): Diagnosis {
  if (failures < FAILURES_TOLD || failingSince === undefined || isToldElsewhere) {
    return { fault: null, ending: 'corrected', found: {} };
  }
  const criticalAt = ageReachedAt(failingSince, LONG_ABSENCE, policy);
  const { severity = 'warning', ...rest } = raisedAt(criticalAt, now);
  return { fault: { cause: 'pollFailing', severity, failing: false }, ...rest, found: {} };
}
