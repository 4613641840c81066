import { encodeTime } from 'ulid';

/** Ids in the form of ULIDs that depend on who makes them and when, and on nothing that happens beside. */
export function ids(who: number, clock: () => number): () => string {
  let count = 0;
  return () => `${encodeTime(clock(), 10)}${String(who).padStart(8, '0')}${String(++count).padStart(8, '0')}`;
}
