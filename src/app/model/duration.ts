import { DAY, HOUR, MINUTE, SECOND } from '../../domain/policy.ts';

const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;

/**
 * Reads a number and a unit, as in `90s`, `30m`, `6h` or `2d`.
 *
 * @returns milliseconds; undefined for anything else
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS];
}
