import { isLoopback } from './loopback.ts';

export const SESSION_COOKIE = 'vpp-session';
export const TENANT_COOKIE = 'vpp-tenant';
/** The language that its reader chose. */
export const LANGUAGE_COOKIE = 'vpp-language';

/** As the library for Azure Functions takes it. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Seconds. */
  readonly maxAge: number;
  readonly httpOnly: true;
  readonly secure: boolean;
  readonly sameSite: 'Strict';
}

/**
 * A cookie that scripts cannot read and no other site can have sent. Over plain http on loopback it is not `Secure`:
 * there a browser would not send it back.
 *
 * @param url of the request that it answers
 * @param lasts milliseconds
 */
export function setCookie(name: string, value: string, url: string, lasts: number): SetCookie {
  const { protocol, hostname } = new URL(url);
  return {
    name,
    value,
    path: '/api',
    maxAge: Math.floor(lasts / 1_000),
    httpOnly: true,
    secure: protocol !== 'http:' || !isLoopback(hostname),
    sameSite: 'Strict',
  };
}

/** The value of a request's cookie; undefined where it has none of that name. */
export function cookieOf(
  { headers }: { readonly headers: { get(name: string): string | null } },
  name: string,
): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
