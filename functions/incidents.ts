import { INCIDENT_PATH, INCIDENTS_QUERY, readPathAlone, readQuery } from '../src/http/queries.ts';
import { incidentItemView, notificationView, timelineView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';
import type { Service } from './service.ts';

/** `GET /api/incidents` */
export const listIncidents: Handle = async (request, service) => {
  const query = readQuery(INCIDENTS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await service.views.incidents(query.value, query.value);
  const silences = await service.silencesOf(items.map(({ tenantId }) => tenantId));
  const value = items.map((it) => incidentItemView(it, silences(it)));
  return ok({ value, continuation: continuation ?? null });
};

/** `GET /api/incidents/{tenantId}/{incidentId}`: with its timeline, and what each target heard of it */
export const getIncident: Handle = async (request, service) => {
  const path = readPathAlone(INCIDENT_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  const { tenantId, incidentId } = path.value;
  const incident = await incidentAnswer(tenantId, incidentId, service);
  return incident ? ok(incident) : notFound('incident', incidentId, tenantId);
};

/** One incident as the API shows it whole; undefined where there is none. */
export async function incidentAnswer(tenantId: string, incidentId: string, service: Service) {
  const incident = await service.views.incident(tenantId, incidentId);
  if (!incident) return undefined;
  const [silences, timeline, notifications] = await Promise.all([
    service.silencesOf([tenantId]),
    service.views.timeline(tenantId, incidentId),
    service.notificationsOf(incident),
  ]);
  return {
    ...incidentItemView(incident, silences(incident)),
    timeline: timeline.map(timelineView),
    notifications: notifications.map(notificationView),
  };
}
