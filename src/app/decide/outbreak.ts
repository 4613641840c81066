import { SEVERITIES, type Severity } from '../../domain/cause.ts';
import type { Incident } from '../../domain/incident.ts';
import { DAY, MINUTE } from '../../domain/policy.ts';
import type { IncidentNotice, Notice, OutbreakNotice, Suspect } from '../model/notice.ts';
import { OUTBREAKS } from '../model/ports.ts';
import {
  type Notification,
  notificationIdOf,
  type Opening,
  type OutbreakChange,
  type OutbreakState,
  type Stored,
  type TimelineEvent,
} from '../model/state.ts';
import type { DecisionContext } from './decision.ts';
import { pending } from './telling.ts';

/** Openings of one cause within this belong together. */
export const OUTBREAK_WINDOW = 15 * MINUTE;

/** An outbreak that grows is told again when it has doubled, and no sooner than this. */
const UPDATE_PAUSE = 10 * MINUTE;

/** A member that is still open this long after its outbreak's end speaks for itself. */
export const OUTLIVES_AFTER = DAY;

/** Of ten members this many may still be open when the outbreak is over. */
const OPEN_OF_TEN = 1;

/** What a notice names at most; the rest is counted. */
const MOST_TENANTS = 20;
const MOST_TOKENS = 10;

/** The opening that a notice stands for; undefined for all but the beginning of an incident. */
export function openingOf(notice: Notice): Opening | undefined {
  if (notice.type !== 'vpp.incident.opened') return undefined;
  const { cause, at, tenantId, tokenId, incidentId, severity, token } = notice;
  const seq = Number(notice.notificationId.slice(incidentId.length + 1));
  return { cause, at, tenantId, tokenId, incidentId, seq, severity, label: token };
}

/** Whether notices of the cause still go with the outbreak: while it lasts, and for a day after. */
export function holdsMembers({ incident, releasedAt }: OutbreakState, now: number): boolean {
  if (incident.resolvedAt === undefined) return true;
  return releasedAt === undefined && now - incident.resolvedAt < OUTLIVES_AFTER;
}

/**
 * Begins an outbreak, or takes the last one up again that has hardly ended.
 *
 * @param openings those of the window, all of one cause, at least one
 */
export function beginOutbreak(
  stored: Stored<OutbreakState> | undefined,
  openings: readonly Opening[],
  context: DecisionContext,
): OutbreakChange {
  const { now } = context;
  const [first] = openings;
  if (!first) throw new Error('an outbreak has members');
  const before = stored && holdsMembers(stored.value, now) ? stored.value : undefined;
  const incident: Incident = {
    id: before?.incident.id ?? context.newId(),
    cause: first.cause,
    severity: worstOf(openings),
    failing: first.cause === 'syncFailed',
    openedAt: before?.incident.openedAt ?? now,
    changedAt: now,
    told: null,
    seq: before?.incident.seq ?? 0,
    reopenings: before ? before.incident.reopenings + 1 : 0,
    reason: { told: true, why: before ? 'reopened' : 'opened' },
  };
  const state: OutbreakState = {
    cause: first.cause,
    incident,
    entries: before?.entries ?? 0,
    audience: before?.audience ?? [],
    since: before?.since ?? first.at,
    toldCount: 0,
    toldAt: now,
    openCount: distinct(openings).length,
    suspect: suspectOf(openings),
  };
  return announce('vpp.outbreak.opened', state, stored, openings, context);
}

/**
 * Looks at an outbreak that lasts: is it over, has it doubled?
 *
 * @param openings all its members so far
 * @param openCount how many of them are not well yet
 * @returns undefined where there is nothing to write
 */
export function reviewOutbreak(
  stored: Stored<OutbreakState>,
  openings: readonly Opening[],
  openCount: number,
  context: DecisionContext,
): OutbreakChange | undefined {
  const { now } = context;
  const before = stored.value;
  const members = distinct(openings);
  const state = {
    ...before,
    openCount,
    suspect: suspectOf(openings),
    incident: { ...before.incident, severity: worstOf(openings) },
  };
  if (openCount * 10 <= members.length * OPEN_OF_TEN) {
    const incident: Incident = { ...state.incident, resolvedAt: now, changedAt: now, resolution: 'completed' };
    return announce('vpp.outbreak.resolved', { ...state, incident }, stored, openings, context);
  }
  if (members.length >= 2 * before.toldCount && now - before.toldAt >= UPDATE_PAUSE) {
    return announce('vpp.outbreak.updated', state, stored, openings, context);
  }
  if (openCount === before.openCount) return undefined;
  return { state, basis: stored, timeline: [], notifications: [] };
}

