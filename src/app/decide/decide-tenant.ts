import type { Diagnosis } from '../../domain/diagnose.ts';
import { LONG_ABSENCE } from '../../domain/diagnose.ts';
import type { Incident, NoticeDecision } from '../../domain/incident.ts';
import { reconcile } from '../../domain/reconcile.ts';
import { latestOf, msOf, type Timestamp } from '../../domain/timestamp.ts';
import type { IncidentNotice } from '../model/notice.ts';
import {
  type Notification,
  notificationIdOf,
  type Silence,
  type Stored,
  type TenantChange,
  type TenantState,
  type TimelineEvent,
  type TokenState,
} from '../model/state.ts';
import { touched } from './decide.ts';
import type { DecisionContext, TenantEvent } from './decision.ts';
import { expiringNotice, expiryNews, nextExpiryCheck } from './expiring.ts';
import { pending, tellingOf } from './telling.ts';

export interface TenantDecisionContext extends DecisionContext {
  /** Days before an expiry at which people are told. */
  readonly expirySteps: readonly number[];
}

/** One silent token is that token's affair; of two and more it is the reporter's. */
const LEAST_TOKENS = 2;

/**
 * Decides on a tenant as a whole: whether all of its tokens are silent, and what its daily notice of expiries says.
 *
 * @param tokens all tokens of the tenant
 */
export function decideTenant(
  tenantId: string,
  stored: Stored<TenantState> | undefined,
  tokens: readonly TokenState[],
  event: TenantEvent,
  context: TenantDecisionContext,
): TenantChange {
  const { now, policy } = context;
  const before = stored?.value;
  const active = tokens.filter(({ retiredAt }) => retiredAt === undefined);
  const silence = silenceAfter(before?.silence, event, now);
  const newest = active.reduce<Timestamp | undefined>((it, { record }) => latestOf(it, record.lastReportAt), undefined);
  const diagnosis = diagnosisOf(active, newest, context);
  const incident = before?.incident && touched(before.incident, event, now);
  const told = reconcile(incident, diagnosis, now, policy, silence?.until, context.newId());
  const telling = tellingOf(
    {
      tenantId,
      before,
      events: eventsOf(before, event),
      noticeOf: (it, difference) => silentNotice(tenantId, active.length, newest, it, difference, now),
    },
    told,
    context,
  );
  const expiry = expiryAfter(tenantId, before, active, silence, context);
  const isOpen = told.incident !== undefined && told.incident.resolvedAt === undefined;
  const checks = [told.nextCheckAt, expiry.expiryCheckAt, isOpen ? now + 1 : undefined];
  return {
    state: {
      ...telling.book,
      tenantId,
      tokenCount: active.length,
      ...(silence && { silence }),
      warned: expiry.warned,
      expiryCheckAt: expiry.expiryCheckAt,
      // While all are silent every sweep looks whether one has spoken.
      nextCheckAt: Math.min(...checks.filter((at) => at !== undefined)),
      policyHash: context.policyHash,
    },
    ...(stored && { basis: stored }),
    timeline: telling.timeline,
    notifications: [...telling.notifications, ...expiry.notifications],
  };
}

function diagnosisOf(
  active: readonly TokenState[],
  newest: Timestamp | undefined,
  context: DecisionContext,
): Diagnosis {
  const { now, policy, holdUntil } = context;
  const held = holdUntil !== undefined && now < holdUntil ? { heldUntil: holdUntil, changesAt: holdUntil } : {};
  if (newest === undefined || active.length < LEAST_TOKENS) return { fault: null, status: 'none', ...held };
  const heardAt = msOf(newest);
  // That the last of them falls silent is seen with that token, which is due then.
  if (now < heardAt + policy.silentAfter) return { fault: null, status: 'none', ...held };
  const criticalAt = heardAt + LONG_ABSENCE;
  const isCritical = now >= criticalAt;
  return {
    fault: { cause: 'reporterSilent', severity: isCritical ? 'critical' : 'warning', failing: false },
    status: 'none',
    ...(!isCritical && { changesAt: criticalAt }),
    ...held,
  };
}

function silenceAfter(before: Silence | undefined, event: TenantEvent, now: number): Silence | undefined {
  if (event.kind === 'unsilenced') return undefined;
  const silence = event.kind === 'silenced' ? event.silence : before;
  return silence && silence.until > now ? silence : undefined;
}

/** What the timeline says of the event; what is brought once more, or says what stands already, is no entry. */
function eventsOf(before: TenantState | undefined, event: TenantEvent): readonly TimelineEvent[] {
  switch (event.kind) {
    case 'acknowledged': {
      const isNew = before?.incident?.id === event.incidentId && !before.incident.acknowledged;
      return isNew ? [{ kind: 'acknowledged', by: event.by, note: event.note }] : [];
    }
    case 'silenced': {
      const { until, at, by, note } = event.silence;
      const isKnown = before?.silence?.until === until && before.silence.at === at;
      return isKnown ? [] : [{ kind: 'silenced', scope: 'tenant', until, by, note }];
    }
    case 'unsilenced':
      return before?.silence ? [{ kind: 'unsilenced', scope: 'tenant' }] : [];
    case 'grouped':
    case 'released': {
      const { incidentId, kind, outbreakId } = event;
      const isMember = before?.incident?.outbreakId === outbreakId;
      return before?.incident?.id === incidentId && isMember === (kind === 'released') ? [{ kind, outbreakId }] : [];
    }
    case 'time':
      return [];
  }
}

function silentNotice(
  tenantId: string,
  tokenCount: number,
  lastReportAt: Timestamp | undefined,
  incident: Incident,
  { kind, direction, previous }: NoticeDecision,
  now: number,
): IncidentNotice {
  return {
    type: `vpp.incident.${kind}`,
    notificationId: notificationIdOf({ incidentId: incident.id, seq: incident.seq }),
    at: now,
    incidentId: incident.id,
    tenantId,
    tokenId: null,
    token: {},
    tokenCount,
    status: null,
    lastReportAt,
    cause: incident.cause,
    severity: incident.severity,
    failing: false,
    direction,
    ...(previous && { previous: { cause: previous.cause, severity: previous.severity, failing: previous.failing } }),
    openedAt: incident.openedAt,
    resolvedAt: incident.resolvedAt,
    resolution: incident.resolution,
  };
}

/** The daily look, or between two of them a look at tokens that are new and all but expired. */
function expiryAfter(
  tenantId: string,
  before: TenantState | undefined,
  active: readonly TokenState[],
  silence: Silence | undefined,
  context: TenantDecisionContext,
): Pick<TenantState, 'warned' | 'expiryCheckAt'> & { readonly notifications: readonly Notification[] } {
  const { now, policy } = context;
  const warned = before?.warned ?? {};
  // A tenant that is new has no hour yet; its first look is at the next one.
  const expiryCheckAt = before?.expiryCheckAt || nextExpiryCheck(now, policy);
  const isDaily = now >= expiryCheckAt;
  const nextAt = isDaily ? nextExpiryCheck(now, policy) : expiryCheckAt;
  // What a silence holds back is still news at the next look.
  if (silence) return { warned, expiryCheckAt: nextAt, notifications: [] };
  const news = expiryNews(active, warned, now, context.expirySteps, isDaily ? 'daily' : 'urgent');
  const id = context.newId();
  const notice = expiringNotice(tenantId, news, id, now);
  const targets = notice ? context.targetsFor(notice) : [];
  return {
    warned: news.warned,
    expiryCheckAt: nextAt,
    notifications: notice ? targets.map((target) => pending(tenantId, { id, seq: 1 }, notice, target, context)) : [],
  };
}
