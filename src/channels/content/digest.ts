import type { DigestNotice, ExpiringNotice, IncidentNotice } from '../../app/model/notice.ts';
import type { Catalogue } from './catalogue.ts';
import type { Content, ContentOptions, Fact } from './content.ts';
import { kindsOf } from './expiring-names.ts';
import { intuneLink, intunePage, tenantLinks } from './links.ts';
import { fitTitle } from './title.ts';

/** Most items with a line of their own, most rows below one of them, and most rows below all of them together. */
const LINES = 40;
const ROWS = 10;
const ALL_ROWS = 40;

interface Item {
  readonly item: ExpiringNotice | IncidentNotice;
  readonly content: Content;
}

/**
 * Several notices in one message: a line for each, and below it the rows of its tokens where it has several.
 *
 * @param describeItem says what an item says where it comes alone
 */
export function describeDigest(
  notice: DigestNotice,
  words: Catalogue,
  options: ContentOptions,
  describeItem: (item: ExpiringNotice | IncidentNotice) => Content,
): Content {
  const items = notice.items.map((item) => ({ item, content: describeItem(item) }));
  const expiring = notice.items.filter((item) => item.type === 'vpp.expiring');
  const title = words.digest.title(
    notice.items.length - expiring.length,
    sum(expiring.map(({ tokens }) => tokens.length)),
    sum(expiring.map(({ renewed }) => renewed.length)),
    kindsOf(expiring.flatMap(({ tokens, renewed }) => [...tokens, ...renewed])),
  );
  const tenants = new Set(notice.items.map(({ tenantId }) => tenantId));
  const [only, ...others] = tenants;
  const tenantId = others.length === 0 ? only : undefined;
  // The same steps need saying once, however many items have them.
  const guides = new Map(
    items.flatMap(({ content: { runbook } }) =>
      runbook.steps[0] === undefined ? [] : [[runbook.title, runbook.steps[0]]],
    ),
  );
  return {
    severity: notice.severity,
    tone: notice.severity,
    title: fitTitle(() => title, undefined),
    message: words.digest.message,
    impact: '',
    caution: items.find(({ content }) => content.caution !== '')?.content.caution ?? '',
    runbook: {
      title: words.digest.guideTitle,
      steps: [...guides].map(([guide, step]) => words.digest.firstStep(guide, step)),
      url: intunePage(tenantId),
    },
    facts: factsOf(items, words),
    links: [intuneLink(words, tenantId), ...tenantLinks(tenantId, notice.at, words, options)],
  };
}

/** Of an incident its line says all that is needed; of expiries each token has a date. */
function factsOf(items: readonly Item[], words: Catalogue): readonly Fact[] {
  const facts: Fact[] = [];
  let room = ALL_ROWS;
  for (const { item, content } of items.slice(0, LINES)) {
    // The first fact is the tenant, which stands in the line's title where there are several.
    const rows = item.type === 'vpp.expiring' ? content.facts.slice(1, 1 + Math.min(ROWS, room)) : [];
    room -= rows.length;
    facts.push({ label: content.title, value: content.message }, ...rows);
  }
  const rest = items.length - LINES;
  return rest > 0 ? [...facts, { label: words.labels.more, value: words.andMore(rest) }] : facts;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
