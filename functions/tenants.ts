import { readQuery, TENANTS_QUERY } from '../src/http/queries.ts';
import { tenantView } from '../src/http/tenant-view.ts';
import { type Handle, ok, problemResponse } from './http.ts';

/** `GET /api/tenants` */
export const listTenants: Handle = async (request, service) => {
  const query = readQuery(TENANTS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await service.listTenants(query.value);
  const { tenantNames } = service.content;
  return ok({ value: items.map((item) => tenantView(item, tenantNames)), continuation: continuation ?? null });
};
