import type { IncidentNotice } from '../../app/model/notice.ts';
import type { Catalogue, CauseWords, Mark, Story } from './catalogue.ts';
import type { Content, ContentOptions } from './content.ts';
import { endMessage, endTitle, isStopped } from './incident-end.ts';
import { incidentFacts } from './incident-facts.ts';
import { incidentLinks, pageOf } from './links.ts';
import { storyOf, tenantOf } from './story.ts';
import { tenantInTitle } from './tenant.ts';
import { nameOf, tail, tokenNames } from './text.ts';
import type { TimeWords } from './time.ts';
import { fitTitle } from './title.ts';

const RANKS = { warning: 0, critical: 1 } as const;

/** What is said of one token, or of something that is none: a tenant without reports, a channel. */
export function describeIncident(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const story = storyOf(notice, words, time, options);
  const cause = causeWords(notice, words);
  const isOver = notice.type === 'vpp.incident.resolved';
  const page = pageOf(notice, words);
  return {
    severity: notice.severity,
    tone: isOver ? 'good' : notice.severity,
    title: titleOf(notice, words, cause, story, options),
    message: (isOver
      ? endMessage(notice, words, time, cause, story)
      : sentences(notice, words, time, cause, story)
    ).join(words.sentenceGap),
    impact: isOver ? '' : cause.impact,
    caution: isOver ? '' : cause.caution,
    runbook: {
      ...(isOver ? words.nothingToDo : cause.guide(story)),
      url: page?.url ?? null,
    },
    facts: incidentFacts(notice, words, time, story),
    links: [...(page ? [page] : []), ...incidentLinks(notice, words, options)],
  };
}

function causeWords(notice: IncidentNotice, words: Catalogue): CauseWords {
  return notice.cause === 'reporterSilent' && notice.tokenId === null ? words.tenantSilent : words.causes[notice.cause];
}

function titleOf(
  notice: IncidentNotice,
  words: Catalogue,
  cause: CauseWords,
  story: Story,
  options: ContentOptions,
): string {
  const tenant = tenantInTitle(tenantOf(notice), options);
  const names =
    notice.tokenId === null
      ? ([nameOfWhole(notice, words, cause)] as const)
      : tokenNames(notice.token, words.incident.unnamedToken);
  const end = notice.tokenId === null ? '' : ` …${tail(notice.tokenId)}`;
  if (notice.type === 'vpp.incident.resolved') {
    return fitTitle((at, it) => endTitle(notice, words, cause, story, at, `${it}${end}`), tenant, names);
  }
  const kind = markOf(notice);
  const mark = words.mark(kind, story.lasted);
  const { whole } = cause;
  if (whole) return fitTitle((at, it) => `${mark}${whole.title(at, story, it)}`, tenant, names);
  const isUnstable = kind === 'unstable' && notice.cause === 'syncFailed';
  const headline = isUnstable ? words.incident.unstableHeadline : cause.headline;
  return fitTitle((at, it) => `${mark}${words.inTenant(at)}${words.named(headline, `${it}${end}`)}`, tenant, names);
}

/** What is no token has a name of its own, or its end is said of the fault that it had. */
function nameOfWhole(notice: IncidentNotice, words: Catalogue, cause: CauseWords): string {
  const name = nameOf(notice.token.displayName);
  if (name !== undefined || !isStopped(notice)) return name ?? '';
  return notice.cause === 'reporterSilent' ? words.incident.allTokens : cause.headline;
}

function markOf({ type, severity, previous, direction, failedAndRecovered }: IncidentNotice): Mark {
  if (type === 'vpp.incident.reminder') return 'reminder';
  if (type !== 'vpp.incident.updated') return failedAndRecovered ? 'unstable' : 'opened';
  const change = previous === undefined ? 0 : RANKS[severity] - RANKS[previous.severity];
  if (change > 0) return 'escalated';
  return change < 0 || direction === 'better' ? 'improved' : 'updated';
}

/** Everything that is said of an incident that goes on, what is new of it first. */
function sentences(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  cause: CauseWords,
  story: Story,
): readonly string[] {
  const { incident } = words;
  const isReminder = notice.type === 'vpp.incident.reminder';
  return [
    ...changes(notice, words, time, cause, story),
    ...((isReminder ? cause.still?.(story) : undefined) ?? cause.summary(story)),
    ...failing(notice, words, story),
    ...instability(notice, words, time),
    ...(isReminder && notice.lastNoticeAt !== undefined ? [incident.unchanged(time.day(notice.lastNoticeAt))] : []),
    ...(story.noReportSince === undefined ? [] : [incident.noReportSince(story.noReportSince)]),
    ...(isReminder && notice.acknowledged
      ? [incident.acknowledged(notice.acknowledged.by, time.moment(notice.acknowledged.at))]
      : []),
  ];
}

/** Why an update was sent: the cause that went before, or the severity and what moved it. */
function changes(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  cause: CauseWords,
  story: Story,
): readonly string[] {
  const { previous, severity } = notice;
  if (notice.type !== 'vpp.incident.updated' || previous === undefined) return [];
  const { incident } = words;
  const isWorse = RANKS[severity] > RANKS[previous.severity];
  const improved = RANKS[severity] < RANKS[previous.severity] ? [incident.nowWarning] : [];
  if (previous.cause === notice.cause) return isWorse ? [whyCritical(notice, words, time, cause, story)] : improved;
  const isRenewed = previous.cause === 'tokenExpired' && notice.direction === 'better';
  return [isRenewed ? incident.renewed : incident.before(words.causes[previous.cause].state), ...improved];
}

function whyCritical(
  notice: IncidentNotice,
  words: Catalogue,
  time: TimeWords,
  cause: CauseWords,
  story: Story,
): string {
  if (notice.escalation === 'secondFailure' && notice.secondFailureAfter !== undefined) {
    return words.incident.secondFailure(time.duration(notice.secondFailureAfter));
  }
  // What fails under another cause becomes critical by its failing.
  const escalated = notice.failing ? words.causes.syncFailed.escalated : cause.escalated;
  return escalated?.(story) ?? words.incident.nowCritical;
}

/** That syncs fail beside or under another cause, or no longer do. */
function failing(notice: IncidentNotice, words: Catalogue, story: Story): readonly string[] {
  const { incident } = words;
  const isUpdate = notice.type === 'vpp.incident.updated';
  if (!notice.failing) return isUpdate && notice.previous?.failing ? [incident.noLongerFailing] : [];
  if (notice.cause === 'syncFailed') return [];
  const isNew = isUpdate && notice.previous?.failing === false;
  return [(isNew ? incident.nowAlsoFailing : incident.alsoFailing)(story.failingSince)];
}

function instability(notice: IncidentNotice, words: Catalogue, time: TimeWords): readonly string[] {
  const { failedAndRecovered, recoveryMustLast } = notice;
  const { incident } = words;
  return [
    ...(failedAndRecovered
      ? [incident.unstable(failedAndRecovered.times, time.duration(failedAndRecovered.within))]
      : []),
    ...(recoveryMustLast === undefined ? [] : [incident.recoveryMustLast(time.duration(recoveryMustLast))]),
  ];
}
