import type { Case, Finding, Found, Surroundings } from './diagnosis.ts';
import { DAY } from './policy.ts';
import { isAfter } from './record.ts';
import { latestOf, type Timestamp, timestampOf } from './timestamp.ts';

/** So long people are told that a token was removed; then it counts as retired. */
const REMOVED_FOR = 7 * DAY;

/** When Graph last listed the token, as far as was ever known: a listing that is not kept with the token is noted here. */
export function listed({ listedAt: known }: Found, { listedAt }: Surroundings): Pick<Found, 'listedAt'> {
  const at = Math.max(known ?? 0, listedAt ?? 0);
  return at > 0 ? { listedAt: at } : {};
}

/** The later of an instant at which a token was reported and the last at which Graph listed it. */
export function seenAt(reportedAt: Timestamp, { listedAt }: Found): Timestamp {
  return listedAt === undefined ? reportedAt : latestOf(reportedAt, timestampOf(listedAt));
}

/**
 * A token that Graph once listed and no longer does was removed in Intune, and with it its apps and assignments. Whoever
 * sees it again, Graph or a sender, knows better.
 */
export function tokenRemoved({ record, found: { listedAt = 0, removedAt } }: Case): Finding {
  if (removedAt === undefined || listedAt > removedAt || isAfter(record.lastObservedAt, timestampOf(removedAt))) {
    return {};
  }
  return { cause: 'tokenRemoved', changesAt: removedAt + REMOVED_FOR, found: { removedAt } };
}

/** Whether people were told for long enough that a token was removed. `now` is milliseconds since the epoch. */
export function isRemovedForGood(it: Case): boolean {
  const { found } = tokenRemoved(it);
  return found?.removedAt !== undefined && it.now >= found.removedAt + REMOVED_FOR;
}
