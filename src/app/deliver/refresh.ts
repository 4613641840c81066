import { type Hold, SEND_WITHIN_MS } from './guard.ts';
import type { OpenAlert } from './message.ts';
import { pauseOf, QUIET_MS, succeededAt } from './outcome.ts';
import type { MailboxDeps, MailboxTarget } from './ports.ts';
import type { GroupRow, Guard, HeardRow } from './rows.ts';
import { revivalsOfUnreached } from './success.ts';
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
 * @throws GuardLost, StorageUnavailable
 */
export async function refresh<S>(target: MailboxTarget<S>, hold: Hold, deps: MailboxDeps<S>): Promise<void> {
  const alerts = await openAlerts(target, deps);
  if (alerts.length === 0 || !target.refresh) return hold.write([], { refreshedAt: deps.clock() });
  await hold.write([], { sentAt: deps.clock() });
  const at = deps.clock();
  // As with a message: the guard must outlast the send. The next check wakes the target again.
  if (at - hold.writtenAt > SEND_WITHIN_MS) return;
  const outcome = await target.refresh(alerts);
  switch (outcome.kind) {
    case 'delivered': {
      const rows = await revivalsOfUnreached(target.id, hold.guard, deps);
      return hold.write(
        rows.map((row) => ({ put: 'due', row })),
        { refreshedAt: at, ...succeededAt(at) },
      );
    }
    case 'refused':
      deps.log.warn(`delivery: refresh refused, target=${target.id} reason="${outcome.reason}"`);
      return hold.write([], { refreshedAt: at });
    default: {
      // It names all that is open: until it cannot arrive any more, nothing may overtake it.
      const quiet = outcome.kind === 'noAnswer' ? QUIET_MS : 0;
      const asked = 'retryAfterMs' in outcome ? outcome.retryAfterMs : undefined;
      const pause = Math.max(pauseOf(hold.guard.failures, deps.random(), asked), quiet);
      const failing = { failures: hold.guard.failures + 1, failingSince: hold.guard.failingSince ?? at };
      return hold.write([], { ...failing, lastError: outcome.reason, pausedUntil: deps.clock() + pause });
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
