import { metricsOf } from '../src/http/metrics.ts';
import { NO_QUERY, readQuery } from '../src/http/queries.ts';
import { type Handle, problemResponse } from './http.ts';

/** `GET /api/metrics`: for Prometheus */
export const getMetrics: Handle = async (request, service) => {
  const query = readQuery(NO_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { contentType, text } = await metricsOf(await service.overview());
  return { status: 200, headers: { 'content-type': contentType }, body: text };
};
