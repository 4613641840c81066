import type { Diagnosis } from './diagnosis.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** What an enrollment program token is judged by. */
export interface EnrollmentRecord {
  readonly expiresAt?: Timestamp;
  /** What Apple answered to the last sync; 0 or absent is no error. */
  readonly syncErrorCode?: number;
}

/**
 * Says what is wrong with an enrollment program token (the subject `_enrollment:{id}`): that it has expired, or that its
 * last sync failed.
 *
 * @param now milliseconds since the epoch
 */
export function diagnoseEnrollment({ expiresAt, syncErrorCode = 0 }: EnrollmentRecord, now: number): Diagnosis {
  const known = expiresAt && { expiresAt };
  if (expiresAt && now >= msOf(expiresAt)) {
    return { fault: { cause: 'enrollmentExpired', severity: 'critical', failing: false }, ...known, found: {} };
  }
  const rest = { ...known, ...(expiresAt && { changesAt: msOf(expiresAt) }), found: {} };
  if (syncErrorCode === 0) return { fault: null, ...rest };
  return { fault: { cause: 'enrollmentFailing', severity: 'warning', failing: false }, ...rest };
}
