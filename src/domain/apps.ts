import type { Case, Finding } from './diagnosis.ts';
import { DAY } from './policy.ts';
import { fieldOf, latestObservation } from './record.ts';

/** So long people are told of it; then the lower count is how things are. */
const MISSING_FOR = 7 * DAY;

/**
 * A completed sync that brought the number of apps to nothing, or to less than half of what it was. It ends when at least
 * half are there again.
 */
export function appsMissing({ record, now, found: { apps } }: Case): Finding {
  const count = fieldOf(record, 'appCount');
  if (count === undefined || latestObservation(record).status !== 'completed') {
    return apps ? standing(apps.count, apps.missing, now) : {};
  }
  const before = apps?.missing?.before ?? apps?.count ?? count;
  const missing = count * 2 < before ? (apps?.missing ?? { at: now, before }) : undefined;
  return standing(count, missing, now);
}

function standing(
  count: number,
  missing: { readonly at: number; readonly before: number } | undefined,
  now: number,
): Finding {
  if (!missing || now >= missing.at + MISSING_FOR) return { found: { apps: { count } } };
  return {
    cause: 'appsMissing',
    severity: 'warning',
    changesAt: missing.at + MISSING_FOR,
    found: { apps: { count, missing } },
  };
}
