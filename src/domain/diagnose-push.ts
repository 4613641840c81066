import type { Diagnosis } from './diagnosis.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/**
 * Says whether a tenant's Apple MDM push certificate has expired (the subject `_push`).
 *
 * @param now milliseconds since the epoch
 */
export function diagnosePush({ expiresAt }: { readonly expiresAt?: Timestamp }, now: number): Diagnosis {
  if (!expiresAt) return { fault: null, found: {} };
  if (now < msOf(expiresAt)) return { fault: null, expiresAt, changesAt: msOf(expiresAt), found: {} };
  return { fault: { cause: 'pushCertificateExpired', severity: 'critical', failing: false }, expiresAt, found: {} };
}
