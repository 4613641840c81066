/** A receiver cannot ask for a longer pause than the longest delay between two attempts. */
const MAX_MS = 6 * 60 * 60 * 1000;

const HTTP_DATE = /^[A-Z][a-z]{2,8},? [\w: -]+ GMT$/;

/**
 * Reads a `Retry-After` header, seconds or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from `now`, at most six hours; undefined where it is absent, unreadable or over.
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  let wait = Number.NaN;
  if (/^\d+$/.test(text)) wait = Number(text) * 1000;
  else if (HTTP_DATE.test(text)) wait = Date.parse(text) - now;
  return wait > 0 ? Math.min(wait, MAX_MS) : undefined;
}
