import { move } from '../commit/commit-event.ts';
import { eachOf } from '../commit/each-of.ts';
import { distinct, OUTLIVES_AFTER, reviewOutbreak } from '../decide/outbreak.ts';
import type { NotificationQueue, OutbreakStore, Views } from '../model/ports.ts';
import type { Opening, OutbreakState, Stored } from '../model/state.ts';
import { moveTenant, type TenantMoveDeps } from '../silence/silences.ts';

export interface ReviewDeps extends TenantMoveDeps {
  readonly outbreaks: OutbreakStore;
  readonly views: Pick<Views, 'incident'>;
  readonly queue: NotificationQueue;
}

/** Members looked up side by side. */
const CONCURRENCY = 32;

/**
 * Looks at every outbreak: tells when one has doubled or is over, and gives members that have outlived theirs by a
 * day their own voice. Also enqueues notices of outbreaks that were not.
 */
export async function reviewOutbreaks(lostBefore: number, deps: ReviewDeps): Promise<void> {
  for (const stored of await deps.outbreaks.listOutbreaks()) {
    const { incident, releasedAt } = stored.value;
    const { now } = await deps.context();
    if (incident.resolvedAt === undefined) await review(stored, deps);
    else if (releasedAt === undefined && now - incident.resolvedAt >= OUTLIVES_AFTER) await release(stored, now, deps);
  }
  for (const pointer of await deps.outbreaks.readLost(lostBefore)) await deps.queue.enqueue(pointer, 0);
}

async function review(stored: Stored<OutbreakState>, deps: ReviewDeps): Promise<void> {
  const openings = await deps.outbreaks.readOpenings(stored.value.cause, stored.value.since);
  const open = await stillOpen(openings, deps);
  const context = await deps.context();
  const change = reviewOutbreak(stored, openings, open.length, context);
  // Another sweep that was faster has told the same.
  if (!change || (await deps.outbreaks.commitOutbreak(change)) === 'conflict') return;
  await deps.publish(change.notifications, context.now);
}

async function release(stored: Stored<OutbreakState>, now: number, deps: ReviewDeps): Promise<void> {
  const { cause, since, incident } = stored.value;
  const openings = await deps.outbreaks.readOpenings(cause, since);
  const members = openings.filter(({ at }) => at <= (incident.resolvedAt ?? now));
  await eachOf(await stillOpen(members, deps), CONCURRENCY, async ({ tenantId, tokenId, incidentId }) => {
    const event = { kind: 'released', incidentId, outbreakId: incident.id } as const;
    if (tokenId === null) await moveTenant(tenantId, event, deps);
    else await move({ tenantId, tokenId }, event, deps);
  });
  // Last of all: whatever interrupts it, the next sweep releases the rest.
  const state = { ...stored.value, releasedAt: now };
  await deps.outbreaks.commitOutbreak({ state, basis: stored, timeline: [], notifications: [] });
}

/** The members whose incident is open. */
async function stillOpen(openings: readonly Opening[], { views }: ReviewDeps): Promise<readonly Opening[]> {
  const open: Opening[] = [];
  await eachOf(distinct(openings), CONCURRENCY, async (opening) => {
    const projection = await views.incident(opening.tenantId, opening.incidentId);
    if (projection && projection.incident.resolvedAt === undefined) open.push(opening);
  });
  return open;
}

/** The members of an outbreak, for people; undefined where there is no such outbreak any more. */
export async function membersOf(
  outbreakId: string,
  { outbreaks }: Pick<ReviewDeps, 'outbreaks'>,
): Promise<readonly Opening[] | undefined> {
  const stored = (await outbreaks.listOutbreaks()).find(({ value }) => value.incident.id === outbreakId);
  if (!stored) return undefined;
  const { cause, since, incident } = stored.value;
  const openings = await outbreaks.readOpenings(cause, since);
  return distinct(openings.filter(({ at }) => at <= (incident.resolvedAt ?? at)));
}
