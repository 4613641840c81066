import type { HttpResponseInit } from '@azure/functions';
import { WHOLE_TENANT } from '../src/app/model/state.ts';
import { readSilence } from '../src/http/bodies.ts';
import { silenceItemView } from '../src/http/overview-view.ts';
import { readPathAlone, readQuery, SILENCE_PATH, SILENCES_QUERY, TENANT_PATH } from '../src/http/queries.ts';
import { silenceView } from '../src/http/views.ts';
import { type Handle, ok, problemResponse } from './http.ts';
import type { Service } from './service.ts';

/** `GET /api/silences`: those in force and those to come */
export const listSilences: Handle = async (request, service) => {
  const query = readQuery(SILENCES_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const silences = await service.silences(query.value.tenantId);
  return ok({ value: silences.map(silenceItemView), continuation: null });
};

/** `PUT /api/silences/{tenantId}`: no alerts of any of its tokens for a while */
export const silenceWholeTenant: Handle = async (request, service) => {
  const path = readPathAlone(TENANT_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  return silence(await request.arrayBuffer(), service, path.value);
};

/** `DELETE /api/silences/{tenantId}` */
export const unsilenceWholeTenant: Handle = async (request, service) => {
  const path = readPathAlone(TENANT_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  await service.silence(path.value.tenantId, WHOLE_TENANT, undefined);
  return { status: 204 };
};

/** `PUT /api/silences/{tenantId}/{tokenId}` */
export const silenceOneToken: Handle = async (request, service) => {
  const path = readPathAlone(SILENCE_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  return silence(await request.arrayBuffer(), service, path.value);
};

/** `DELETE /api/silences/{tenantId}/{tokenId}` */
export const unsilenceOneToken: Handle = async (request, service) => {
  const path = readPathAlone(SILENCE_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  await service.silence(path.value.tenantId, path.value.tokenId, undefined);
  return { status: 204 };
};

async function silence(
  bytes: ArrayBuffer,
  service: Service,
  whose: { readonly tenantId: string; readonly tokenId?: string },
): Promise<HttpResponseInit> {
  const body = readSilence(new Uint8Array(bytes), service.clock());
  if (!body.ok) return problemResponse(body.problem);
  await service.silence(whose.tenantId, whose.tokenId ?? WHOLE_TENANT, body.value);
  return ok({ ...whose, ...silenceView(body.value) });
}
