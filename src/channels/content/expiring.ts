import type { ExpiringNotice, ExpiringToken } from '../../app/model/notice.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { Catalogue, RenewalWords } from './catalogue.ts';
import type { Content, ContentOptions } from './content.ts';
import { kindOf, kindsOf, nameInList, namesInTitle, tailOf, titleInList } from './expiring-names.ts';
import { enrollmentPage, intunePage, tenantLinks } from './links.ts';
import { listed } from './listed.ts';
import { tokenWords } from './story.ts';
import { tenantInTitle, tenantName } from './tenant.ts';
import { nameOf } from './text.ts';
import type { TimeWords } from './time.ts';
import { fitTitle } from './title.ts';

/** Expiries of one tenant that come near, and those that were renewed. */
export function describeExpiring(
  notice: ExpiringNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const { tokens, renewed } = notice;
  const [only, ...others] = tokens;
  const nothingLeft = only === undefined;
  const kinds = kindsOf(tokens);
  // Where tokens are among them, their page is the one that has most to do on it.
  const isOfTokens = kinds.length === 0 || kinds.includes('token');
  const url = (isOfTokens ? intunePage : enrollmentPage)(notice.tenantId);
  const date = (token: ExpiringToken) => time.date(msOf(token.expiresAt));
  return {
    severity: notice.severity,
    tone: nothingLeft ? 'good' : notice.severity,
    title: titleOf(notice, words, time, options),
    message: messageOf(notice, words, time).join(words.sentenceGap),
    impact: nothingLeft ? '' : words.expiring.impact(kinds),
    caution: nothingLeft ? '' : words.expiring.caution(kinds),
    runbook: {
      ...(nothingLeft
        ? words.nothingToDo
        : words.expiring.guide(kinds, others.length === 0 ? renewalWords(only) : undefined)),
      url,
    },
    facts: [
      { label: words.labels.tenant, value: tenantName(notice.tenantId, options) },
      ...listed(words, [...tokens, ...renewed], (token, index) => ({
        label: titleInList(token, words),
        value:
          index < tokens.length
            ? words.expiring.row(date(token), token.daysLeft)
            : words.expiring.renewedRow(date(token)),
      })),
    ],
    links: [{ label: words.links.intune, url }, ...tenantLinks(notice.tenantId, notice.at, words, options)],
  };
}

function renewalWords({ label }: ExpiringToken): RenewalWords {
  return { ...tokenWords(label), account: nameOf(label.appleId) };
}

function titleOf(notice: ExpiringNotice, words: Catalogue, time: TimeWords, options: ContentOptions): string {
  const { tokens, renewed } = notice;
  const tenant = tenantInTitle(notice.tenantId, options);
  const [only, ...others] = tokens;
  if (only !== undefined && others.length === 0) {
    const headline = words.expiring.titleOne(kindOf(only), whenOf(only, notice.at, time));
    return fitTitle(
      (at, it) => `${words.inTenant(at)}${it === '' ? headline : words.named(headline, `${it}${tailOf(only)}`)}`,
      tenant,
      namesInTitle(only, words),
    );
  }
  const rest =
    only === undefined
      ? words.expiring.titleRenewed(kindsOf(renewed), renewed.length)
      : words.expiring.titleMany(kindsOf(tokens), tokens.length, time.day(lastOf(tokens)));
  return fitTitle((at) => `${words.inTenant(at)}${rest}`, tenant);
}

function messageOf({ tokens, renewed }: ExpiringNotice, words: Catalogue, time: TimeWords): readonly string[] {
  const first = earliest(tokens);
  if (first === undefined) {
    const dates = new Set(renewed.map(({ expiresAt }) => time.day(msOf(expiresAt))));
    const soonest = earliest(renewed);
    return soonest ? [words.expiring.renewedOnly(time.day(msOf(soonest.expiresAt)), dates.size === 1)] : [];
  }
  const day = time.day(msOf(first.expiresAt));
  return [
    tokens.length === 1
      ? words.expiring.one(kindOf(first), day, renewalWords(first))
      : words.expiring.many(kindOf(first), nameInList(first), day),
    ...(renewed.length > 0 ? [words.expiring.renewedToo(kindsOf(renewed), renewed.length)] : []),
  ];
}

/** The last of the days is said by its name, which may be today's or tomorrow's. */
function whenOf({ daysLeft, expiresAt }: ExpiringToken, at: number, time: TimeWords): number | 'today' | 'tomorrow' {
  if (daysLeft > 1) return daysLeft;
  return time.date(msOf(expiresAt)) === time.date(at) ? 'today' : 'tomorrow';
}

function earliest(tokens: readonly ExpiringToken[]): ExpiringToken | undefined {
  return tokens.toSorted((a, b) => msOf(a.expiresAt) - msOf(b.expiresAt))[0];
}

function lastOf(tokens: readonly ExpiringToken[]): number {
  return tokens.reduce((last, { expiresAt }) => Math.max(last, msOf(expiresAt)), 0);
}
