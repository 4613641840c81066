import type { Marker } from '../model/marker.ts';
import type { SubjectKey } from '../model/subject.ts';
import type { DecisionContext } from './context.ts';

/** How long the writer of a marker has to bring it to the mailboxes before a sweep does. */
export const MARKER_MS = 60_000;

/** A first listing of a tenant is over by then, or broken: what it found wrong is brought to the mailboxes with its end. */
export const BASELINE_MS = 60 * MARKER_MS;

/** The marker of a new number: for the targets of the old audience and the new. */
export function markerOf(
  { tenantId, subject }: SubjectKey,
  no: number,
  before: readonly string[],
  audience: readonly string[],
  { now, origin }: Pick<DecisionContext, 'now' | 'origin'>,
): Marker {
  const targets = [...new Set([...before, ...audience])];
  return {
    kind: 'told',
    tenantId,
    subject,
    no,
    targets,
    dueAt: now,
    retryAt: now + (origin ? BASELINE_MS : MARKER_MS),
  };
}
