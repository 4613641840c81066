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
export const MOST_DUE = 5_000;

/** What one reading of a mailbox, and of the subjects that are due in it, comes to. */
export interface Round<S> {
  readonly plan: Plan<S>;
  /** When the wants were read, at the earliest. */
  readonly readAt: number;
  /** Whether more was due than was looked at. */
  readonly isCut: boolean;
}

/** Reads what is due, then what it is about, and plans. @throws StorageUnavailable */
export async function readRound<S>(target: MailboxTarget<S>, deps: MailboxDeps<S>): Promise<Round<S>> {
  const { store, wants: reader, clock, newId, settings } = deps;
  const now = clock();
  const waiting = await store.readWaiting(target.id);
  const due = waiting.due.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
  const { pending, groupDue } = sorted(waiting.due, new Set(due.slice(0, MOST_DUE)));
  const keys = [...pending.values()].filter(({ isDue }) => isDue);
  const groups = new Map(waiting.groups.map((group) => [group.id, group]));

  const own = await store.readHeard(target.id, keys);
  const readAt = clock();
  const [wants, mutes] = await readWants(keys, reader);
  const causes = new Set([...wants.values()].flatMap((it) => (it?.fact?.kind === 'open' ? it.fact.cause : [])));
  const beliefs = [...own.values()].filter((row) => row !== undefined);
  const since = oldestConcerned(beliefs, causes, groups, groupDue);
  for (const { fact } of beliefs.flatMap(believedOpen)) if (since !== undefined) causes.add(fact.cause);
  const [company, sent] =
    causes.size > 0 || since !== undefined
      ? await Promise.all([
          store.readCompany(target.id, since, [...causes]),
          store.readSent(target.id, now - COMPANY_MS),
        ])
      : [new Map<string, HeardRow>(), []];

  const situation: Situation<S> = {
    target: target.id,
    hasKeys: target.hasKeys,
    outbreakMin: settings.outbreakMin,
    now,
    pending,
    groupDue,
    wants,
    mutes,
    rows: new Map([...company, ...own]),
    groups,
    sent,
    newId,
  };
  const isCut = due.length > MOST_DUE;
  const first = plan(situation);
  if (first.alsoRead.length === 0) return { plan: first, readAt, isCut };
  const [more, moreMutes] = await readWants(first.alsoRead, reader);
  const whole = { ...situation, wants: new Map([...wants, ...more]), mutes: [...mutes, ...moreMutes] };
  return { plan: plan(whole), readAt, isCut };
}

async function readWants<S>(keys: readonly SubjectKey[], reader: MailboxDeps<S>['wants']) {
  if (keys.length === 0) return [new Map(), []] as const;
  return Promise.all([reader.readWants(keys), reader.readMutes([...new Set(keys.map(tenantOf))])]);
}

/** Due rows by subject, and those of groups themselves by group. */
function sorted(due: readonly DueRow[], taken: ReadonlySet<DueRow>) {
  const pending = new Map<string, Pending>();
  const groupDue = new Map<string, DueRow[]>();
  for (const row of due) {
    if (row.tenantId === GROUP_TENANT) groupDue.set(row.subject, [...(groupDue.get(row.subject) ?? []), row]);
    else {
      const { tenantId, subject } = row;
      const before = pending.get(idOf(row));
      const isDue = taken.has(row) || before?.isDue === true;
      pending.set(idOf(row), { tenantId, subject, rows: [...(before?.rows ?? []), row], isDue });
    }
  }
  return { pending, groupDue };
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
