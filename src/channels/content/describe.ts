import type { ChannelTrouble, Notice, TestNotice, TroubleNotice } from '../../app/model/notice.ts';
import { describeBaseline } from './baseline.ts';
import type { Catalogue, Story } from './catalogue.ts';
import { CATALOGUES } from './catalogues.ts';
import type { Content, ContentOptions } from './content.ts';
import { describeExpiring } from './expiring.ts';
import { describeIncident } from './incident.ts';
import { statusLinks } from './links.ts';
import { describeOutbreak } from './outbreak.ts';
import { reasonWords } from './reason.ts';
import { clean } from './text.ts';
import { type TimeWords, timeWords } from './time.ts';

/** Everything a notice says, in one language: the same input gives the same words, however often and late it is sent. */
export function describe(notice: Notice, options: ContentOptions): Content {
  const words: Catalogue = CATALOGUES[options.locale];
  const time = timeWords(options.locale, options.timeZone, notice.at);
  switch (notice.type) {
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.resolved':
      return describeOutbreak(notice, words, time, options);
    case 'vpp.expiring':
      return describeExpiring(notice, words, time, options);
    case 'vpp.baseline':
      return describeBaseline(notice, words, options);
    case 'vpp.test':
      return describeTest(notice, words, options);
    case 'vpp.trouble':
      return notice.trouble === 'channel'
        ? describeChannel(notice, words, time, options)
        : describeSettings(notice, words, options);
    default:
      return describeIncident(notice, words, time, options);
  }
}

function describeTest({ severity }: TestNotice, words: Catalogue, options: ContentOptions): Content {
  return {
    severity,
    tone: severity,
    ...words.test,
    impact: '',
    caution: '',
    runbook: { ...words.nothingToDo, url: null },
    facts: [],
    links: statusLinks(words, options),
  };
}

function describeSettings(
  notice: Exclude<TroubleNotice, ChannelTrouble>,
  words: Catalogue,
  options: ContentOptions,
): Content {
  const { title, message, guide } = words.settings;
  return {
    severity: notice.severity,
    tone: notice.severity,
    title,
    message,
    impact: '',
    caution: '',
    runbook: { ...guide(notice.app === undefined ? undefined : clean(notice.app)), url: null },
    facts: notice.problems.map((problem) => ({ label: words.labels.problem, value: clean(problem) })),
    links: statusLinks(words, options),
  };
}

function describeChannel(notice: ChannelTrouble, words: Catalogue, time: TimeWords, options: ContentOptions): Content {
  const { target, since, reason } = notice.channel;
  const cause = words.causes.channelFailing;
  const story: Story = {
    tenant: '',
    expiryPassed: false,
    failures: 1,
    isRetried: false,
    began: time.moment(since),
    lasted: time.duration(notice.at - since),
    hasStatusPage: options.statusPageUrl !== undefined,
    channel: clean(target),
    ...(reason !== undefined && { reason: reasonWords(reason, words) }),
  };
  return {
    severity: notice.severity,
    tone: notice.severity,
    title: cause.whole?.title(undefined, story) ?? cause.headline,
    message: cause.summary(story).join(words.sentenceGap),
    impact: cause.impact,
    caution: cause.caution,
    runbook: { ...cause.guide(story), url: null },
    facts: [{ label: words.labels.began, value: time.stamp(since) }],
    links: statusLinks(words, options),
  };
}
