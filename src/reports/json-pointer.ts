/**
 * Extends a JSON pointer in URI fragment form (RFC 6901, section 6), as in `#/0/lastSyncStatus`, by one step.
 * The whole body is `#`.
 */
export function pointerTo(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}/${key}`;
  // encodeURIComponent throws on half of a surrogate pair, and it is such a name that may have to be pointed to.
  const name = key
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('~', '~0')
    .replaceAll('/', '~1');
  return `${base}/${encodeURIComponent(name)}`;
}
