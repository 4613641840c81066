import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { SubjectChange } from '../model/state.ts';
import type { FactsOf, Stored, SubjectKey, SubjectState } from '../model/subject.ts';
import { advance, type IncidentEvent } from './advance.ts';
import { applyToIncident } from './apply-to-incident.ts';
import type { DecisionContext } from './context.ts';

/** A person's deed, or nothing but time. */
export type SubjectEvent = IncidentEvent | { readonly kind: 'time' };

/**
 * Decides on a subject that is no token: what a person did to it, what is wrong with it, and what people should know.
 *
 * @param facts what its row keeps of the matter itself
 */
export function decideSubject<S extends SubjectState>(
  { tenantId, subject }: SubjectKey,
  stored: Stored<S> | undefined,
  event: SubjectEvent,
  diagnosis: Diagnosis,
  facts: FactsOf<S>,
  context: DecisionContext,
): SubjectChange<S> & { readonly isNews: boolean } {
  const { before, events } =
    event.kind === 'time' || !stored
      ? { before: stored?.value, events: [] }
      : applyToIncident(stored.value, event, context.now);
  // Whoever gives a whole state as the key means no more than this of it.
  const key = { tenantId, subject };
  const { telling, timeline, marker, isNews } = advance(key, before, diagnosis, events, context);
  return {
    // The facts of S and what every subject keeps are all of S, which the spread cannot show to the compiler.
    state: { ...facts, ...telling, ...key } as unknown as S,
    ...(stored && { basis: stored }),
    timeline,
    ...(marker && { marker }),
    isNews,
  };
}
