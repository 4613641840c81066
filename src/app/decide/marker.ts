import type { Marker } from '../model/marker.ts';
import type { SubjectKey } from '../model/subject.ts';

/** How long the writer of a marker has to bring it to the mailboxes before a sweep does. */
export const MARKER_MS = 60_000;

/** The marker of a new number: for the targets of the old audience and the new. */
export function markerOf(
  { tenantId, subject }: SubjectKey,
  no: number,
  before: readonly string[],
  audience: readonly string[],
  now: number,
): Marker {
  const targets = [...new Set([...before, ...audience])];
  return { kind: 'told', tenantId, subject, no, targets, dueAt: now, retryAt: now + MARKER_MS };
}
