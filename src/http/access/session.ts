import { SESSION_COOKIE, type SetCookie, setCookie } from './cookies.ts';
import { type SigningKeys, sign } from './signed.ts';

/** How long a session lasts, in milliseconds: a working day. */
const SESSION_LASTS = 8 * 3_600_000;

/**
 * Begins a session for someone whose key the host has checked.
 *
 * @param id not to be guessed: the actions of pages are bound to it
 * @param name what the person wants to be called in timelines
 * @param url of the request that asked for it
 */
export function beginSession(
  { id, name }: { readonly id: string; readonly name?: string },
  url: string,
  keys: SigningKeys,
  now: number,
): SetCookie {
  const token = sign('session', [id, ...(name === undefined ? [] : [name])], now + SESSION_LASTS, keys);
  return setCookie(SESSION_COOKIE, token, url, SESSION_LASTS);
}
