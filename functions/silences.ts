import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Silence } from '../src/app/model/state.ts';
import { silenceTenant, silenceToken } from '../src/app/silence/silences.ts';
import type { Service } from '../src/compose.ts';
import { readSilence } from '../src/http/bodies.ts';
import { readPath, TENANT_PATH, TOKEN_PATH } from '../src/http/queries.ts';
import { silenceView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';

type Silencing = (silence: Silence | undefined) => Promise<boolean>;

/** `PUT /api/silences/{tenantId}`: says nothing of any of its tokens for a while */
export const silenceWholeTenant: Handle = async (request, service) => {
  const path = readPath(TENANT_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const { tenantId } = path.value;
  return silence(request, service, { tenantId }, (it) => silenceTenant(tenantId, it, service.sweep));
};

/** `DELETE /api/silences/{tenantId}` */
export const unsilenceWholeTenant: Handle = async (request, { sweep }) => {
  const path = readPath(TENANT_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  return (await silenceTenant(path.value.tenantId, undefined, sweep))
    ? { status: 204 }
    : notFound('tenant', path.value.tenantId);
};

/** `PUT /api/silences/{tenantId}/{tokenId}` */
export const silenceOneToken: Handle = async (request, service) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const key = path.value;
  return silence(request, service, key, async (it) => (await silenceToken(key, it, service.sweep)) !== undefined);
};

/** `DELETE /api/silences/{tenantId}/{tokenId}` */
export const unsilenceOneToken: Handle = async (request, { sweep }) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  return (await silenceToken(path.value, undefined, sweep))
    ? { status: 204 }
    : notFound('token', path.value.tokenId, path.value.tenantId);
};

async function silence(
  request: HttpRequest,
  { clock }: Service,
  whose: { readonly tenantId: string; readonly tokenId?: string },
  apply: Silencing,
): Promise<HttpResponseInit> {
  const body = readSilence(new Uint8Array(await request.arrayBuffer()), clock());
  if (!body.ok) return problemResponse(body.problem);
  const known = await apply(body.value);
  if (known) return ok({ ...whose, ...silenceView(body.value) });
  const { tenantId, tokenId } = whose;
  return tokenId === undefined ? notFound('tenant', tenantId) : notFound('token', tokenId, tenantId);
}
