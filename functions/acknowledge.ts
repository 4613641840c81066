import { readAcknowledgement } from '../src/http/bodies.ts';
import { problem } from '../src/http/problem.ts';
import { INCIDENT_PATH, readPathAlone } from '../src/http/queries.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';
import { incidentAnswer } from './incidents.ts';

/** `POST /api/incidents/{tenantId}/{incidentId}/acknowledge`: somebody is at it, so no reminders for a while */
export const acknowledgeIncident: Handle = async (request, service) => {
  const path = readPathAlone(INCIDENT_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  const body = readAcknowledgement(new Uint8Array(await request.arrayBuffer()));
  if (!body.ok) return problemResponse(body.problem);
  const { tenantId, incidentId } = path.value;
  const outcome = await service.acknowledge(tenantId, incidentId, body.value);
  if (outcome === 'ended')
    return problemResponse(problem(409, 'The incident has ended. There is nothing to acknowledge.'));
  const incident = outcome === 'unknown' ? undefined : await incidentAnswer(tenantId, incidentId, service);
  return incident ? ok(incident) : notFound('incident', incidentId, tenantId);
};
