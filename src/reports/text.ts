import { stripVTControlCharacters } from 'node:util';
import { maskAppleId } from './apple-id.ts';
import type { JsonValue } from './json.ts';
import { isPowerShellText, POWERSHELL_DEPTH } from './mend.ts';

/** A text as it is kept, and what had to be done to it. */
export interface CleanText {
  /** Undefined where nothing is left. */
  readonly text: string | undefined;
  /** Each goes on from the name of the member, as in `was cut to 2000 characters`. */
  readonly warnings: readonly string[];
}

export interface TextRules {
  readonly max: number;
  /** Whether line breaks and tabs stay; elsewhere they become spaces. */
  readonly multiLine?: true;
  /** Takes secrets out. */
  readonly redact: (text: string) => string;
}

/**
 * Makes a text that can be stored and shown of whatever a sender wrote where a text should be: nothing that decorates
 * a report may lose the report.
 */
export function cleanText(value: JsonValue | undefined, { max, multiLine, redact }: TextRules): CleanText {
  if (value === undefined || value === null) return { text: undefined, warnings: [] };
  const warnings: string[] = [];
  const written = typeof value === 'string' ? value : asText(value);
  if (typeof value !== 'string') warnings.push(`was ${kindOf(value)} and is kept as a text`);
  else if (isPowerShellText(value)) warnings.push(`holds no text: ${POWERSHELL_DEPTH}`);
  const whole = written.toWellFormed();
  if (whole !== written) warnings.push('held half of a character, which was replaced');
  const clean = withoutControls(whole, multiLine === true);
  if (clean !== whole) warnings.push('had control characters, which were taken out');
  const redacted = redact(clean.trim());
  // A mask may be longer than what it hides, so the cut comes last; it must not leave half of a surrogate pair.
  const text = redacted
    .slice(0, max)
    .replace(/\p{Surrogate}/gu, '')
    .trimEnd();
  if (redacted.length > max && clean.trim().length > max) warnings.push(`was cut to ${max} characters`);
  return { text: text || undefined, warnings };
}

/**
 * Unicode's own separators of lines and paragraphs count: Azurite fails on a transaction that holds one. So do the marks
 * of writing direction: they would turn around the text that follows them.
 */
function withoutControls(text: string, multiLine: boolean): string {
  if (!/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(text)) return text;
  // What an escape sequence leaves without its first character, such as `[31m`, is noise too.
  const plain = stripVTControlCharacters(text.replace(/\p{Bidi_C}/gu, '')).replace(/[\p{Zl}\p{Zp}]/gu, ' ');
  return multiLine
    ? plain.replace(/(?![\n\t\r])\p{Cc}/gu, '')
    : plain.replace(/[\n\t\r]+/g, ' ').replace(/\p{Cc}/gu, '');
}

function kindOf(value: number | boolean | object): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `a ${typeof value}`;
}

/** As JSON, without the secrets that a whole vppToken in the place of a text would bring. */
function asText(value: JsonValue): string {
  return JSON.stringify(value, (name, inner: unknown) => {
    const lower = name.toLowerCase();
    if (lower === 'token') return undefined;
    return lower === 'appleid' && typeof inner === 'string' ? maskAppleId(inner.trim()) : inner;
  });
}
