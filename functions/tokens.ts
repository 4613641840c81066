import type { UnreadTokens } from '../src/app/overview/unread.ts';
import {
  HISTORY_QUERY,
  RETIRE_QUERY,
  readPath,
  readPathAlone,
  readQuery,
  TOKEN_PATH,
  TOKENS_QUERY,
} from '../src/http/queries.ts';
import { historyView, tokenView, unreadTokenView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';
import type { Service } from './service.ts';

/** `GET /api/tokens` */
export const listTokens: Handle = async (request, service) => {
  const query = readQuery(TOKENS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { tenantId: only, status, cause } = query.value;
  const [{ items, continuation }, unread] = await Promise.all([
    service.views.tokens(query.value, query.value),
    service.unreadTokens(only),
  ]);
  const silences = await service.silencesOf(items.map(({ tenantId }) => tenantId));
  const value = items.map((it) => tokenView(it, silences(it), unread.get(it.tenantId)?.[it.subject]));
  // What was never read as a report has no row among the others, nor anything to filter by: it comes last.
  const isLast = continuation === undefined && !status && !cause;
  const others = isLast ? await neverRead(unread, service) : [];
  return ok({ value: [...value, ...others], continuation: continuation ?? null });
};

/** `GET /api/tokens/{tenantId}/{tokenId}` */
export const getToken: Handle = async (request, service) => {
  const path = readPathAlone(TOKEN_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  const { tenantId, tokenId } = path.value;
  const [token, silences, all] = await Promise.all([
    service.readToken(path.value),
    service.silencesOf([tenantId]),
    service.unreadTokens(tenantId),
  ]);
  const unread = all.get(tenantId)?.[tokenId];
  if (token) return ok(tokenView(token, silences(token), unread));
  return unread ? ok(unreadTokenView(path.value, unread)) : noToken(path.value);
};

/** Those of the tokens that cannot be read of which no report is known. */
async function neverRead(unread: UnreadTokens, service: Service) {
  const keys = [...unread].flatMap(([tenantId, tokens]) =>
    Object.entries(tokens).map(([tokenId, token]) => ({ tenantId, tokenId, token })),
  );
  const known = await Promise.all(keys.map((key) => service.readToken(key)));
  return keys.filter((_, i) => !known[i]).map(({ token, ...key }) => unreadTokenView(key, token));
}

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
