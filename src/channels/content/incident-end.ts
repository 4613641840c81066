import type { IncidentNotice } from '../../app/model/notice.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { Catalogue, CauseWords, Story } from './catalogue.ts';
import { clean } from './text.ts';
import type { TimeWords } from './time.ts';

/** Whether it ended because its monitoring or its alerts were stopped, which is said of everything alike. */
export function isStopped({ resolution }: IncidentNotice): boolean {
  return resolution === 'retired' || resolution === 'elsewhere';
}

/** The title of an end: how it ended, and of what. `name` ends in the last characters of the token's id. */
export function endTitle(
  notice: IncidentNotice,
  words: Catalogue,
  cause: CauseWords,
  story: Story,
  tenant: string | undefined,
  name: string,
): string {
  const resolution = notice.resolution ?? 'corrected';
  const isOwn = !isStopped(notice);
  if (cause.whole && isOwn) return cause.whole.endTitle(tenant, story, name);
  const own = isOwn ? cause.end : undefined;
  const { mark, headline } = words.incident.ends[resolution];
  return `${own?.mark ?? mark}${words.inTenant(tenant)}${words.named(own?.title ?? headline, name)}`;
}

/** How it ended, when, and how long it had lasted: it may be the only alert that a reader ever gets. */
export function endMessage(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  cause: CauseWords,
  story: Story,
): readonly string[] {
  const { incident } = words;
  const resolution = notice.resolution ?? 'corrected';
  if (resolution === 'retired') {
    const by = notice.endedBy === undefined ? undefined : clean(notice.endedBy);
    return [incident.retired(by || undefined, cause.state)];
  }
  if (resolution === 'elsewhere') return [incident.elsewhere];
  if (cause.whole) return cause.whole.ended(story);
  const spanned = (sentence: string) => [incident.withSpan(sentence, hadLasted(notice, words, story))];
  if (cause.end) return spanned(cause.end.sentence);
  const ended = time.moment(notice.resolvedAt ?? notice.at);
  if (resolution === 'completed') return spanned(incident.completed(story.lastSync ?? ended));
  if (resolution === 'renewed') return spanned(incident.validUntil(story.expiry));
  if (resolution === 'corrected') return spanned(incident.corrected);
  const { noReportSince, lastReportAt = undefined, resolvedAt = notice.at } = notice;
  const arrived = lastReportAt === undefined ? resolvedAt : msOf(lastReportAt);
  const after = noReportSince === undefined ? undefined : time.duration(arrived - msOf(noReportSince));
  return [incident.reported(time.moment(arrived), after, statusWords(notice, words))];
}

function statusWords({ status, lastSyncAt }: IncidentNotice, { statuses }: Catalogue): string | undefined {
  if (status === null) return undefined;
  return statuses[status === 'none' && lastSyncAt !== undefined ? 'noneButDated' : status];
}

function hadLasted({ cause, failingSince }: IncidentNotice, { incident }: Catalogue, { lasted }: Story): string {
  if (cause === 'tokenExpired') return incident.hadBeenExpired(lasted);
  return cause === 'syncFailed' || failingSince !== undefined ? incident.hadFailed(lasted) : incident.hadLasted(lasted);
}
