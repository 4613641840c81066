import { wireNameOf } from './wire-names.ts';

/** The most characters of a name that an answer repeats. */
const MAX_NAME = 64;

/**
 * The member that was probably meant for one that is missing: `last_sync_status`, `syncStatus` or `lastSyncStaus` for
 * `lastSyncStatus`, `tokenId` for `id`.
 *
 * @param names the members that are there; those that a report knows are what they are, and never meant for another
 */
export function resembling(missing: string, names: readonly string[]): string | undefined {
  const wanted = lettersOf(missing);
  const strangers = names.filter((name) => {
    const meant = wireNameOf(lettersOf(name));
    return name.length <= MAX_NAME && wireNameOf(name) === undefined && (meant === undefined || meant === missing);
  });
  const near = strangers.map((name) => ({ name, distance: distanceOf(wanted, lettersOf(name)) }));
  near.sort((a, b) => a.distance - b.distance);
  return near[0] && near[0].distance < Number.POSITIVE_INFINITY ? near[0].name : undefined;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** 0 for the same letters; then typing errors; then a name that ends in the other; infinite for what is unlike. */
function distanceOf(wanted: string, letters: string): number {
  if (letters === '') return Number.POSITIVE_INFINITY;
  const edits = editDistance(wanted, letters);
  if (edits <= wanted.length / 5) return edits;
  const isTail = wanted.endsWith(letters) || letters.endsWith(wanted);
  return isTail ? 100 + Math.abs(wanted.length - letters.length) : Number.POSITIVE_INFINITY;
}

/** How many letters must be put in, taken out or changed to make one of the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
