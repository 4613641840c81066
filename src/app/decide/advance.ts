import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { Incident, NoticeKind } from '../../domain/incident.ts';
import { type Reconciliation, reconcile } from '../../domain/reconcile.ts';
import type { Fact, OpenFact } from '../model/fact.ts';
import type { Marker } from '../model/marker.ts';
import type { Actor, Silence, TimelineEntry, TimelineEvent } from '../model/state.ts';
import { isOpen, type SubjectKey, TARGET_PREFIX, type Telling, tenantOf } from '../model/subject.ts';
import type { DecisionContext } from './context.ts';
import { markerOf } from './marker.ts';

/** What a person does to an incident. */
export type IncidentEvent =
  | ({ readonly kind: 'acknowledged'; readonly incidentId: string; readonly note?: string } & Actor)
  | ({ readonly kind: 'silenced' } & Omit<Silence, 'subject' | 'at'>)
  | ({ readonly kind: 'unsilenced' } & Partial<Actor>)
  | ({ readonly kind: 'redriven'; readonly target: string } & Partial<Actor>);

/** What a decision says of a subject's incident, and what has to be written for it. */
export interface Advance {
  readonly telling: Telling & { readonly policyHash: string; readonly nextCheckAt?: number };
  readonly timeline: readonly TimelineEntry[];
  readonly marker?: Marker;
  /** Whether what is shown of the incident differs from before. */
  readonly isNews: boolean;
}

/** What a subject that was never decided on has told. */
export const NOTHING_TOLD: Telling = { entries: 0, told: null, no: 0, isReminder: false, audience: [] };

/**
 * Compares a diagnosis with what people should know of the subject so far. Where that moves, its number grows, and a
 * marker names the targets of the old audience and the new.
 *
 * @param events what happened, for the timeline of the incident
 */
export function advance(
  key: SubjectKey,
  before: Telling = NOTHING_TOLD,
  diagnosis: Diagnosis,
  events: readonly TimelineEvent[],
  context: DecisionContext,
): Advance {
  const { now, policy, policyHash } = context;
  const { origin } = context;
  const reconciled = reconcile(before, diagnosis, now, policy, context.newId());
  const { told, notice, nextCheckAt } = reconciled;
  const isNew = reconciled.incident?.id !== before.incident?.id;
  const incident = isNew && origin && reconciled.incident ? { ...reconciled.incident, origin } : reconciled.incident;
  const fact = notice && incident ? factOf(incident, told) : before.fact;
  // With its end a fact keeps its audience.
  const audience = fact?.kind === 'open' ? audienceOf(key, fact, context) : before.audience;
  const isMoved = notice !== undefined || !isSameSet(audience, before.audience);
  const no = before.no + (isMoved ? 1 : 0);
  const timeline = incident ? entriesOf(before, incident, reconciled, events, { no, targets: audience, now }) : [];
  const entries = (incident && incident.id === before.incident?.id ? before.entries : 0) + timeline.length;
  return {
    telling: {
      ...(incident && { incident }),
      entries,
      told,
      ...(fact && { fact }),
      no,
      isReminder: isMoved ? notice?.kind === 'reminder' : before.isReminder,
      audience,
      policyHash,
      ...(nextCheckAt !== undefined && { nextCheckAt }),
    },
    timeline,
    ...(isMoved && { marker: markerOf(key, no, before.audience, audience, context) }),
    isNews: isMoved || timeline.length > 0 || newsIn(before.incident) !== newsIn(incident),
  };
}

/** Of a channel in trouble the others are told, not that channel. */
function audienceOf(key: SubjectKey, { cause, severity }: OpenFact, { audienceFor }: DecisionContext) {
  const all = audienceFor({ tenantId: tenantOf(key), cause, severity });
  return all.filter((target) => key.subject !== `${TARGET_PREFIX}${target}`);
}

function factOf(incident: Incident, told: Reconciliation['told']): Fact {
  const { id: incidentId, resolution = 'corrected' } = incident;
  if (!told) return { kind: 'over', incidentId, resolution };
  return { kind: 'open', incidentId, cause: told.cause, severity: told.severity, failing: told.failing };
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((it) => b.includes(it));
}

function entriesOf(
  before: Telling,
  incident: Incident,
  { notice }: Reconciliation,
  events: readonly TimelineEvent[],
  { no, targets, now }: { readonly no: number; readonly targets: readonly string[]; readonly now: number },
): readonly TimelineEntry[] {
  const first = incident.id === before.incident?.id ? before.entries : 0;
  // What happens to something that has nothing wrong is no part of an incident of before.
  const isConcerned = isOpen(incident) || isOpen(before.incident);
  const all = [
    ...(isConcerned ? events : []),
    ...(notice ? [noticeEvent(notice.kind, no, targets)] : quietEvents(before.incident, incident)),
  ];
  return all.map((event, i) => ({ incidentId: incident.id, seq: first + i + 1, at: now, event }));
}

function noticeEvent(kind: NoticeKind, no: number, targets: readonly string[]): TimelineEvent {
  return { kind: 'notice', type: `vpp.incident.${kind}`, no, targets };
}

const QUIET_WORTH_SAYING: ReadonlySet<string> = new Set(['grace', 'flapping', 'neverTold']);

/** A gate that closes before something was told is worth an entry; that it is still closed is not. */
function quietEvents(before: Incident | undefined, { reason }: Incident): readonly TimelineEvent[] {
  if (reason.told || !QUIET_WORTH_SAYING.has(reason.why)) return [];
  return JSON.stringify(before?.reason) === JSON.stringify(reason) ? [] : [{ kind: 'quiet', why: reason.why }];
}

/** An incident as text to compare; that nothing has changed since it was told is no news. */
function newsIn(incident: Incident | undefined): string | undefined {
  if (!incident) return undefined;
  const { reason, ...rest } = incident;
  return JSON.stringify([rest, reason.told || reason.why === 'sameAsTold' ? null : reason]);
}
