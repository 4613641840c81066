import { overviewView } from '../src/http/overview-view.ts';
import { NO_QUERY, readQuery } from '../src/http/queries.ts';
import { type Handle, ok, problemResponse } from './http.ts';

/** `GET /api/overview`: counts, and what is worst, as the last complete check left it */
export const getOverview: Handle = async (request, service) => {
  const query = readQuery(NO_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  return ok(overviewView(await service.overview(), service.content.tenantNames));
};
