import type { Timestamp } from '../../domain/timestamp.ts';
import { readDate } from '../../reports/fields.ts';
import type { JsonValue } from '../../reports/json.ts';
import { MAX_ATTRIBUTE } from '../limits.ts';

/** What is wrong, or to be warned of, with the attributes of an event, by name. */
export interface AttributeError {
  readonly name: string;
  readonly detail: string;
}

/** The attributes of an event as they came: absent, or of whatever type. */
export type AttributeReader = (name: string) => JsonValue | undefined;

/**
 * Reads an attribute that should be a text.
 *
 * @returns the text; `''` after having said in `warnings` what is wrong.
 */
export function requiredText(read: AttributeReader, name: string, warnings: AttributeError[]): string {
  const value = read(name);
  if (value === undefined || value === null) warnings.push({ name, detail: `the attribute ${name} is required` });
  else if (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_ATTRIBUTE &&
    !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)
  )
    return value;
  else warnings.push({ name, detail: `must be a text of 1 to ${MAX_ATTRIBUTE} characters without control characters` });
  return '';
}

/**
 * Reads the time of an event, which is a hint: one that cannot be read is as if absent, and said in `warnings`.
 * Quickstarts print it without an offset.
 */
export function optionalTime(read: AttributeReader, name: string, warnings: AttributeError[]): Timestamp | undefined {
  const time = readDate(read(name));
  if (time.ok) return time.at;
  warnings.push({ name, detail: `is ignored: it ${time.allowed}` });
  return undefined;
}
