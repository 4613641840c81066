import { move } from '../commit/commit-event.ts';
import type { DecisionContext } from '../decide/decision.ts';
import { beginOutbreak, holdsMembers, isAboutSame, OUTBREAK_WINDOW, openingOf } from '../decide/outbreak.ts';
import type { IncidentNotice, Notice } from '../model/notice.ts';
import type { OutbreakStore } from '../model/ports.ts';
import type { Notification, OutbreakState } from '../model/state.ts';
import { moveTenant, type TenantMoveDeps } from '../silence/silences.ts';

export interface GroupingDeps {
  readonly outbreaks: OutbreakStore;
  readonly moves: TenantMoveDeps;
  readonly context: () => Promise<DecisionContext>;
  /** So many openings of one cause within the window are an outbreak. */
  readonly outbreakMin: number;
}

/**
 * Whether a notification is told as part of an outbreak instead of by itself: the beginning of an incident whose cause
 * begins in many places, and what follows from a beginning that was told so.
 *
 * @param before the last notice of this incident that reached its target, or that an outbreak stood for
 * @param unheard the beginning that this notice takes the place of: what is told of many at once is told as one, even
 *   where each of them has changed before anybody heard of it
 * @returns the outbreak that stands for it, or undefined where it is to be sent
 */
export async function outbreakFor(
  { notice, target }: Notification,
  before: Notification | undefined,
  unheard: Notification | undefined,
  deps: GroupingDeps,
): Promise<OutbreakState | undefined> {
  if (!isOfIncident(notice)) return undefined;
  if (before?.state === 'grouped' && isOfIncident(before.notice)) {
    const stored = await deps.outbreaks.readOutbreak(before.notice.cause);
    const { now } = await deps.context();
    // Nobody was told that it began, so nobody needs to hear that it ended, whatever it had become by then.
    if (stored && notice.type === 'vpp.incident.resolved') return stored.value;
    if (stored && isAboutSame(notice, before.notice) && holdsMembers(stored.value, now)) return stored.value;
    if (notice.type !== 'vpp.incident.opened') return undefined;
  }
  const beginning = notice.type === 'vpp.incident.opened' ? notice : unheard?.notice;
  const isOne = beginning && isOfIncident(beginning) && isAboutSame(notice, beginning);
  const outbreak = isOne ? await joinOutbreak(beginning, deps) : undefined;
  // A target that does not hear of the outbreak, since its routes say so, hears of each of its own incidents.
  return outbreak?.audience.includes(target) ? outbreak : undefined;
}

function isOfIncident(notice: Notice): notice is IncidentNotice {
  return notice.type.startsWith('vpp.incident.');
}

/** How often a beginning outbreak is tried for, when another instance begins the same. */
const TRIES = 5;

async function joinOutbreak(notice: IncidentNotice, deps: GroupingDeps): Promise<OutbreakState | undefined> {
  const { outbreaks, moves } = deps;
  const opening = openingOf(notice);
  if (!opening) return undefined;
  // Written before others are counted, so that of several at once at least the last one sees them all.
  await outbreaks.recordOpenings([opening]);
  for (let tries = 0; tries < TRIES; tries++) {
    const context = await deps.context();
    // Counted from its own time and not from now: it may have waited for long to be delivered, and others with it.
    const since = opening.at - OUTBREAK_WINDOW;
    const few = await outbreaks.readOpenings(opening.cause, since, deps.outbreakMin);
    const last = few[deps.outbreakMin - 1];
    if (!last || last.at > opening.at + OUTBREAK_WINDOW) return undefined;
    const stored = await outbreaks.readOutbreak(opening.cause);
    const endedAt = stored?.value.incident.resolvedAt ?? Number.POSITIVE_INFINITY;
    // What is delivered late may have begun in an outbreak that is over by now, and does not begin it anew.
    if (stored && opening.at <= endedAt) return holdsMembers(stored.value, context.now) ? stored.value : undefined;
    const change = beginOutbreak(stored, await outbreaks.readOpenings(opening.cause, since), context);
    if ((await outbreaks.commitOutbreak(change)) === 'conflict') continue;
    await moves.publish(change.notifications, context.now);
    return change.state;
  }
  return undefined;
}

/** Notes with the incident that an outbreak speaks for it. */
export async function markGrouped(notice: Notice, outbreak: OutbreakState, { moves }: GroupingDeps): Promise<void> {
  if (!isOfIncident(notice) || notice.type === 'vpp.incident.resolved') return;
  const { tenantId, tokenId, incidentId } = notice;
  const event = { kind: 'grouped', incidentId, outbreakId: outbreak.incident.id } as const;
  if (tokenId === null) {
    const tenant = await moves.tenants.readTenant(tenantId);
    const { id, outbreakId } = tenant?.value.incident ?? {};
    if (id === incidentId && outbreakId === undefined) await moveTenant(tenantId, event, moves);
    return;
  }
  const stored = (await moves.store.readTokens(tenantId, [tokenId])).get(tokenId);
  // Each of its targets comes by here; the first one is enough.
  if (!stored || stored.value.incident?.id !== incidentId || stored.value.incident.outbreakId !== undefined) return;
  await move({ tenantId, tokenId }, event, moves, stored);
}
