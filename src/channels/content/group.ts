import type { BaselineNotice, ExpiringNotice, ExpiringToken, OutbreakNotice } from '../../app/model/notice.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { Catalogue } from './catalogue.ts';
import type { Content, ContentOptions, Fact } from './content.ts';
import { INTUNE_CONNECTORS, linksFor } from './links.ts';
import { nameOf, tokenTitle } from './text.ts';
import type { TimeWords } from './time.ts';

/** Most tokens listed by name in one notice; the status page and the webhook's data have them all. */
const LISTED = 40;

/** Many tokens failing at once, told as one. */
export function describeOutbreak(
  notice: OutbreakNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const kind = OUTBREAK_KIND[notice.type];
  const resolved = kind === 'resolved';
  const { headline, impact } = words.causes[notice.cause];
  const suspect = words.outbreak.suspects[notice.suspect];
  const ended = notice.resolvedAt ?? notice.at;
  const spoken = words.incident.span(
    time.moment(notice.openedAt),
    time.moment(ended),
    time.duration(ended - notice.openedAt),
  );
  return {
    severity: notice.severity,
    tone: resolved ? 'good' : notice.severity,
    title: words.outbreak.title(kind, headline, notice.tokenCount, notice.tenants.length),
    message: (resolved
      ? [words.outbreak.resolved(notice.tokenCount), spoken]
      : [words.outbreak.message(notice.tokenCount, notice.openCount, notice.tenants.length), suspect.sentence]
    ).join(words.sentenceGap),
    impact: resolved ? words.incident.resolvedImpact : impact,
    runbook: { ...(resolved ? words.incident.resolvedRunbook : suspect.runbook), url: INTUNE_CONNECTORS },
    facts: [
      { label: words.labels.began, value: time.moment(notice.openedAt) },
      ...(resolved ? [{ label: words.labels.ended, value: time.moment(ended) }] : []),
      ...notice.tenants.map((tenant) => ({
        label: nameOf(tenant.tenantName) ?? tenant.tenantId,
        value: words.outbreak.tokensOf(
          tenant.tokenCount,
          tenant.tokens.map(({ tokenId, label }) => tokenTitle(tokenId, label)),
        ),
      })),
    ],
    links: linksFor(words, options),
  };
}

const OUTBREAK_KIND = {
  'vpp.outbreak.opened': 'opened',
  'vpp.outbreak.updated': 'updated',
  'vpp.outbreak.resolved': 'resolved',
} as const satisfies Record<OutbreakNotice['type'], string>;

/** Expiries of one tenant that come near, and those that were renewed. */
export function describeExpiring(
  notice: ExpiringNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const { tokens, renewed } = notice;
  const nothingLeft = tokens.length === 0;
  const tenant = nameOf(notice.tenantName) ?? notice.tenantId;
  const first = Math.min(...tokens.map((token) => token.daysLeft));
  const date = (token: ExpiringToken) => time.moment(msOf(token.expiresAt));
  return {
    severity: notice.severity,
    tone: nothingLeft ? 'good' : notice.severity,
    title: expiringTitle(notice, words, tenant),
    message: nothingLeft
      ? words.expiring.renewedMessage(renewed.length)
      : words.expiring.message(tokens.length, renewed.length, first),
    impact: nothingLeft ? words.incident.resolvedImpact : words.expiring.impact,
    runbook: {
      ...(nothingLeft ? words.incident.resolvedRunbook : words.expiring.runbook),
      url: INTUNE_CONNECTORS,
    },
    facts: [
      { label: words.labels.tenant, value: tenant },
      ...listed(words, [...tokens, ...renewed], (token, index) => ({
        label: tokenTitle(token.tokenId, token.label),
        value:
          index < tokens.length
            ? words.expiring.daysLeft(date(token), token.daysLeft)
            : words.expiring.renewedUntil(date(token)),
      })),
    ],
    links: linksFor(words, options),
  };
}

function expiringTitle(notice: ExpiringNotice, words: Catalogue, tenant: string): string {
  const [only, ...others] = notice.tokens;
  if (only === undefined) return words.expiring.titleRenewed(tenant, notice.renewed.length);
  if (others.length > 0) return words.expiring.titleMany(tenant, notice.tokens.length);
  return words.expiring.titleOne(tokenTitle(only.tokenId, only.label), only.daysLeft);
}

/** What stood wrong in a tenant when it was first looked at. */
export function describeBaseline(notice: BaselineNotice, words: Catalogue, options: ContentOptions): Content {
  const { faults, tokenCount } = notice;
  const tenant = nameOf(notice.tenantName) ?? notice.tenantId;
  const well = faults.length === 0;
  return {
    severity: notice.severity,
    tone: well ? 'good' : notice.severity,
    title: words.baseline.title(tenant, faults.length, tokenCount),
    message: words.baseline.message(faults.length, tokenCount),
    impact: well ? words.incident.resolvedImpact : words.baseline.impact,
    runbook: { ...(well ? words.incident.resolvedRunbook : words.baseline.runbook), url: INTUNE_CONNECTORS },
    facts: [
      { label: words.labels.tenant, value: tenant },
      ...listed(words, faults, (fault) => ({
        label: tokenTitle(fault.tokenId, fault.label),
        value: `${words.causes[fault.cause].headline} (${words.severities[fault.severity]})`,
      })),
    ],
    links: linksFor(words, options),
  };
}

function listed<Item>(
  words: Catalogue,
  items: readonly Item[],
  factOf: (item: Item, index: number) => Fact,
): readonly Fact[] {
  const facts = items.slice(0, LISTED).map(factOf);
  const hidden = items.length - facts.length;
  return hidden === 0 ? facts : [...facts, { label: words.labels.more, value: `+ ${hidden}` }];
}
