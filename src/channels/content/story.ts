import type { IncidentNotice } from '../../app/model/notice.ts';
import { msOf, type Timestamp } from '../../domain/timestamp.ts';
import type { Catalogue, PollWords, Portal, Story, TokenWords } from './catalogue.ts';
import type { ContentOptions } from './content.ts';
import { graphReasonWords, reasonWords } from './reason.ts';
import { tenantName } from './tenant.ts';
import { clean, nameOf, truncate } from './text.ts';
import type { TimeWords } from './time.ts';

/** Longest detail of a reporter that is shown, in graphemes; history holds the whole. */
const DETAIL_LENGTH = 500;

/** Longest name of a token or a location inside a step, in graphemes. */
const STEP_NAME_LENGTH = 40;

const DAY = 24 * 60 * 60_000;

/** Apple's portal by the kind of account that Graph names. */
export const PORTALS: Readonly<Record<'business' | 'education', Portal>> = {
  business: 'business',
  education: 'school',
};

/** The token of a label as steps speak of it. */
export function tokenWords(label: IncidentNotice['token']): TokenWords {
  const token = nameOf(label.displayName) ?? nameOf(label.locationName) ?? nameOf(label.organizationName);
  const location = nameOf(label.locationName);
  return {
    ...(token !== undefined && { token: truncate(token, STEP_NAME_LENGTH) }),
    ...(location !== undefined && { location: truncate(location, STEP_NAME_LENGTH) }),
    ...(label.accountType && { portal: PORTALS[label.accountType] }),
  };
}

/** The tenant that an incident is about: what refuses its reports is an incident of the app, and yet its own. */
export function tenantOf(notice: IncidentNotice): string {
  return /^_refused:(.+)$/.exec(notice.subject ?? '')?.[1] ?? notice.tenantId;
}

/** When it began and when it ended. A failure can be older than the incident that tells of it: then it began with it. */
export function spanOf(notice: IncidentNotice): { readonly began: number; readonly ended: number } {
  const failing = notice.failingSince === undefined ? notice.openedAt : msOf(notice.failingSince);
  return { began: Math.min(failing, notice.openedAt), ended: notice.resolvedAt ?? notice.at };
}

/** What is known of an incident, in the words of one language. */
export function storyOf(notice: IncidentNotice, words: Catalogue, time: TimeWords, options: ContentOptions): Story {
  const { began, ended } = spanOf(notice);
  const moment = (at: Timestamp | undefined) => (at === undefined ? undefined : time.moment(msOf(at)));
  const age = (at: Timestamp | undefined) => (at === undefined ? undefined : time.duration(notice.at - msOf(at)));
  const expiresAt = notice.expiresAt === undefined ? undefined : msOf(notice.expiresAt);
  const detail = notice.detail === undefined ? '' : truncate(clean(notice.detail), DETAIL_LENGTH);
  const channel = /^_target:(.+)$/.exec(notice.subject ?? '')?.[1];
  const failures = Math.max(1, notice.failureCount ?? 1);
  return {
    ...tokenWords(notice.token),
    tenant: tenantName(tenantOf(notice), options),
    tokenCount: notice.tokenCount,
    lastSync: moment(notice.lastSyncAt),
    lastSyncAge: age(notice.lastSyncAt),
    lastReport: moment(notice.lastReportAt),
    lastReportAge: age(notice.lastReportAt),
    expiry: expiresAt === undefined ? undefined : time.day(expiresAt),
    expiryPassed: expiresAt !== undefined && expiresAt <= notice.at,
    failingSince: moment(notice.failingSince),
    failures,
    isRetried: failures > 1 || notice.at - began >= DAY,
    inProgressFor: age(notice.inProgressSince),
    noReportSince: moment(notice.noReportSince),
    began: time.moment(began),
    lasted: time.duration(ended - began),
    path: notice.tokenId === null ? undefined : `/api/tokens/${notice.tenantId}/${notice.tokenId}`,
    hasStatusPage: options.own !== undefined,
    resolution: notice.resolution,
    detail: detail || undefined,
    channel,
    reason: channel === undefined || detail === '' ? undefined : reasonWords(detail, words),
    poll: pollWords(notice, words, time),
    changed: notice.changed ?? [],
    appCount: notice.appCount,
    appCountBefore: notice.appCountBefore,
    account: nameOf(notice.token.appleId),
    syncErrorCode: notice.syncErrorCode,
  };
}

function pollWords(notice: IncidentNotice, words: Catalogue, time: TimeWords): PollWords | undefined {
  const { pollFault: fault, lastReadAt, nextReadAt, tenantCount } = notice;
  if (fault === undefined) return undefined;
  const { kind, reason, permission, consentUrl } = fault;
  return {
    kind,
    reason: graphReasonWords(reason, words),
    permission,
    consentUrl,
    lastRead: lastReadAt === undefined ? undefined : time.moment(lastReadAt),
    nextRead: nextReadAt === undefined ? undefined : time.moment(nextReadAt),
    tenants: tenantCount,
  };
}
