import {
  HISTORY_QUERY,
  RETIRE_QUERY,
  readPath,
  readPathAlone,
  readQuery,
  TOKEN_PATH,
  TOKENS_QUERY,
} from '../src/http/queries.ts';
import { historyView, tokenView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';

/** `GET /api/tokens` */
export const listTokens: Handle = async (request, service) => {
  const query = readQuery(TOKENS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await service.views.tokens(query.value, query.value);
  const silences = await service.silencesOf(items.map(({ tenantId }) => tenantId));
  return ok({ value: items.map((it) => tokenView(it, silences(it))), continuation: continuation ?? null });
};

/** `GET /api/tokens/{tenantId}/{tokenId}` */
export const getToken: Handle = async (request, service) => {
  const path = readPathAlone(TOKEN_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  const [token, silences] = await Promise.all([
    service.readToken(path.value),
    service.silencesOf([path.value.tenantId]),
  ]);
  return token ? ok(tokenView(token, silences(token))) : noToken(path.value);
};

/** `DELETE /api/tokens/{tenantId}/{tokenId}`: stops monitoring it; `?undo=true` takes that back, `?by=` says who */
export const retireToken: Handle = async (request, service) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const query = readQuery(RETIRE_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { undo, by } = query.value;
  const retired = await service.retireToken(path.value, { kind: undo ? 'unretired' : 'retired', ...(by && { by }) });
  return retired ? { status: 204 } : noToken(path.value);
};

/** `GET /api/tokens/{tenantId}/{tokenId}/history` */
export const getHistory: Handle = async (request, service) => {
  const path = readPath(TOKEN_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const query = readQuery(HISTORY_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await service.views.history(path.value, query.value);
  if (items.length === 0 && !(await service.readToken(path.value))) return noToken(path.value);
  return ok({ value: items.map(historyView), continuation: continuation ?? null });
};

function noToken({ tenantId, tokenId }: { readonly tenantId: string; readonly tokenId: string }) {
  return notFound('token', tokenId, tenantId);
}
