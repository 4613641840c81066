import * as z from 'zod';
import { INCIDENTS_QUERY, readPath, readQuery } from '../src/http/queries.ts';
import { idSchema } from '../src/http/report-schema.ts';
import { incidentItemView, timelineView } from '../src/http/views.ts';
import type { Boot } from './boot.ts';
import { notFound, ok, problemResponse, type Route, registerRoute } from './http.ts';

const INCIDENT_PATH = z.object({ tenantId: idSchema, incidentId: idSchema });

const ROUTES: readonly Route[] = [
  {
    name: 'incidents-list',
    methods: ['GET'],
    route: 'incidents',
    handle: async (request, { views }) => {
      const query = readQuery(INCIDENTS_QUERY, request.query);
      if (!query.ok) return problemResponse(query.problem);
      const { items, continuation } = await views.incidents(query.value, query.value);
      return ok({ value: items.map(incidentItemView), continuation: continuation ?? null });
    },
  },
  {
    name: 'incidents-get',
    methods: ['GET'],
    route: 'incidents/{tenantId}/{incidentId}',
    handle: async (request, { views }) => {
      const path = readPath(INCIDENT_PATH, request.params);
      if (!path.ok) return problemResponse(path.problem);
      const { tenantId, incidentId } = path.value;
      const [incident, timeline] = await Promise.all([
        views.incident(tenantId, incidentId),
        views.timeline(tenantId, incidentId),
      ]);
      return incident
        ? ok({ ...incidentItemView(incident), timeline: timeline.map(timelineView) })
        : notFound('incident');
    },
  },
];

/** `/api/incidents`: what is or was wrong, and what was told of it. */
export function registerIncidents(boot: Boot): void {
  for (const route of ROUTES) registerRoute(route, boot);
}
