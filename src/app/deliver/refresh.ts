import type { SendOutcome } from '../model/ports.ts';
import type { OpenAlert } from './message.ts';
import { pauseOf, QUIET_MS, succeededAt } from './outcome.ts';
import type { MailboxDeps, MailboxTarget } from './ports.ts';
import type { GroupRow, Guard, HeardRow } from './rows.ts';
import { idOf } from './want.ts';

/** Whether a target that forgets is to be told again what is open: once a sweep, which never comes at the second. */
export function isRefreshDue(
  target: MailboxTarget<unknown>,
  { refreshedAt }: Guard,
  now: number,
  refreshEvery: number,
): boolean {
  return target.refresh !== undefined && now - (refreshedAt ?? Number.NEGATIVE_INFINITY) >= refreshEvery / 2;
}

/**
 * Says again, in one request, all that the mailbox holds open.
 *
 * @returns what changes in the guard
 * @throws StorageUnavailable
 */
export async function refresh<S>(
  target: MailboxTarget<S>,
  guard: Guard,
  deps: MailboxDeps<S>,
): Promise<Partial<Guard>> {
  const alerts = await openAlerts(target, deps);
  const at = deps.clock();
  const outcome: SendOutcome =
    alerts.length > 0 && target.refresh ? await target.refresh(alerts) : { kind: 'delivered' };
  switch (outcome.kind) {
    case 'delivered':
      return alerts.length > 0 ? { refreshedAt: at, ...succeededAt(at) } : { refreshedAt: at };
    case 'refused':
      deps.log.warn(`delivery: refresh refused, target=${target.id} reason="${outcome.reason}"`);
      return { refreshedAt: at };
    default: {
      // It names all that is open: until it cannot arrive any more, nothing may overtake it.
      const quiet = outcome.kind === 'noAnswer' ? QUIET_MS : 0;
      const asked = 'retryAfterMs' in outcome ? outcome.retryAfterMs : undefined;
      const pause = Math.max(pauseOf(guard.failures, deps.random(), asked), quiet);
      const failing = { failures: guard.failures + 1, failingSince: guard.failingSince ?? at };
      return { ...failing, lastError: outcome.reason, pausedUntil: deps.clock() + pause };
    }
  }
}

async function openAlerts<S>({ id }: MailboxTarget<S>, deps: MailboxDeps<S>): Promise<readonly OpenAlert<S>[]> {
  const now = deps.clock();
  const rows: HeardRow[] = [];
  for await (const page of deps.store.allHeard(id)) rows.push(...page.filter((row) => isSurelyOpen(row, now)));
  if (rows.length === 0) return [];
  const { groups } = await deps.store.readWaiting(id, now);
  const byId = new Map(groups.map((group) => [group.id, group]));
  const wants = await deps.wants.readWants(rows);
  const alerts = Map.groupBy(rows, ({ heard, key }) => heard?.via ?? key ?? '');
  return [...alerts].map(([key, own]) => {
    const group: GroupRow | undefined = byId.get(key);
    const members = own.flatMap((row) => {
      const want = wants.get(idOf(row));
      return want && row.heard ? [{ want, fact: row.heard.fact }] : [];
    });
    return { key, ...(group && { group }), members };
  });
}

/** What may have ended, or is under way, is said by its own message. */
function isSurelyOpen({ heard, maybe, quietUntil }: HeardRow, now: number): boolean {
  return heard?.fact.kind === 'open' && maybe.every(({ fact }) => fact.kind === 'open') && (quietUntil ?? 0) <= now;
}
