import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../app/model/secret.ts';
import { isVisibleAscii } from './idempotency.ts';
import { SIGNATURE_TOLERANCE_SECONDS } from './limits.ts';

/** The three headers of Standard Webhooks, as they came. */
export interface SignatureHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** `at` is the place of the secret that signed; a reason tells an honest sender what to mend, and nothing of secrets. */
export type SignatureCheck =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly reason: string };

/**
 * Checks a signature after Standard Webhooks 1.0 over the raw bytes. Not by its package, which decodes the body to text
 * first and reads the system's clock. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @param now milliseconds since the epoch.
 */
export function checkSignature(
  { id, timestamp, signature }: SignatureHeaders,
  body: Uint8Array,
  secrets: readonly Secret[],
  now: number,
): SignatureCheck {
  if (!id || !timestamp || !signature) {
    return refuse('webhook-id, webhook-timestamp and webhook-signature must all be there');
  }
  if (!isVisibleAscii(id)) return refuse('webhook-id must be 1 to 255 visible ASCII characters');
  // Strictly decimal: what is signed must be what is read.
  if (!/^(?:0|[1-9]\d{0,11})$/.test(timestamp)) return refuse('webhook-timestamp must be whole seconds since 1970');
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (Math.abs(age) > SIGNATURE_TOLERANCE_SECONDS) {
    const side = age > 0 ? 'behind' : 'ahead of';
    return refuse(
      `webhook-timestamp is more than 5 minutes ${side} this server's clock, ${new Date(now).toISOString()}`,
    );
  }
  const candidates = signature
    .split(' ')
    .filter((text) => text.startsWith('v1,'))
    .map((text) => Buffer.from(text.slice(3)));
  if (candidates.length === 0) return refuse('webhook-signature holds no signature of version v1');
  const at = matchOf(candidates, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]), secrets);
  if (at >= 0) return { ok: true, at };
  const empty =
    body.length === 0 ? '; the body arrived empty, as one does that is sent chunked, without a Content-Length' : '';
  return refuse(`no signature matches these headers and this body, byte for byte${empty}`);
}

function refuse(reason: string): SignatureCheck {
  return { ok: false, reason };
}

/** The first secret that signed, or -1. Every secret is tried against every signature, so time tells nothing. */
function matchOf(candidates: readonly Buffer[], content: Buffer, secrets: readonly Secret[]): number {
  const matches = secrets.map((secret) => {
    const key = decodeSigningSecret(secret.reveal());
    if (!key) return false;
    const expected = Buffer.from(createHmac('sha256', key).update(content).digest('base64'));
    return candidates
      .map((given) => given.length === expected.length && timingSafeEqual(given, expected))
      .includes(true);
  });
  return matches.indexOf(true);
}

/**
 * The key in a signing secret: base64, with or without the prefix `whsec_`.
 *
 * @returns undefined where the text is no base64, or the key is empty: everyone could sign with that.
 */
export function decodeSigningSecret(text: string): Buffer | undefined {
  const base64 = text.startsWith('whsec_') ? text.slice('whsec_'.length) : text;
  return /^[A-Za-z0-9+/]{2,}={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
