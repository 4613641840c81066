import type { OutbreakNotice } from '../../app/model/notice.ts';
import type { Cause } from '../../domain/cause.ts';
import type { Catalogue, CauseWords, Story } from './catalogue.ts';
import type { Content, ContentOptions } from './content.ts';
import { intunePage, linksFor } from './links.ts';
import { tenantInTitle, tenantName } from './tenant.ts';
import { tokenTitle } from './text.ts';
import type { TimeWords } from './time.ts';
import { fitTitle } from './title.ts';

/** Causes that an outage at Apple or Intune can bring; every other has the same remedy for one token and for many. */
const OUTAGES: ReadonlySet<Cause> = new Set<Cause>(['syncFailed', 'syncStuck', 'syncOverdue']);

const KINDS = {
  'vpp.outbreak.opened': 'opened',
  'vpp.outbreak.updated': 'updated',
  'vpp.outbreak.resolved': 'resolved',
} as const satisfies Record<OutbreakNotice['type'], string>;

/** Many tokens in one cause, in one message. */
export function describeOutbreak(
  notice: OutbreakNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const kind = KINDS[notice.type];
  const isOver = kind === 'resolved';
  const { tokenCount, openCount, tenants } = notice;
  const cause = words.causes[notice.cause];
  const isOutage = OUTAGES.has(notice.cause);
  const guide = isOutage ? words.outbreak.outageGuide(tenants.length) : guideOfMany(cause);
  const ended = notice.resolvedAt ?? notice.at;
  const [only, ...others] = tenants;
  const tenant = only && others.length === 0 ? tenantInTitle(only, options) : undefined;
  const title = words.outbreak.title(kind, cause.many(openCount || tokenCount), tenants.length, tokenCount);
  return {
    severity: notice.severity,
    tone: isOver ? 'good' : notice.severity,
    title: fitTitle((at) => `${words.inTenant(at)}${title}`, tenant),
    message: (isOver
      ? [words.outbreak.resolved(tokenCount, time.moment(ended), time.duration(ended - notice.openedAt))]
      : [
          words.outbreak.message(tokenCount, openCount, tenants.length),
          ...(isOutage && tenants.length > 1 ? [words.outbreak.outage] : []),
        ]
    ).join(words.sentenceGap),
    impact: isOver ? '' : cause.impact,
    caution: isOver ? '' : cause.caution,
    runbook: {
      ...(isOver ? words.nothingToDo : guide),
      url: intunePage(tenants.length === 1 ? only?.tenantId : undefined),
    },
    facts: [
      { label: words.labels.began, value: time.stamp(notice.openedAt) },
      ...(isOver ? [{ label: words.labels.ended, value: time.stamp(ended) }] : []),
      ...tenants.map((it) => ({
        label: tenantName(it, options),
        value: words.outbreak.tokensOf(
          it.tokenCount,
          it.tokens.map(({ tokenId, label }) => tokenTitle(tokenId, label)),
        ),
      })),
    ],
    links: linksFor(words, options, tenants.length === 1 && only ? { tenantId: only.tenantId } : {}),
  };
}

/** The steps of a cause, said of no token in particular. */
export function guideOfMany(cause: CauseWords) {
  const story: Story = {
    tenant: '',
    expiryPassed: true,
    failures: 1,
    isRetried: true,
    began: '',
    lasted: '',
    hasStatusPage: false,
  };
  return cause.guide(story);
}
