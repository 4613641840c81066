import { move } from '../src/app/move.ts';
import { HISTORY_QUERY, readPath, readQuery, TOKEN_PATH, TOKENS_QUERY } from '../src/http/queries.ts';
import { historyView, tokenView } from '../src/http/views.ts';
import type { Boot } from './boot.ts';
import { notFound, ok, problemResponse, type Route, registerRoute } from './http.ts';

const TOKEN_ROUTE = 'tokens/{tenantId}/{tokenId}';

const ROUTES: readonly Route[] = [
  {
    name: 'tokens-list',
    methods: ['GET'],
    route: 'tokens',
    handle: async (request, { views }) => {
      const query = readQuery(TOKENS_QUERY, request.query);
      if (!query.ok) return problemResponse(query.problem);
      const { items, continuation } = await views.tokens(query.value, query.value);
      return ok({ value: items.map(tokenView), continuation: continuation ?? null });
    },
  },
  {
    name: 'tokens-get',
    methods: ['GET'],
    route: TOKEN_ROUTE,
    handle: async (request, { ingest }) => {
      const path = readPath(TOKEN_PATH, request.params);
      if (!path.ok) return problemResponse(path.problem);
      const { tenantId, tokenId } = path.value;
      const stored = (await ingest.store.readTokens(tenantId, [tokenId])).get(tokenId);
      return stored ? ok(tokenView(stored.value)) : notFound('token');
    },
  },
  {
    name: 'tokens-retire',
    methods: ['DELETE'],
    route: TOKEN_ROUTE,
    handle: async (request, { ingest }) => {
      const path = readPath(TOKEN_PATH, request.params);
      if (!path.ok) return problemResponse(path.problem);
      const retired = await move(path.value, { kind: 'retired' }, ingest);
      return retired ? { status: 204 } : notFound('token');
    },
  },
  {
    name: 'tokens-history',
    methods: ['GET'],
    route: `${TOKEN_ROUTE}/history`,
    handle: async (request, { views, ingest }) => {
      const path = readPath(TOKEN_PATH, request.params);
      if (!path.ok) return problemResponse(path.problem);
      const query = readQuery(HISTORY_QUERY, request.query);
      if (!query.ok) return problemResponse(query.problem);
      const { tenantId, tokenId } = path.value;
      const { items, continuation } = await views.history(path.value, query.value);
      if (items.length === 0 && !(await ingest.store.readTokens(tenantId, [tokenId])).has(tokenId)) {
        return notFound('token');
      }
      return ok({ value: items.map(historyView), continuation: continuation ?? null });
    },
  },
];

/** `/api/tokens`: the state of every token, and its history. */
export function registerTokens(boot: Boot): void {
  for (const route of ROUTES) registerRoute(route, boot);
}
