import type { BaselineNotice } from '../../app/model/notice.ts';
import type { Catalogue } from './catalogue.ts';
import type { Content, ContentOptions } from './content.ts';
import { intunePage, linksFor } from './links.ts';
import { listed } from './listed.ts';
import { guideOfMany } from './outbreak.ts';
import { tenantInTitle, tenantName } from './tenant.ts';
import { tokenTitle } from './text.ts';
import { fitTitle } from './title.ts';

/** What stood wrong in a tenant when it was first looked at. */
export function describeBaseline(notice: BaselineNotice, words: Catalogue, options: ContentOptions): Content {
  const { tokenCount } = notice;
  const faults = notice.faults.toSorted((a, b) => rank(a.severity) - rank(b.severity));
  const isFine = faults.length === 0;
  const title = words.baseline.title(faults.length, tokenCount);
  const causes = [...new Set(faults.map(({ cause }) => cause))].map((cause) => words.causes[cause]);
  const steps = causes.flatMap((cause) =>
    guideOfMany(cause)
      .steps.slice(0, 1)
      .map((step) => words.baseline.firstStep(cause.headline, step)),
  );
  return {
    severity: notice.severity,
    tone: isFine ? 'good' : notice.severity,
    title: fitTitle((at) => `${words.inTenant(at)}${title}`, tenantInTitle(notice, options)),
    message: words.baseline.message(faults.length),
    impact: '',
    caution: causes.find(({ caution }) => caution !== '')?.caution ?? '',
    runbook: {
      ...(isFine
        ? words.nothingToDo
        : {
            title: words.baseline.guideTitle,
            steps: options.statusPageUrl === undefined ? steps : [...steps, words.baseline.seePage],
          }),
      url: intunePage(notice.tenantId),
    },
    facts: [
      { label: words.labels.tenant, value: tenantName(notice, options) },
      ...listed(words, faults, (fault) => ({
        label: tokenTitle(fault.tokenId, fault.label),
        value: words.baseline.row(words.causes[fault.cause].state, words.severities[fault.severity]),
      })),
    ],
    links: linksFor(words, options, { tenantId: notice.tenantId }),
  };
}

function rank(severity: 'warning' | 'critical'): number {
  return severity === 'critical' ? 0 : 1;
}
