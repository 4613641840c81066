import type { Timestamp } from '../../src/domain/timestamp.ts';

/** The moment of every sample, so that golden files never age. */
export const AT = Date.parse('2026-03-14T09:30:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function stamp(ms: number): Timestamp {
  return new Date(ms).toISOString() as Timestamp;
}
