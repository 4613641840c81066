import type { Cause } from '../../domain/cause.ts';
import { tenantOf } from '../model/subject.ts';
import { type Plan, plan } from './plan.ts';
import type { MailboxDeps, MailboxTarget } from './ports.ts';
import {
  believedOpen,
  type DueRow,
  GROUP_TENANT,
  type GroupRow,
  groupsOf,
  type HeardRow,
  type Pending,
} from './rows.ts';
import { COMPANY_MS, type Situation } from './situation.ts';
import { idOf, type SubjectKey } from './want.ts';

/** So many due rows are looked at in one round, the oldest first. */
export const MAX_DUE = 5_000;

/** What one reading of a mailbox, and of the subjects that are due in it, comes to. */
export interface Round<S> {
  readonly plan: Plan<S>;
  /** When the wants were read, at the earliest. */
  readonly readAt: number;
  /** Whether more was due than was looked at. */
  readonly isCut: boolean;
}

/**
 * Reads what is due, then what it is about, and plans. The rest of the mailbox is read only where the plan needs it:
 * what has to wait for its group's turn in a burst must not have everything read again and again.
 *
 * @throws StorageUnavailable
 */
export async function readRound<S>(target: MailboxTarget<S>, deps: MailboxDeps<S>): Promise<Round<S>> {
  const { store, wants: reader, clock, newId, settings } = deps;
  const now = clock();
  const waiting = await store.readWaiting(target.id, now);
  const due = [...waiting.due].sort((a, b) => a.dueAt - b.dueAt);
  const taken = sorted(due.slice(0, MAX_DUE), true);
  const keys = [...taken.pending.values()];
  const rows = keys.length > 0 ? await store.readHeard(target.id, keys) : new Map();
  const readAt = clock();
  const [wants, mutes] = await readWants(keys, reader);
  const situation: Situation<S> = {
    target: target.id,
    hasKeys: target.hasKeys,
    outbreakMin: settings.outbreakMin,
    now,
    ...taken,
    wants,
    mutes,
    rows,
    isWhole: false,
    groups: new Map(waiting.groups.map((group) => [group.id, group])),
    sent: [],
    newId,
  };
  const isCut = due.length > MAX_DUE;
  const first = plan(situation);
  if (!first.needsAll) return { plan: first, readAt, isCut };

  const whole = await readWhole(situation, store);
  const second = plan(whole);
  if (second.alsoRead.length === 0) return { plan: second, readAt, isCut };
  const [more, moreMutes] = await readWants(second.alsoRead, reader);
  const all = { ...whole, wants: new Map([...wants, ...more]), mutes: [...mutes, ...moreMutes] };
  return { plan: plan(all), readAt, isCut };
}

/** Adds who else is in the groups and causes that are concerned, what was sent lately, and what is due later. */
async function readWhole<S>(situation: Situation<S>, store: MailboxDeps<S>['store']): Promise<Situation<S>> {
  const { target, now, wants, rows, groups, groupDue } = situation;
  const wanted = [...wants.values()].flatMap((it) => (it?.fact?.kind === 'open' ? it.fact.cause : []));
  const beliefs = [...rows.values()].filter((row) => row !== undefined);
  const causes = new Set([...wanted, ...beliefs.flatMap(believedOpen).map(({ fact }) => fact.cause)]);
  const since = oldestConcerned(beliefs, causes, groups, groupDue);
  const [later, company, sent] = await Promise.all([
    store.readDue(target),
    store.readCompany(target, since, [...causes]),
    store.readSent(target, now - COMPANY_MS),
  ]);
  // What came since and is due is for the next round: what it is about may have been read before it came.
  const notYet = later.filter(({ dueAt }) => dueAt > now);
  const { pending } = sorted(notYet, false);
  for (const [id, taken] of situation.pending) pending.set(id, { ...taken, later: pending.get(id)?.rows ?? [] });
  return { ...situation, pending, rows: new Map([...company, ...rows]), sent, isWhole: true };
}

async function readWants<S>(keys: readonly SubjectKey[], reader: MailboxDeps<S>['wants']) {
  if (keys.length === 0) return [new Map(), []] as const;
  return Promise.all([reader.readWants(keys), reader.readMutes([...new Set(keys.map(tenantOf))])]);
}

/** Due rows by subject, and those of groups themselves by group. */
function sorted(due: readonly DueRow[], isDue: boolean) {
  const { own = [], others = [] } = Object.groupBy(due, (row) => (row.tenantId === GROUP_TENANT ? 'own' : 'others'));
  const bySubject = [...Map.groupBy(others, idOf)].flatMap(([id, rows]): [string, Pending][] => {
    const [first] = rows;
    return first ? [[id, { tenantId: first.tenantId, subject: first.subject, rows, isDue }]] : [];
  });
  return { pending: new Map(bySubject), groupDue: Map.groupBy(own, ({ subject }) => subject) };
}

/** The oldest group that anything due may have to do with; later ones have greater ids. */
function oldestConcerned(
  rows: readonly HeardRow[],
  causes: ReadonlySet<Cause>,
  groups: ReadonlyMap<string, GroupRow>,
  groupDue: ReadonlyMap<string, readonly DueRow[]>,
): string | undefined {
  const linked = new Set(rows.flatMap(groupsOf));
  const concerned = [...groups.values()].filter(
    ({ id, cause }) => linked.has(id) || groupDue.has(id) || (causes.size > 0 && (cause === null || causes.has(cause))),
  );
  return concerned.map(({ id }) => id).sort()[0];
}
