import { move } from '../commit/commit-event.ts';
import type { Log, NotificationQueue, Outbox, Views } from '../model/ports.ts';
import { type Notification, notificationIdOf, type Stored } from '../model/state.ts';
import type { TenantMoveDeps } from '../silence/silences.ts';

export interface RedriveDeps extends TenantMoveDeps {
  readonly outbox: Outbox;
  readonly queue: NotificationQueue;
  readonly views: Pick<Views, 'notifications'>;
  readonly log: Log;
}

/** Dead notifications looked at a time. */
const PAGE = 100;

/** Redriving all of a target answers within this, and says whether there is more. */
const BUDGET_MS = 20_000;

/**
 * Gives a notice that is dead for some or all of its targets a new life.
 *
 * @param target only this one, where given
 * @returns how many notifications that were
 */
export async function redriveOne(
  { tenantId, incidentId, seq }: Pick<Notification, 'tenantId' | 'incidentId' | 'seq'>,
  target: string | undefined,
  deps: RedriveDeps,
): Promise<number | undefined> {
  const rows = await deps.outbox.readNotice({ tenantId, incidentId, seq });
  if (rows.length === 0) return undefined;
  const dead = rows.filter(({ value }) => value.state === 'dead' && (!target || value.target === target));
  const revived = await Promise.all(dead.map((stored) => revive(stored, deps)));
  return revived.filter((it) => it).length;
}

/** Gives all dead notifications of a target a new life. */
export async function redriveTarget(
  target: string,
  deps: RedriveDeps,
): Promise<{ readonly redriven: number; readonly more: boolean }> {
  const startedAt = deps.clock();
  let redriven = 0;
  let continuation: string | undefined;
  do {
    const filter = { state: 'dead', target } as const;
    const page = await deps.views.notifications(filter, { limit: PAGE, ...(continuation && { continuation }) });
    for (const notification of page.items) {
      const stored = await deps.outbox.read(notification);
      if (stored?.value.state === 'dead' && (await revive(stored, deps))) redriven += 1;
    }
    continuation = page.continuation;
  } while (continuation !== undefined && deps.clock() - startedAt < BUDGET_MS);
  return { redriven, more: continuation !== undefined };
}

async function revive(stored: Stored<Notification>, deps: RedriveDeps): Promise<boolean> {
  const now = deps.clock();
  const { value } = stored;
  const next: Notification = { ...value, state: 'pending', attempts: 0, createdAt: now, dueAt: now };
  if ((await deps.outbox.update(stored, next)) === 'conflict') return false;
  // What the queue does not take now, the sweep finds.
  await deps.publish([next], now);
  await note(value, deps);
  return true;
}

/** The timeline of the token's incident says that somebody asked for it again. */
async function note(notification: Notification, deps: RedriveDeps): Promise<void> {
  const { notice, incidentId, target } = notification;
  if (!('tokenId' in notice) || notice.tokenId === null) return;
  const { tenantId, tokenId } = notice;
  const notificationId = notificationIdOf(notification);
  await move({ tenantId, tokenId }, { kind: 'redriven', incidentId, notificationId, target }, deps);
}
