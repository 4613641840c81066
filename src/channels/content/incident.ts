import type { IncidentNotice } from '../../app/model/notice.ts';
import { msOf, type Timestamp } from '../../domain/timestamp.ts';
import type { Catalogue, CauseWords, Moments, TitleKind } from './catalogue.ts';
import type { Content, ContentOptions, Fact } from './content.ts';
import { INTUNE_CONNECTORS, linksFor } from './links.ts';
import { clean, nameOf, tail, tokenName, truncate } from './text.ts';
import type { TimeWords } from './time.ts';

/** Longest detail of a reporter that is shown, in graphemes; history holds the whole. */
const DETAIL_LENGTH = 500;

/** What is said of one token, or of a tenant that fell silent as a whole. */
export function describeIncident(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const cause = causeWords(notice, words);
  const resolved = notice.type === 'vpp.incident.resolved';
  const guide = resolved ? words.incident.resolvedRunbook : cause.runbook;
  return {
    severity: notice.severity,
    tone: resolved ? 'good' : notice.severity,
    title: words.title(titleKind(notice), cause.headline, subject(notice, words)),
    message: messageOf(notice, words, time, cause),
    impact: resolved ? words.incident.resolvedImpact : cause.impact,
    runbook: { ...guide, url: INTUNE_CONNECTORS },
    facts: factsOf(notice, words, time),
    links: linksFor(words, options, notice),
  };
}

function causeWords(notice: IncidentNotice, words: Catalogue): CauseWords {
  return notice.tokenId === null ? words.incident.tenantSilent : words.causes[notice.cause];
}

function titleKind(notice: IncidentNotice): TitleKind {
  if (notice.type === 'vpp.incident.updated') return notice.direction === 'better' ? 'better' : 'worse';
  if (notice.type === 'vpp.incident.reminder') return 'reminder';
  return notice.type === 'vpp.incident.resolved' ? 'resolved' : 'opened';
}

function subject(notice: IncidentNotice, words: Catalogue): string {
  if (notice.tokenId === null) return words.incident.wholeTenant(tenantName(notice), notice.tokenCount);
  return `${tokenName(notice.token) ?? words.incident.unnamedToken} …${tail(notice.tokenId)}`;
}

function tenantName(notice: IncidentNotice): string {
  return nameOf(notice.tenantName) ?? notice.tenantId;
}

function messageOf(notice: IncidentNotice, words: Catalogue, time: TimeWords, cause: CauseWords): string {
  if (notice.type === 'vpp.incident.resolved') return resolvedMessage(notice, words, time);
  const moments = momentsOf(notice, time);
  const sentences = [cause.diagnosis(moments)];
  if (notice.type === 'vpp.incident.reminder') sentences.unshift(words.incident.still(moments.opened));
  if (notice.type === 'vpp.incident.updated') sentences.push(...changes(notice, words));
  const sayFailing = notice.failing && notice.cause !== 'syncFailed';
  const failingIsNew = notice.type === 'vpp.incident.updated' && notice.previous?.failing === false;
  if (sayFailing) {
    const say = failingIsNew ? words.incident.nowAlsoFailing : words.incident.alsoFailing;
    sentences.push(say(moments.failingSince));
  }
  return sentences.join(words.sentenceGap);
}

/** What an update changes: the cause, the severity, or that syncs no longer fail. */
function changes(notice: IncidentNotice, words: Catalogue): string[] {
  const { previous } = notice;
  if (previous === undefined) return [];
  const sentences: string[] = [];
  if (previous.cause !== notice.cause) sentences.push(words.incident.before(words.causes[previous.cause].headline));
  if (previous.severity !== notice.severity) {
    const { severities } = words;
    sentences.push(words.incident.severityChanged(severities[previous.severity], severities[notice.severity]));
  }
  if (previous.failing && !notice.failing) sentences.push(words.incident.noLongerFailing);
  return sentences;
}

/** When it began and when it ended: a `resolved` may be the only notice that people ever get. */
function resolvedMessage(notice: IncidentNotice, words: Catalogue, time: TimeWords): string {
  const { resolution } = words.incident;
  const how = notice.resolution === undefined ? words.incident.resolvedUnknown : resolution[notice.resolution];
  const { began, ended } = span(notice);
  const when = words.incident.span(time.moment(began), time.moment(ended), time.duration(ended - began));
  return [how, when].join(words.sentenceGap);
}

/** A failure can be older than the incident that tells of it: then it began with the failure. */
function span(notice: IncidentNotice): { began: number; ended: number } {
  const failing = notice.failingSince === undefined ? notice.openedAt : msOf(notice.failingSince);
  return { began: Math.min(failing, notice.openedAt), ended: notice.resolvedAt ?? notice.at };
}

function momentsOf(notice: IncidentNotice, time: TimeWords): Moments {
  const say = (at: Timestamp | undefined) => (at === undefined ? undefined : time.moment(msOf(at)));
  const [lastSync, lastReport, expiry] = [say(notice.lastSyncAt), say(notice.lastReportAt), say(notice.expiresAt)];
  const failingSince = say(notice.failingSince);
  return {
    ...(lastSync !== undefined && { lastSync }),
    ...(lastReport !== undefined && { lastReport }),
    ...(expiry !== undefined && { expiry }),
    ...(failingSince !== undefined && { failingSince }),
    expiryPassed: notice.expiresAt !== undefined && msOf(notice.expiresAt) <= notice.at,
    opened: time.moment(notice.openedAt),
  };
}

function factsOf(notice: IncidentNotice, words: Catalogue, time: TimeWords): readonly Fact[] {
  const { labels } = words;
  const resolved = notice.type === 'vpp.incident.resolved';
  const moments = momentsOf(notice, time);
  const { began, ended } = span(notice);
  const detail = notice.detail === undefined ? '' : truncate(clean(notice.detail), DETAIL_LENGTH);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [labels.severity, resolved ? undefined : words.severities[notice.severity]],
    [labels.tenant, tenantName(notice)],
    [labels.tokens, notice.tokenId === null ? notice.tokenCount?.toString() : undefined],
    [labels.token, notice.tokenId ?? undefined],
    [labels.organization, nameOf(notice.token.organizationName)],
    [labels.location, nameOf(notice.token.locationName)],
    [labels.appleId, nameOf(notice.token.appleId)],
    [labels.lastSync, notice.tokenId === null ? undefined : (moments.lastSync ?? words.never)],
    [labels.lastReport, notice.cause === 'reporterSilent' ? moments.lastReport : undefined],
    [labels.expiry, moments.expiry],
    [labels.failingSince, resolved ? undefined : moments.failingSince],
    [labels.began, resolved ? time.moment(began) : undefined],
    [labels.ended, resolved ? time.moment(ended) : undefined],
    [labels.detail, resolved ? undefined : detail || undefined],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
