import type { Incident } from '../../domain/incident.ts';
import type { TimelineEvent } from '../model/state.ts';
import type { Telling } from '../model/subject.ts';
import type { IncidentEvent } from './advance.ts';

/** What a person's deed makes of an incident, and what its timeline says of it. */
export function applyToIncident<T extends Telling>(
  before: T,
  event: IncidentEvent,
  now: number,
): { readonly before: T; readonly events: readonly TimelineEvent[] } {
  if (event.kind !== 'acknowledged') return { before, events: [event] };
  const { incident } = before;
  // The first acknowledgement stands: saying it again changes nothing, nor does one of an incident that is over.
  if (!incident || incident.id !== event.incidentId || incident.resolvedAt !== undefined || incident.acknowledged) {
    return { before, events: [] };
  }
  const { by, verified, note } = event;
  const said = { by, ...(verified && { verified }), ...(note && { note }) };
  const acknowledged: Incident = { ...incident, acknowledged: { at: now, ...said } };
  return { before: { ...before, incident: acknowledged }, events: [{ kind: 'acknowledged', ...said }] };
}
