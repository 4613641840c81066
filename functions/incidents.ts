import { OUTBREAKS } from '../src/app/model/ports.ts';
import { membersOf } from '../src/app/sweep/review-outbreaks.ts';
import { INCIDENT_PATH, INCIDENTS_QUERY, readPath, readQuery } from '../src/http/queries.ts';
import { incidentItemView, memberView, timelineView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';

/** `GET /api/incidents` */
export const listIncidents: Handle = async (request, { views }) => {
  const query = readQuery(INCIDENTS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await views.incidents(query.value, query.value);
  return ok({ value: items.map(incidentItemView), continuation: continuation ?? null });
};

/** `GET /api/incidents/{tenantId}/{incidentId}`: with its timeline; that of an outbreak also with its members */
export const getIncident: Handle = async (request, { views, sweep }) => {
  const path = readPath(INCIDENT_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const { tenantId, incidentId } = path.value;
  const [incident, timeline, members] = await Promise.all([
    views.incident(tenantId, incidentId),
    views.timeline(tenantId, incidentId),
    tenantId === OUTBREAKS ? membersOf(incidentId, sweep) : undefined,
  ]);
  if (!incident) return notFound('incident', incidentId, tenantId);
  const view = { ...incidentItemView(incident), timeline: timeline.map(timelineView) };
  return ok(members ? { ...view, members: members.map(memberView) } : view);
};
