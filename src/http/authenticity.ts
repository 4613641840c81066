import { hash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../app/model/secret.ts';
import { normaliseId } from '../reports/id.ts';
import { type Read, refused } from './problem.ts';
import { checkSignature } from './signature.ts';

/** A secret that a sender shows or signs with; bound to a tenant, it speaks for that tenant only. */
export interface Credential {
  readonly tenantId?: string;
  readonly secret: Secret;
}

/** `INGEST_SIGNING_SECRETS` and `INGEST_KEYS`; where both are empty, the function key is all that is asked for. */
export interface IngestAuth {
  readonly signingSecrets: readonly Credential[];
  readonly keys: readonly Credential[];
}

export interface Authenticated {
  /** Whether a signature vouches for the body. */
  readonly signed: boolean;
  /** The only tenant that the sender may speak for. */
  readonly boundTenantId?: string;
}

interface SignedRequest {
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/**
 * Decides whether a request comes from whom we know: by a signature, or by a bearer key. Where a request has both, the
 * signature is looked at first, and either one is enough: a proxy may break a signature that the key still vouches for.
 *
 * @param now milliseconds since the epoch.
 */
export function authenticate(request: SignedRequest, auth: IngestAuth, now: number): Read<Authenticated> {
  const { signingSecrets, keys } = auth;
  if (signingSecrets.length === 0 && keys.length === 0) return { ok: true, value: { signed: false } };
  const reasons: string[] = [];
  const headers = {
    id: request.header('webhook-id')?.trim(),
    timestamp: request.header('webhook-timestamp')?.trim(),
    signature: request.header('webhook-signature')?.trim(),
  };
  if (signingSecrets.length > 0 && (headers.signature !== undefined || headers.timestamp !== undefined)) {
    const secrets = signingSecrets.map(({ secret }) => secret);
    const check = checkSignature(headers, request.body, secrets, now);
    if (check.ok) return known(signingSecrets[check.at], true);
    reasons.push(check.reason);
  }
  const authorization = request.header('authorization');
  if (keys.length > 0 && authorization !== undefined) {
    const at = keyOf(authorization, keys);
    if (at >= 0) return known(keys[at], false);
    reasons.push('Authorization must be `Bearer` and a key that this server knows');
  }
  return refused(401, reasons.length > 0 ? `${reasons.join('; ')}.` : expectation(auth));
}

function known(credential: Credential | undefined, signed: boolean): Read<Authenticated> {
  const tenantId = credential?.tenantId;
  return { ok: true, value: { signed, ...(tenantId === undefined ? {} : { boundTenantId: normaliseId(tenantId) }) } };
}

function expectation({ signingSecrets, keys }: IngestAuth): string {
  const ways = [
    ...(signingSecrets.length > 0
      ? ['a Standard Webhooks signature (webhook-id, webhook-timestamp, webhook-signature)']
      : []),
    ...(keys.length > 0 ? ['`Authorization: Bearer` and a key'] : []),
  ];
  return `The request needs ${ways.join(', or ')}.`;
}

/** The first key that a bearer shows, or -1. Hashes have one length, so comparing them tells nothing of the key's. */
function keyOf(authorization: string, keys: readonly Credential[]): number {
  const shown = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization.trim())?.[1];
  if (shown === undefined) return -1;
  const given = hash('sha256', shown, 'buffer');
  return keys.map(({ secret }) => timingSafeEqual(given, hash('sha256', secret.reveal(), 'buffer'))).indexOf(true);
}
