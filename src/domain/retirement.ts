import type { Report } from './report.ts';
import { msOf } from './timestamp.ts';

/** A token that is not monitored. Milliseconds since the epoch. */
export interface Retirement {
  readonly retiredAt: number;
  /** No person retired it: it was removed from Graph, at this time. */
  readonly removedAt?: number;
}

/**
 * Whether a report says that a retired token is in use again: only one that was observed afterwards does; one that was
 * under way, or comes again, does not. That Graph lists it says nothing of whether a person wants it monitored, but all
 * of one that was gone from Graph.
 *
 * @param isListed whether the report is Graph's own
 */
export function endsRetirement(
  { observedAt }: Pick<Report, 'observedAt'>,
  { retiredAt, removedAt }: Retirement,
  isListed: boolean,
): boolean {
  return msOf(observedAt) > retiredAt && (!isListed || removedAt !== undefined);
}
