import { CONNECTIONS_QUERY, readQuery } from '../src/http/queries.ts';
import { connectionView } from '../src/http/views.ts';
import { type Handle, ok, problemResponse } from './http.ts';

/** `GET /api/connections`: enrollment program tokens and push certificates */
export const listConnections: Handle = async (request, service) => {
  const query = readQuery(CONNECTIONS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await service.views.connections(query.value, query.value);
  const silences = await service.silencesOf(items.map(({ tenantId }) => tenantId));
  return ok({ value: items.map((it) => connectionView(it, silences(it))), continuation: continuation ?? null });
};
