import type { Notice, TestNotice, TroubleNotice } from '../../app/model/notice.ts';
import type { Catalogue } from './catalogue.ts';
import { CATALOGUES } from './catalogues.ts';
import type { Content, ContentOptions } from './content.ts';
import { describeDigest } from './digest.ts';
import { describeExpiring } from './expiring.ts';
import { describeGroup } from './group.ts';
import { describeIncident } from './incident.ts';
import { clean } from './text.ts';
import { timeWords } from './time.ts';

/** Everything a notice says, in one language: the same input gives the same words, however often and late it is sent. */
export function describe(notice: Notice, settings: ContentOptions): Content {
  const severalTenants = settings.severalTenants || notice.isOfSeveralTenants === true;
  const options = { ...settings, severalTenants };
  const words: Catalogue = CATALOGUES[options.locale];
  const time = timeWords(options.locale, options.timeZone, notice.at);
  switch (notice.type) {
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.reminder':
    case 'vpp.outbreak.resolved':
      return describeGroup(notice, words, time, options);
    case 'vpp.expiring':
      return describeExpiring(notice, words, time, options);
    case 'vpp.digest':
      return describeDigest(notice, words, options, (item) => describe(item, options));
    case 'vpp.test':
      return describeTest(notice, words);
    case 'vpp.trouble':
      return describeSettings(notice, words);
    default:
      return describeIncident(notice, words, time, options);
  }
}

function describeTest({ severity }: TestNotice, words: Catalogue): Content {
  return {
    severity,
    tone: severity,
    ...words.test,
    impact: '',
    caution: '',
    runbook: { ...words.nothingToDo, url: null },
    facts: [],
    links: [],
  };
}

function describeSettings(notice: TroubleNotice, words: Catalogue): Content {
  const { title, message, guide } = words.settings;
  return {
    severity: notice.severity,
    tone: notice.severity,
    title,
    message,
    impact: '',
    caution: '',
    runbook: { ...guide(notice.app === undefined ? undefined : clean(notice.app)), url: null },
    facts: notice.problems.map((problem) => ({
      label: words.labels.problem,
      value: words.otherReason(clean(problem)),
    })),
    links: [],
  };
}
