import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Secret } from '../../app/model/secret.ts';
import { decodeSigningSecret } from '../signature.ts';

/** What a token is good for. One made for another purpose is wrong, whatever it holds. */
export type Purpose = 'act' | 'session' | 'tenant' | 'consent';

/** The first signs, each of them verifies. */
export type SigningKeys = readonly Uint8Array[];

export type Verified =
  | { readonly ok: true; readonly fields: readonly string[]; readonly expiresAt: number }
  | { readonly ok: false; readonly why: 'wrong' | 'expired' };

const WRONG = { ok: false, why: 'wrong' } as const;

/** The end in seconds since the epoch, then what the token says. */
const payload = z.tuple([z.number().int()]).rest(z.string());

/**
 * A compact token, fit for a path, a query and a cookie: base64url of a JSON array, a dot, and the base64url of its
 * HMAC-SHA256. It is not encrypted: whoever holds it can read the fields.
 *
 * @param expiresAt milliseconds since the epoch; kept in whole seconds
 * @throws Error where there is no key to sign with
 */
export function sign(purpose: Purpose, fields: readonly string[], expiresAt: number, keys: SigningKeys): string {
  const [key] = keys;
  if (!key) throw new Error('there is no key to sign with');
  const text = Buffer.from(JSON.stringify([Math.floor(expiresAt / 1_000), ...fields])).toString('base64url');
  return `${text}.${macOf(purpose, text, key)}`;
}

/**
 * Reads a token that `sign` made. Its text is compared as it came, so there is one spelling of each token only.
 *
 * @param now milliseconds since the epoch
 * @returns its fields; `expired` only where the signature is right, so a stranger learns nothing
 */
export function verify(purpose: Purpose, token: string, keys: SigningKeys, now: number): Verified {
  const [text = '', mac = '', ...rest] = token.split('.');
  if (rest.length > 0) return WRONG;
  // Every key is tried, so time does not tell which one signed.
  const isOurs = keys.map((key) => isSame(mac, macOf(purpose, text, key))).includes(true);
  const read = isOurs ? payload.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())) : undefined;
  if (!read?.success) return WRONG;
  const [seconds, ...fields] = read.data;
  const expiresAt = seconds * 1_000;
  return now < expiresAt ? { ok: true, fields, expiresAt } : { ok: false, why: 'expired' };
}

/** The keys in `LINK_SIGNING_SECRETS`: what base64 stands for behind `whsec_`, any other text as it is. */
export function keysOf(secrets: readonly Secret[]): SigningKeys {
  return secrets.map((secret) => {
    const text = secret.reveal();
    return (text.startsWith('whsec_') && decodeSigningSecret(text)) || Buffer.from(text);
  });
}

function macOf(purpose: Purpose, text: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`${purpose}.${text}`).digest('base64url');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
