import type { Notice, TestNotice, TroubleNotice } from '../../app/model/notice.ts';
import type { Catalogue } from './catalogue.ts';
import { CATALOGUES } from './catalogues.ts';
import type { Content, ContentOptions } from './content.ts';
import { describeBaseline, describeExpiring, describeOutbreak } from './group.ts';
import { describeIncident } from './incident.ts';
import { linksFor } from './links.ts';
import { clean } from './text.ts';
import { timeWords } from './time.ts';

/** Everything a notice says, in one language: the same input gives the same words, however often it is sent. */
export function describe(notice: Notice, options: ContentOptions): Content {
  const words: Catalogue = CATALOGUES[options.locale];
  const time = timeWords(options.locale, options.timeZone, options.now ?? notice.at);
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
      return describeTrouble(notice, words, options);
    default:
      return describeIncident(notice, words, time, options);
  }
}

function describeTest({ severity }: TestNotice, words: Catalogue, options: ContentOptions): Content {
  return {
    severity,
    tone: severity,
    title: words.test.title,
    message: words.test.message,
    impact: '',
    runbook: { ...words.incident.resolvedRunbook, url: null },
    facts: [],
    links: linksFor(words, options),
  };
}

function describeTrouble(notice: TroubleNotice, words: Catalogue, options: ContentOptions): Content {
  const { title, message, impact, runbook } = words.trouble[notice.trouble];
  const { statusPageUrl } = options;
  return {
    severity: notice.severity,
    tone: notice.severity,
    title,
    message,
    impact,
    runbook: { ...runbook, url: null },
    facts: notice.problems.map((problem) => ({ label: words.labels.problem, value: clean(problem) })),
    links: statusPageUrl === undefined ? [] : [{ label: words.links.status, url: statusPageUrl }],
  };
}