/** One incident may open more than once; it is one member. */
export function distinct(openings: readonly Opening[]): readonly Opening[] {
  return [...new Map(openings.map((opening) => [opening.incidentId, opening])).values()];
}

function announce(
  type: OutbreakNotice['type'],
  state: OutbreakState,
  basis: Stored<OutbreakState> | undefined,
  openings: readonly Opening[],
  context: DecisionContext,
): OutbreakChange {
  const { now } = context;
  const { id, cause, severity, failing } = state.incident;
  const isEnd = type === 'vpp.outbreak.resolved';
  const why = isEnd ? 'resolved' : type === 'vpp.outbreak.updated' ? 'worse' : 'opened';
  const incident: Incident = {
    ...state.incident,
    seq: state.incident.seq + 1,
    told: isEnd ? null : { cause, severity, failing, at: now },
    reason: { told: true, why },
  };
  const notice = outbreakNotice(type, { ...state, incident }, openings, now);
  const targets = [...new Set([...(isEnd ? state.audience : []), ...context.targetsFor(notice)])];
  const event: TimelineEvent = { kind: 'notice', notificationId: notice.notificationId, type, targets };
  return {
    state: {
      ...state,
      incident,
      entries: state.entries + 1,
      audience: [...new Set([...state.audience, ...targets])],
      toldCount: distinct(openings).length,
      toldAt: now,
    },
    ...(basis && { basis }),
    timeline: [{ incidentId: id, seq: state.entries + 1, at: now, event }],
    notifications: targets.map((target): Notification => {
      return pending(OUTBREAKS, incident, fitFor(target, notice, context), target, context);
    }),
  };
}

/**
 * A target that heard of the beginning hears of the end, even where tenants have joined that it must not hear of: those
 * are left out for it.
 */
function fitFor(target: string, notice: OutbreakNotice, { targetsFor }: DecisionContext): OutbreakNotice {
  if (targetsFor(notice).includes(target)) return notice;
  // Its routes may speak of the severity too, which has changed since; that is no reason to leave anything out.
  const mayHearOf = (tenant: OutbreakNotice['tenants'][number]) =>
    SEVERITIES.some((severity) => targetsFor({ ...notice, severity, tenants: [tenant] }).includes(target));
  const tenants = notice.tenants.filter(mayHearOf);
  if (tenants.length === notice.tenants.length) return notice;
  const tokenCount = tenants.reduce((sum, tenant) => sum + tenant.tokenCount, 0);
  return { ...notice, tenants, tokenCount, openCount: Math.min(notice.openCount, tokenCount) };
}

function outbreakNotice(
  type: OutbreakNotice['type'],
  { incident, openCount, suspect }: OutbreakState,
  openings: readonly Opening[],
  now: number,
): OutbreakNotice {
  const members = distinct(openings);
  const byTenant = [...Map.groupBy(members, ({ tenantId }) => tenantId)];
  return {
    type,
    notificationId: notificationIdOf({ incidentId: incident.id, seq: incident.seq }),
    at: now,
    incidentId: incident.id,
    cause: incident.cause,
    severity: incident.severity,
    suspect,
    tokenCount: members.length,
    openCount,
    tenants: byTenant
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, MOST_TENANTS)
      .map(([tenantId, own]) => ({
        tenantId,
        tokenCount: own.length,
        tokens: own
          .flatMap(({ tokenId, label }) => (tokenId === null ? [] : [{ tokenId, label }]))
          .slice(0, MOST_TOKENS),
      })),
    openedAt: incident.openedAt,
    resolvedAt: incident.resolvedAt,
  };
}

function worstOf(openings: readonly Opening[]): Severity {
  return openings.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
}

/** What members share points to what they suffer from: one tenant, one Apple ID, or else Apple or Intune for everybody. */
function suspectOf(openings: readonly Opening[]): Suspect {
  const appleIds = new Set(openings.map(({ label }) => label.appleId));
  if (appleIds.size === 1 && !appleIds.has(undefined)) return 'appleId';
  if (new Set(openings.map(({ tenantId }) => tenantId)).size === 1) return 'tenant';
  const isAtIntune = openings.some(({ cause }) => ['reporterSilent', 'syncStuck', 'syncOverdue'].includes(cause));
  return isAtIntune ? 'intune' : 'apple';
}

/** The cause that a notice of a member is about; a notice about something deeper goes out by itself. */
export function isAboutSame(notice: IncidentNotice, grouped: Notice): boolean {
  return 'cause' in grouped && notice.cause === grouped.cause;
}
