import type { Incident } from '../../src/domain/incident.ts';
import type { Court } from './breach.ts';
import type { Around, Person } from './person.ts';
import { isSameWrong, type Truth, textOf, type Wrong } from './truth.ts';

/** A notice that was decided, as the delivery laws need it. */
export interface Decided {
  readonly person: Person;
  readonly ordinal: number;
  /** Since when it ought to have been told. */
  readonly since: number;
}

/**
 * The laws of one decision: what is shown is so, and what is told is the difference to what was told.
 *
 * @returns the notice as decided, where there is one
 */
export function judge(
  court: Court,
  person: Person,
  incident: Incident | undefined,
  notice: { readonly type: string; readonly notificationId: string } | undefined,
  truth: Truth,
  around: Around,
): Decided | undefined {
  const { now, policy } = around;
  const shown = shownOf(incident);
  const acceptable = person.acceptable(truth, around);
  if (!acceptable.some((view) => isSameWrong(view, shown))) {
    const views = acceptable.map(textOf).join(' or ');
    court.accuse('what is shown is so', person, `shown is ${textOf(shown)}, so is ${views}`);
  }
  const wasId = person.incidentId;
  const wanted = person.see(shown, now, policy);
  if (shown && incident) {
    const isSame = wasId === undefined || wasId === incident.id;
    if (wanted === 'same' && !isSame) court.accuse('an incident keeps its id', person, incident.id);
    if (wanted === 'fresh' && wasId === incident.id) court.accuse('a new incident has a new id', person, wasId);
    person.incidentId = incident.id;
  }
  const due = person.due(shown, truth.failingSince, around);
  const kind = notice?.type.slice('vpp.incident.'.length);
  if (notice && kind !== due?.kind) {
    court.accuse('nobody is told twice', person, `told ${kind}, where ${due?.kind ?? 'nothing'} is due`);
  } else if (notice && due?.gate === 'yes') {
    court.accuse('nothing is told through a closed gate', person, `told ${kind}`);
  } else if (!notice && due?.gate === 'no') {
    court.accuse('outside a gate told equals actual', person, `${due.kind} is due and was not told`);
  }
  if (!notice || !due) return undefined;
  person.note(now, `told ${due.kind}: ${textOf(shown)}`);
  const since = Math.min(person.untoldSince ?? now, now);
  person.tell(due.kind, now);
  return { person, ordinal: person.notices, since };
}

export function shownOf(incident: Incident | undefined): Wrong | null {
  if (!incident || incident.resolvedAt !== undefined) return null;
  const { cause, severity, failing } = incident;
  return { cause, severity, failing };
}
