import { diagnoseReporter } from '../../domain/diagnose-reporter.ts';
import type { Incident, NoticeDecision } from '../../domain/incident.ts';
import { reconcile } from '../../domain/reconcile.ts';
import { latestOf, type Timestamp } from '../../domain/timestamp.ts';
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
  const newest = newestOf(tokens);
  const { wokeAt } = context.surroundings ?? {};
  const clocks = { spokeAgainAt: before?.spokeAgainAt, wokeAt };
  const diagnosis = diagnoseReporter({ newest, tokenCount: active.length }, now, policy, clocks, before?.found ?? {});
  const known = touched({ incident: before?.incident, told: before?.told ?? null }, event, now);
  const told = reconcile(known, diagnosis, now, policy, silence?.until, context.newId());
  const { spokeAgainAt } = diagnosis;
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
  const checks = [told.nextCheckAt, expiry.expiryCheckAt];
  return {
    state: {
      ...telling.book,
      tenantId,
      found: diagnosis.found,
      tokenCount: active.length,
      ...(spokeAgainAt !== undefined && { spokeAgainAt }),
      ...(silence && { silence }),
      warned: expiry.warned,
      expiryCheckAt: expiry.expiryCheckAt,
      nextCheckAt: Math.min(...checks.filter((at) => at !== undefined)),
      policyHash: context.policyHash,
    },
    ...(stored && { basis: stored }),
    timeline: telling.timeline,
    notifications: [...telling.notifications, ...expiry.notifications],
  };
}

/** The latest report of any token, retired ones included. */
export function newestOf(tokens: readonly TokenState[]): Timestamp | undefined {
  return tokens.reduce<Timestamp | undefined>((it, { record }) => latestOf(it, record.lastReportAt), undefined);
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
    reopenings: incident.reopenings,
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
