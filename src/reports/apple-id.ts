import { createHmac } from 'node:crypto';

/**
 * Hides who an Apple ID is, and keeps what tells two of them apart: `vpp@example.com` becomes `v***@example.com`,
 * and what is no e-mail address keeps its first character only. Masking twice is masking once.
 */
export function maskAppleId(appleId: string): string {
  const at = appleId.lastIndexOf('@');
  const domain = appleId.slice(at + 1);
  const first = String.fromCodePoint(appleId.codePointAt(0) ?? 0x2a);
  return at > 0 && /^[^\s@]+$/.test(domain) ? `${first}***@${domain}` : `${first}***`;
}

/**
 * Tells whether two Apple IDs are one without keeping either: 16 hexadecimal digits, of no use without the key.
 *
 * @param key random bytes of this app alone
 */
export function appleIdHash(key: Uint8Array, appleId: string): string {
  return createHmac('sha256', key).update(appleId.trim().toLowerCase()).digest('hex').slice(0, 16);
}

/** The shortest secret worth looking for in free text: shorter ones would be found by chance. */
const MIN_SECRET = 8;

/**
 * Takes the secrets of an item out of its free text: an error message, or a name that an administrator chose, may well
 * quote the Apple ID, and a careless flow may quote the token.
 *
 * @returns a function from text to text.
 */
export function redactor(token: unknown, appleId: unknown): (text: string) => string {
  const secret = typeof token === 'string' && token.trim().length >= MIN_SECRET ? token.trim() : undefined;
  const id = typeof appleId === 'string' ? appleId.trim() : '';
  const address = id.includes('@') && id.length >= MIN_SECRET ? id : undefined;
  return (text) => {
    const kept = secret === undefined ? text : text.replaceAll(secret, '[secret]');
    if (address === undefined || !kept.includes('@')) return kept;
    // The u flag is left out: it would let case folding find what only resembles the address.
    return kept.replace(new RegExp(escapeRegExp(address), 'gi'), () => maskAppleId(address));
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
