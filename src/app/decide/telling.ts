import type { Incident, NoticeDecision } from '../../domain/incident.ts';
import type { Reconciliation } from '../../domain/reconcile.ts';
import type { Notice } from '../model/notice.ts';
import type { Book, Notification, Telling, TimelineEvent } from '../model/state.ts';
import type { DecisionContext } from './decision.ts';

/** What there is to tell of, and how. */
export interface Subject {
  /** The partition that the rows go to. */
  readonly tenantId: string;
  readonly before: Book | undefined;
  /** What happened to the incident, for its timeline; left out where there is none that it could have happened to. */
  readonly events: readonly TimelineEvent[];
  readonly noticeOf: (incident: Incident, difference: NoticeDecision) => Notice;
}

/** The rows that follow from what is told, and why: timeline entries, and one notification for each target. */
export function tellingOf(subject: Subject, told: Reconciliation, context: DecisionContext): Telling {
  const { before, events: happened, tenantId } = subject;
  const { incident, notice: difference } = told;
  const isSameIncident = incident !== undefined && incident.id === before?.incident?.id;
  const entries = isSameIncident ? before.entries : 0;
  const audience = isSameIncident ? before.audience : [];
  if (!incident) return { book: { entries, audience }, timeline: [], notifications: [] };

  const notice = difference && subject.noticeOf(incident, difference);
  const targets = notice ? targetsOf(notice, audience, context) : [];
  const isConcerned = incident.resolvedAt === undefined || before?.incident?.resolvedAt === undefined;
  const events = [
    ...happened.filter(({ kind }) => isConcerned || kind === 'redriven'),
    ...(notice ? [noticeEvent(notice, targets)] : quietEvents(before?.incident, incident)),
  ];
  return {
    book: { incident, entries: entries + events.length, audience: [...new Set([...audience, ...targets])] },
    timeline: events.map((event, i) => ({ incidentId: incident.id, seq: entries + i + 1, at: context.now, event })),
    notifications: notice ? targets.map((target) => pending(tenantId, incident, notice, target, context)) : [],
  };
}

/** Who was told of an incident is told how it changes and that it ends, whatever the routes say of what it is now. */
function targetsOf(notice: Notice, audience: readonly string[], context: DecisionContext): readonly string[] {
  const isNews = notice.type.endsWith('.resolved') || notice.type.endsWith('.updated');
  return [...new Set([...(isNews ? audience : []), ...context.targetsFor(notice)])];
}

function noticeEvent(notice: Notice, targets: readonly string[]): TimelineEvent {
  return { kind: 'notice', notificationId: notice.notificationId, type: notice.type, targets };
}

/** A gate that closes before something was told is worth an entry; that it is still closed is not. */
function quietEvents(before: Incident | undefined, after: Incident): readonly TimelineEvent[] {
  const { reason } = after;
  if (reason.told || !QUIET_WORTH_TELLING.has(reason.why)) return [];
  const isNews = JSON.stringify(before?.reason) !== JSON.stringify(reason);
  return isNews ? [{ kind: 'quiet', why: reason.why }] : [];
}

const QUIET_WORTH_TELLING: ReadonlySet<string> = new Set(['silenced', 'grace', 'flapping', 'neverTold']);

/** One notice on its way to one target. */
export function pending(
  tenantId: string,
  { id, seq }: Pick<Incident, 'id' | 'seq'>,
  notice: Notice,
  target: string,
  { now, openedDelay = 0 }: DecisionContext,
): Notification {
  const delay = notice.type === 'vpp.incident.opened' ? openedDelay : 0;
  return {
    tenantId,
    incidentId: id,
    seq,
    target,
    notice,
    state: 'pending',
    createdAt: now,
    dueAt: now + delay,
    attempts: 0,
  };
}
