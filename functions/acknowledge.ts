import { acknowledge } from '../src/app/acknowledge/acknowledge.ts';
import { readAcknowledgement } from '../src/http/bodies.ts';
import { problem } from '../src/http/problem.ts';
import { INCIDENT_PATH, readPath } from '../src/http/queries.ts';
import { incidentItemView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';

/** `POST /api/incidents/{tenantId}/{incidentId}/acknowledge`: somebody is working on it, so no more reminders */
export const acknowledgeIncident: Handle = async (request, { sweep, views }) => {
  const path = readPath(INCIDENT_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const body = readAcknowledgement(new Uint8Array(await request.arrayBuffer()));
  if (!body.ok) return problemResponse(body.problem);
  const { tenantId, incidentId } = path.value;
  const outcome = await acknowledge(tenantId, incidentId, body.value, { ...sweep, views });
  if (outcome === 'unknown') return notFound('incident');
  if (outcome === 'ended')
    return problemResponse(problem(409, 'The incident has ended; there is nothing to acknowledge.'));
  const incident = await views.incident(tenantId, incidentId);
  return incident ? ok(incidentItemView(incident)) : notFound('incident');
};
