import fc from 'fast-check';
import { Secret } from '../../src/app/model/secret.ts';
import type { IngestAuth } from '../../src/http/authenticity.ts';
import { anyRequests, type FuzzRequest } from '../http/arbitraries.ts';
import { signed } from '../http/requests.ts';

/** How a sender shows who it is. */
export const SENDERS = ['nobody', 'signer', 'boundSigner', 'forger', 'bearer', 'boundBearer'] as const;
export type Sender = (typeof SENDERS)[number];

const SECRETS = {
  signer: 'whsec_ZnV6ei1zaWduZXItZnV6ei1zaWduZXItZnV6eg==',
  boundSigner: 'whsec_ZnV6ei1jb250b3NvLWZ1enotY29udG9zby1mdXp6',
  forger: 'whsec_ZnV6ei1mb3JnZXItZnV6ei1mb3JnZXItZnV6ejE=',
  bearer: 'fuzz-bearer-7c1d5f3e9b',
  boundBearer: 'fuzz-fabrikam-2a8e6b4d0f',
};

/** The settings of an app that asks for credentials, and what `receive` makes of them. */
export const KEYED = {
  environment: {
    INGEST_SIGNING_SECRETS: `${SECRETS.signer} contoso=${SECRETS.boundSigner}`,
    INGEST_KEYS: `${SECRETS.bearer} fabrikam=${SECRETS.boundBearer}`,
  },
  auth: {
    signingSecrets: [
      { secret: new Secret(SECRETS.signer) },
      { tenantId: 'contoso', secret: new Secret(SECRETS.boundSigner) },
    ],
    keys: [{ secret: new Secret(SECRETS.bearer) }, { tenantId: 'fabrikam', secret: new Secret(SECRETS.boundBearer) }],
  } satisfies IngestAuth,
  secrets: Object.values(SECRETS),
};

export interface Shot {
  readonly request: FuzzRequest;
  readonly sender: Sender;
  /** Of a signed request. */
  readonly messageId: string;
}

/** Requests for the whole app: mostly of few tokens, so that reports meet what is known of them already. */
export function shots(now: number): fc.Arbitrary<Shot> {
  const request = fc
    .tuple(anyRequests(now), fc.integer({ min: 0, max: 4 }))
    .map(([it, odds]) => (odds === 0 ? it : narrowed(it)));
  return fc.record({
    request,
    sender: fc.constantFrom(...SENDERS, 'signer' as const, 'bearer' as const),
    messageId: fc.integer({ min: 0, max: 1e9 }).map((n) => `msg_${n}`),
  });
}

/** The request as it goes over the wire; a signature is made at the last moment, since it holds the time. */
export function withCredentials({ request, sender, messageId }: Shot): FuzzRequest {
  if (sender === 'nobody') return request;
  if (sender === 'bearer' || sender === 'boundBearer') {
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${SECRETS[sender]}` } };
  }
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = signed(request.body, { id: messageId, timestamp, secret: SECRETS[sender] });
  return { ...request, headers: { ...request.headers, ...headers } };
}

const TENANTS = ['contoso', 'fabrikam', 'tailspin'];
const TOKENS = 60;

/** The same request about one of few tokens; what cannot be read stays as it is. */
function narrowed(request: FuzzRequest): FuzzRequest {
  try {
    const body = JSON.parse(Buffer.from(request.body).toString(), (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('lastSyncStatus' in value)) return value;
      const { id, tenantId } = value as Record<string, unknown>;
      const token = isId(id) ? { id: `token-${numberOf(id) % TOKENS}` } : {};
      const tenant = isId(tenantId) ? { tenantId: TENANTS[numberOf(tenantId) % TENANTS.length] } : {};
      return { ...value, ...token, ...tenant };
    });
    return { ...request, body: new Uint8Array(Buffer.from(JSON.stringify(body))) };
  } catch {
    return request; // Noise is no JSON; that is what it is for.
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/.test(value);
}

function numberOf(text: string): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_003, 7);
}
