import type { IncidentNotice } from '../../app/model/notice.ts';
import { APP_TENANT } from '../../app/model/subject.ts';
import { msOf, type Timestamp } from '../../domain/timestamp.ts';
import type { Catalogue, Story } from './catalogue.ts';
import type { Fact } from './content.ts';
import { spanOf, tenantOf } from './story.ts';
import { clean, nameOf } from './text.ts';
import type { TimeWords } from './time.ts';

/** The table below an incident's sentences: what it is about first, the full id last. */
export function incidentFacts(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  story: Story,
): readonly Fact[] {
  const { labels } = words;
  const isOver = notice.type === 'vpp.incident.resolved';
  const isClosed =
    notice.resolution === 'retired' ||
    notice.resolution === 'elsewhere' ||
    (notice.cause === 'reportsRefused' && story.resolution !== 'reported');
  const isToken = notice.tokenId !== null;
  const stamp = (at: Timestamp | undefined) => (at === undefined ? undefined : time.stamp(msOf(at)));
  const { began, ended } = spanOf(notice);
  const organization = nameOf(notice.token.organizationName);
  const isSilent = notice.cause === 'reporterSilent' || notice.noReportSince !== undefined;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [labels.tenant, tenantOf(notice) === APP_TENANT ? undefined : story.tenant],
    [labels.tokens, isToken ? undefined : notice.tokenCount?.toString()],
    [labels.token, nameOf(notice.token.displayName)],
    [labels.organization, organization === story.tenant ? undefined : organization],
    [labels.location, nameOf(notice.token.locationName)],
    [labels.failingSince, isOver ? undefined : stamp(notice.failingSince)],
    [labels.began, isOver || !isToken ? time.stamp(began) : undefined],
    [isClosed ? labels.closed : labels.ended, isOver ? time.stamp(ended) : undefined],
    [labels.lastSync, stamp(notice.lastSyncAt) ?? (isToken ? words.neverSynced : undefined)],
    [labels.lastReport, isSilent ? lastReport(notice, words, time) : undefined],
    [labels.expiry, stamp(notice.expiresAt)],
    [labels.appleId, nameOf(notice.token.appleId)],
    [labels.severity, isOver ? undefined : words.severities[notice.severity]],
    // Of a sync that failed the sentences say it already; of a channel it is the reason.
    [labels.detail, isOver || notice.cause === 'syncFailed' || story.channel !== undefined ? undefined : story.detail],
    [labels.tokenId, notice.tokenId ?? undefined],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

/** When it was, and who sent it: that is where to look when no more come. */
function lastReport({ lastReportAt, source }: IncidentNotice, words: Catalogue, time: TimeWords): string | undefined {
  if (lastReportAt === undefined) return undefined;
  const at = time.stamp(msOf(lastReportAt));
  return source === undefined ? at : words.from(at, clean(source));
}
