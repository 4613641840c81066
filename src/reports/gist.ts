/** The most characters of what was sent that an answer repeats. */
const MAX_GIST = 40;

/**
 * What was sent instead of what is allowed, where it is short and no object, so that its sender recognises it.
 *
 * @param redact takes secrets out: a careless flow may put one anywhere
 */
export function gist(value: unknown, redact: (text: string) => string): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  const text = JSON.stringify(typeof value === 'string' ? redact(value) : value);
  return text.length <= MAX_GIST ? `; got ${text}` : '';
}
