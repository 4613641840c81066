import { isNever, parseTimestamp, type Timestamp } from '../../domain/timestamp.ts';
import { MAX_ATTRIBUTE } from '../limits.ts';

/** What is wrong with the attributes of an event, by name. */
export interface AttributeError {
  readonly name: string;
  readonly detail: string;
}

/** The attributes of an event as they came: absent, or of whatever type. */
export type AttributeReader = (name: string) => unknown;

/**
 * Reads an attribute that must be a text.
 *
 * @returns the text; `''` after having said in `errors` what is wrong.
 */
export function requiredText(read: AttributeReader, name: string, errors: AttributeError[]): string {
  const value = read(name);
  if (value === undefined || value === null) errors.push({ name, detail: `the attribute ${name} is required` });
  else if (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_ATTRIBUTE &&
    !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)
  )
    return value;
  else errors.push({ name, detail: `must be a text of 1 to ${MAX_ATTRIBUTE} characters without control characters` });
  return '';
}

/** Reads a time that may be missing, saying in `errors` what is wrong with one that is there. */
export function optionalTime(read: AttributeReader, name: string, errors: AttributeError[]): Timestamp | undefined {
  const value = read(name);
  if (value === undefined || value === null) return undefined;
  // Go's clients write nine digits; cutting them to the seven that we compare never makes a time later.
  const time = typeof value === 'string' ? parseTimestamp(value.replace(/(\.\d{7})\d+/, '$1')) : undefined;
  if (time !== undefined && !isNever(time)) return time;
  errors.push({ name, detail: 'must be an RFC 3339 date-time with an offset, such as 2026-07-17T14:50:53.4972449Z' });
  return undefined;
}
