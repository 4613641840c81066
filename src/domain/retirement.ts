import type { Report } from './report.ts';
import { msOf } from './timestamp.ts';

/**
 * Whether a report says that a retired token is in use again: only one that was observed afterwards does; one
 * that was under way, or comes again, does not.
 *
 * @param retiredAt milliseconds since the epoch
 */
export function endsRetirement({ observedAt }: Pick<Report, 'observedAt'>, retiredAt: number): boolean {
  return msOf(observedAt) > retiredAt;
}
