import type { Cause } from '../../domain/cause.ts';
import { tenantOf } from '../model/subject.ts';
import type { Hold } from './guard.ts';
import { type Plan, plan } from './plan.ts';
import type { MailboxDeps, MailboxStore, MailboxTarget } from './ports.ts';
import {
  believedOpen,
  believesThrough,
  type DueRow,
  GROUP_TENANT,
  type GroupRow,
  groupsOf,
  type HeardRow,
  type Pending,
} from './rows.ts';
import { COMPANY_MS, type Situation } from './situation.ts';
import { idOf, type Mute, type SubjectKey, type SubjectWant } from './want.ts';

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

/** Of so many tenants is read before the guard is looked at again. */
const AT_ONCE = 50;

/**
 * Reads what is due, then what it is about, and plans. The rest is read only where the plan needs it: what has to wait
 * for its group's turn in a burst must not have everything read again and again, and waits silenced or not.
 *
 * @throws GuardLost, StorageUnavailable
 */
export async function readRound<S>(
  target: MailboxTarget<S>,
  hold: Pick<Hold, 'keep'>,
  deps: MailboxDeps<S>,
): Promise<Round<S>> {
  const { store, wants: reader, clock, newId, settings } = deps;
  const now = clock();
  const waiting = await store.readWaiting(target.id, now);
  const due = [...waiting.due].sort((a, b) => a.dueAt - b.dueAt);
  const taken = sorted(due.slice(0, MAX_DUE), true);
  const keys = [...taken.pending.values()];
  const rows = keys.length > 0 ? await store.readHeard(target.id, keys) : new Map();
  const readAt = clock();
  const unsilenced: Situation<S> = {
    target: target.id,
    hasKeys: target.hasKeys,
    outbreakMin: settings.outbreakMin,
    now,
    ...taken,
    wants: await readWants(keys, reader, hold),
    mutes: [],
    rows,
    isWhole: false,
    groups: new Map(waiting.groups.map((group) => [group.id, group])),
    lasting: new Set(),
    sent: [],
    newId,
  };
  const isCut = due.length > MAX_DUE;
  const { mayEnd } = plan(unsilenced);
  const allDue = mayEnd.length > 0 ? await store.readDue(target.id) : undefined;
  const lasting = allDue ? await lastingOf(mayEnd, keys, allDue, target.id, store) : unsilenced.lasting;
  const waits = plan({ ...unsilenced, lasting });
  if (!waits.needsAll && isOnlyWaiting(waits)) return { plan: waits, readAt, isCut };

  const mutes = await readMutes(keys, reader, hold);
  const situation = { ...unsilenced, lasting, mutes };
  const first = plan(situation);
  if (!first.needsAll) return { plan: first, readAt, isCut };

  const whole = await readWhole(situation, allDue, store);
  const second = plan(whole);
  await hold.keep();
  if (second.alsoRead.length === 0) return { plan: second, readAt, isCut };
  const more = await readWants(second.alsoRead, reader, hold);
  const moreMutes = await readMutes(second.alsoRead, reader, hold);
  const all = {
    ...whole,
    wants: new Map([...situation.wants, ...more]),
    mutes: [...mutes, ...moreMutes],
  };
  return { plan: plan(all), readAt, isCut };
}

function isOnlyWaiting({ messages, changes }: Plan<unknown>): boolean {
  return messages.length === 0 && changes.every((change) => 'put' in change && change.put === 'due');
}

/** Of these groups, those that cannot end yet. In a burst the first page tells, behind those that have just ended. */
async function lastingOf(
  groups: readonly string[],
  keys: readonly SubjectKey[],
  allDue: readonly DueRow[],
  target: string,
  store: MailboxStore,
): Promise<ReadonlySet<string>> {
  const due = new Set(allDue.map(idOf));
  const [after] = [...keys].sort((a, b) => (idOf(a) > idOf(b) ? -1 : 1));
  const lasting = new Set<string>();
  const lasts = async (sinceGroup: string, from: SubjectKey | undefined) => {
    for await (const page of store.allHeard(target, { sinceGroup, ...(from && { after: from }) })) {
      if (page.some((row) => believesThrough(row, sinceGroup) && !due.has(idOf(row)))) return true;
    }
    return false;
  };
  for (const id of groups) if ((await lasts(id, after)) || (await lasts(id, undefined))) lasting.add(id);
  return lasting;
}

/** Adds who else is in the groups and causes that are concerned, what was sent lately, and what is due later. */
async function readWhole<S>(
  situation: Situation<S>,
  allDue: readonly DueRow[] | undefined,
  store: MailboxStore,
): Promise<Situation<S>> {
  const { target, now, wants, rows, groups, groupDue } = situation;
  const wanted = [...wants.values()].flatMap((it) => (it?.fact?.kind === 'open' ? it.fact.cause : []));
  const beliefs = [...rows.values()].filter((row) => row !== undefined);
  const causes = new Set([...wanted, ...beliefs.flatMap(believedOpen).map(({ fact }) => fact.cause)]);
  const since = oldestConcerned(beliefs, causes, groups, groupDue);
  const [later, company, sent] = await Promise.all([
    allDue ?? store.readDue(target),
    store.readCompany(target, since, [...causes]),
    store.readSent(target, now - COMPANY_MS),
  ]);
  // What came since and is due is for the next round: what it is about may have been read before it came.
  const notYet = later.filter(({ dueAt }) => dueAt > now);
  const { pending } = sorted(notYet, false);
  for (const [id, taken] of situation.pending) pending.set(id, { ...taken, later: pending.get(id)?.rows ?? [] });
  return { ...situation, pending, rows: new Map([...company, ...rows]), sent, lasting: new Set(), isWhole: true };
}

async function readWants<S>(
  keys: readonly SubjectKey[],
  reader: MailboxDeps<S>['wants'],
  hold: Pick<Hold, 'keep'>,
): Promise<Situation<S>['wants']> {
  const found = new Map<string, SubjectWant<S> | undefined>();
  const tenants = [...Map.groupBy(keys, ({ tenantId }) => tenantId).values()];
  for (let i = 0; i < tenants.length; i += AT_ONCE) {
    for (const [id, want] of await reader.readWants(tenants.slice(i, i + AT_ONCE).flat())) found.set(id, want);
    await hold.keep();
  }
  return found;
}

async function readMutes<S>(
  keys: readonly SubjectKey[],
  reader: MailboxDeps<S>['wants'],
  hold: Pick<Hold, 'keep'>,
): Promise<readonly Mute[]> {
  const found: Mute[] = [];
  const tenants = [...new Set(keys.map(tenantOf))];
  for (let i = 0; i < tenants.length; i += AT_ONCE) {
    found.push(...(await reader.readMutes(tenants.slice(i, i + AT_ONCE))));
    await hold.keep();
  }
  return found;
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
