import { plan } from '../../../src/app/deliver/plan.ts';
import {
  type DueRow,
  emptyRow,
  type GroupRow,
  type HeardRow,
  type Pending,
  type SentRow,
} from '../../../src/app/deliver/rows.ts';
import type { Situation } from '../../../src/app/deliver/situation.ts';
import { idOf, type Mute, type SubjectWant } from '../../../src/app/deliver/want.ts';
import type { Fact, Heard, OpenFact } from '../../../src/app/model/fact.ts';

export const NOW = Date.UTC(2026, 0, 5, 12);
export const MINUTE = 60_000;

export const open = (subject: string, change: Partial<OpenFact> = {}): OpenFact => {
  return {
    kind: 'open',
    incidentId: `I-${subject}`,
    cause: 'syncFailed',
    severity: 'warning',
    failing: true,
    ...change,
  };
};
export const over = (subject: string): Fact => ({ kind: 'over', incidentId: `I-${subject}`, resolution: 'completed' });

/** One subject as a run finds it; what is left out is as it is at first. */
export interface Subject {
  readonly id: string;
  readonly want?: Fact;
  readonly no?: number;
  readonly isReminder?: true;
  readonly at?: number;
  readonly origin?: 'baseline';
  readonly scope?: string;
  readonly heard?: Fact;
  readonly maybe?: Fact;
  readonly via?: string;
  readonly row?: Partial<HeardRow>;
  /** Due rows; one of its number that is due now where absent. */
  readonly due?: readonly Partial<DueRow>[];
  /** That its want was not read yet. */
  readonly isUnread?: true;
}

export interface Given {
  readonly subjects: readonly Subject[];
  readonly groups?: readonly Partial<GroupRow>[];
  readonly groupDue?: readonly Partial<DueRow>[];
  readonly sent?: readonly Partial<SentRow>[];
  readonly mutes?: readonly Mute[];
  readonly hasKeys?: true;
}

/** What a run would have read. */
export function situationOf({
  subjects,
  groups = [],
  groupDue = [],
  sent = [],
  mutes = [],
  hasKeys,
}: Given): Situation<null> {
  const keyOf = (id: string) => ({ tenantId: 'contoso', subject: id });
  const wants = subjects
    .filter(({ isUnread, want }) => want && !isUnread)
    .map((it): SubjectWant<null> => {
      const { id, want = null, no = 5, isReminder = false, at = NOW, origin, scope } = it;
      const more = { ...(origin && { origin }), ...(scope && { scope }) };
      return { ...keyOf(id), fact: want, no, isReminder, audience: ['webhook'], at, state: null, ...more };
    });
  const telling = (fact: Fact, via?: string): Heard => {
    const topic = fact.kind === 'open' ? fact.cause : 'syncFailed';
    return { fact, no: 4, topic, at: NOW - MINUTE, message: 'before', ...(via && { via }) };
  };
  const rows = subjects
    .filter(({ heard, maybe, row }) => heard ?? maybe ?? row)
    .map(
      ({ id, heard, maybe, via, row }): HeardRow => ({
        ...emptyRow(keyOf(id)),
        ...(heard && { heard: telling(heard, via), state: 'delivered' }),
        maybe: maybe ? [telling(maybe, via)] : [],
        no: 4,
        ...row,
      }),
    );
  const pending = subjects
    .filter(({ due }) => due?.length !== 0)
    .map(({ id, no = 5, due = [{}] }): Pending => {
      const own = due.map((it): DueRow => ({ ...keyOf(id), no, dueAt: NOW, ...it }));
      return { ...keyOf(id), rows: own, isDue: own.some(({ dueAt }) => dueAt <= NOW) };
    });
  const all = groups.map(
    (group): GroupRow => ({
      id: 'G',
      topic: 'syncFailed',
      kind: 'cause',
      cause: 'syncFailed',
      openedAt: NOW - 60 * MINUTE,
      joinedAt: NOW - 60 * MINUTE,
      sentAt: NOW - 60 * MINUTE,
      updatedAt: NOW - 60 * MINUTE,
      confirmedAt: NOW - 60 * MINUTE,
      attempts: 0,
      state: 'delivered',
      ...group,
    }),
  );
  const own = groupDue.map((it): DueRow => ({ tenantId: '_group', subject: 'G', no: 0, dueAt: NOW, ...it }));
  const lately = sent.map(
    (it, i): SentRow => ({
      at: NOW - MINUTE,
      message: `m${i}`,
      type: 'vpp.incident.opened',
      topic: 'syncFailed',
      isLoneBeginning: true,
      subjects: [`fabrikam!t${i}`],
      count: 1,
      outcome: 'delivered',
      attempt: 1,
      ...it,
    }),
  );
  return {
    target: 'webhook',
    hasKeys: hasKeys ?? false,
    outbreakMin: 5,
    now: NOW,
    pending: new Map(pending.map((it) => [idOf(it), it])),
    groupDue: Map.groupBy(own, ({ subject }) => subject),
    wants: new Map(wants.map((it) => [idOf(it), it])),
    mutes,
    rows: new Map(rows.map((it) => [idOf(it), it])),
    isWhole: true,
    groups: new Map(all.map((it) => [it.id, it])),
    sent: lately,
    newId: () => 'NEW',
  };
}

/** What is planned, in short: `type via names`, and what becomes of due rows. */
export function planned(given: Given) {
  const { messages, changes, alsoRead } = plan(situationOf(given));
  const short = messages.map(({ type, members, group }) => {
    return [type.replace('vpp.', ''), group?.row.id, members.map(({ want }) => want.subject).join()]
      .filter(Boolean)
      .join(' ');
  });
  const moved = changes.flatMap((it) =>
    'put' in it && it.put === 'due' ? `${it.row.subject} +${(it.row.dueAt - NOW) / MINUTE}` : [],
  );
  const dropped = changes.flatMap((it) => ('drop' in it && it.drop === 'due' ? it.row.subject : []));
  const states = changes.flatMap((it) =>
    'put' in it && it.put === 'heard' ? `${it.row.subject} ${it.row.state} ${it.row.no}` : [],
  );
  return { said: short, moved, dropped, states, alsoRead: alsoRead.map(({ subject }) => subject), messages };
}
