import { move } from '../src/app/commit/commit-event.ts';
import { HISTORY_QUERY, readPath, readQuery, TOKEN_PATH, TOKENS_QUERY } from '../src/http/queries.ts';
import { historyView, tokenView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';

/** `GET /api/tokens` */
export const listTokens: Handle = async (request, { views, clock }) => {
  const query = readQuery(TOKENS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await views.tokens(query.value, query.value);
  return ok({ value: items.map((it) => tokenView(it, clock())), continuation: continuation ?? null });
};

/** `GET /api/tokens/{tenantId}/{tokenId}` */
export const getToken: Handle = async (request, { ingest, clock }) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const { tenantId, tokenId } = path.value;
  const stored = (await ingest.store.readTokens(tenantId, [tokenId])).get(tokenId);
  return stored ? ok(tokenView(stored.value, clock())) : notFound('token', tokenId, tenantId);
};

/** `DELETE /api/tokens/{tenantId}/{tokenId}` */
export const retireToken: Handle = async (request, { ingest }) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const retired = await move(path.value, { kind: 'retired' }, ingest);
  return retired ? { status: 204 } : notFound('token', path.value.tokenId, path.value.tenantId);
};

/** `GET /api/tokens/{tenantId}/{tokenId}/history` */
export const getHistory: Handle = async (request, { views, ingest }) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const query = readQuery(HISTORY_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { tenantId, tokenId } = path.value;
  const { items, continuation } = await views.history(path.value, query.value);
  if (items.length === 0 && !(await ingest.store.readTokens(tenantId, [tokenId])).has(tokenId)) {
    return notFound('token', tokenId, tenantId);
  }
  return ok({ value: items.map(historyView), continuation: continuation ?? null });
};
