import { type SigningKeys, sign, verify } from './signed.ts';

/** So long an administrator may take to open a consent link. Milliseconds. */
export const CONSENT_LASTS = 7 * 86_400_000;

/** What goes to the consent page and comes back from it: that we asked for the consent of this tenant. */
export function consentState(tenantId: string, now: number, keys: SigningKeys): string {
  return sign('consent', [tenantId], now + CONSENT_LASTS, keys);
}

export type ConsentState =
  | { readonly ok: true; readonly tenantId: string; readonly askedAt: number }
  | { readonly ok: false; readonly why: 'wrong' | 'expired' };

/** Reads it. @param now milliseconds since the epoch */
export function readConsentState(state: string, keys: SigningKeys, now: number): ConsentState {
  const read = verify('consent', state, keys, now);
  if (!read.ok) return read;
  const [tenantId] = read.fields;
  if (tenantId === undefined) return { ok: false, why: 'wrong' };
  return { ok: true, tenantId, askedAt: read.expiresAt - CONSENT_LASTS };
}
