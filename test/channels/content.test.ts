import { describe, expect, it } from 'vitest';
import type { IncidentNotice } from '../../src/app/model/notice.ts';
import { LOCALES } from '../../src/channels/content/content.ts';
import { describe as describeNotice } from '../../src/channels/content/describe.ts';
import { intunePage } from '../../src/channels/content/links.ts';
import { clean, tokenName, truncate } from '../../src/channels/content/text.ts';
import { CAUSES } from '../../src/domain/cause.ts';
import { expectGolden } from './golden.ts';
import { GROUPS } from './group-notices.ts';
import { KINDS, OPENED_BY_CAUSE } from './kinds.ts';
import {
  channelFailing,
  expiringNotice,
  incidentNotice,
  neverSynced,
  openedFor,
  pollFailing,
  reportsRefused,
  resolvedNotice,
  testNotice,
  troubleNotice,
} from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';
import { contentOf, pageOf } from './rendered.ts';

const EN = contentOptions();
const say = (notice: IncidentNotice) => describeNotice(notice, EN);

describe('describe', () => {
  it.each(CAUSES)('says the cause %s as the golden file does', (cause) => {
    const pages = LOCALES.map((locale) => pageOf(contentOf(openedFor(cause), locale)));
    expectGolden('content', cause, pages.join('\n\n----\n\n'));
  });

  it.each(Object.entries(KINDS))('says %s as the golden file does', (kind, notice) => {
    const pages = LOCALES.map((locale) => pageOf(contentOf(notice, locale)));
    expectGolden('content', kind, pages.join('\n\n----\n\n'));
  });

  it.each(
    [...Object.values(KINDS), ...OPENED_BY_CAUSE]
      .filter((notice) => 'tokenId' in notice)
      .filter((notice) => notice.tokenId !== null),
  )('ends the title of $type $cause in the last four characters of the id', (notice) => {
    expect(say(notice).title).toMatch(/e7f2$/);
  });

  it('names a token by its id where it has no name', () => {
    expect(say(incidentNotice({ token: {} })).title).toBe('VPP sync failing: VPP token …e7f2');
  });

  it('says that a token never synced', () => {
    const content = say(neverSynced());
    expect(content.message).toContain("hasn't synced since monitoring began");
    expect(content.facts).toContainEqual({ label: 'Last sync', value: 'Not synced yet' });
  });

  it('renders the same text however late it is sent', () => {
    expect(say(incidentNotice())).toEqual(say(incidentNotice()));
  });

  it('speaks of one failed sync as one, and of several as several', () => {
    expect(say(incidentNotice({ failureCount: 1 })).message).toMatch(
      /^The sync at .* failed\. Intune gives no reason\./,
    );
    expect(say(incidentNotice({ failureCount: 2 })).message).toMatch(/^Syncs have failed since .* \(2 in a row\)/);
  });

  it('puts the terms first where the daily sync has failed already', () => {
    const [first] = say(incidentNotice({ failureCount: 2 })).runbook.steps;
    expect(first).toContain('accept new terms');
  });

  it('cautions above the steps, save where the remedy is to delete a token', () => {
    const uncautioned = CAUSES.filter((cause) => !say(openedFor(cause)).caution.includes("Don't delete the token"));
    expect(uncautioned).toEqual([
      'tokenRemoved',
      'duplicateLocation',
      'reportsRefused',
      'channelFailing',
      'pollFailing',
      'enrollmentExpired',
      'enrollmentFailing',
      'pushCertificateExpired',
    ]);
  });

  it.each([
    ['business', /Apple Business,/, /School/],
    ['education', /Apple School Manager,/, /Apple Business/],
  ] as const)('names only the portal of an account of the kind %s', (accountType, named, other) => {
    const steps = say(incidentNotice({ token: { accountType } })).runbook.steps.join(' ');
    expect(steps).toMatch(named);
    expect(steps).not.toMatch(other);
  });

  it('names both portals where the kind of the account is not known', () => {
    const steps = say(incidentNotice({ token: {} })).runbook.steps.join(' ');
    expect(steps).toContain('In Apple Business,');
    expect(steps).toContain('In Apple School Manager,');
  });

  it('gives an outage the steps of an outage, and many expired tokens those of a renewal', () => {
    const stepsOf = (kind: string) => describeNotice(KINDS[kind]!, EN).runbook.steps.join(' ');
    expect(stepsOf('group-opened')).toContain('If an outage is listed, wait');
    expect(stepsOf('group-expired')).toContain('select Edit next to Basics');
    expect(stepsOf('group-expired')).not.toContain('outage');
  });

  it('says a reason in the language of the alert', () => {
    const ja = contentOptions({ locale: 'ja' });
    expect(describeNotice(channelFailing(), ja).message).toContain('(接続が拒否されました)');
    expect(describeNotice(channelFailing({ detail: 'answered 404 Not Found' }), ja).message).toContain(
      '(HTTP 404 が返されました)',
    );
    expect(describeNotice(channelFailing({ detail: 'no answer within 10 s' }), ja).message).toContain(
      '(時間内に応答がありません)',
    );
    expect(describeNotice(channelFailing({ detail: 'something else' }), ja).message).toContain(
      '(原文: something else)',
    );
  });

  it('links to nothing of this app where settings do not allow for it', () => {
    const urls = Object.values(KINDS).flatMap((notice) => describeNotice(notice, EN).links.map(({ url }) => url));
    expect(urls.filter((url) => !url.startsWith('https://intune.microsoft.com/'))).toEqual([]);
  });

  it.each([
    ['a new incident', incidentNotice(), ['acknowledge', 'silence', 'show']],
    ['one that is acknowledged', incidentNotice({ acknowledged: { at: 0, by: 'ana' } }), ['silence', 'show']],
    ['one that ended', resolvedNotice(), ['show']],
    ['a new group', GROUPS['group-opened']!, ['acknowledge', 'silence', 'show']],
    ['a group that ended', GROUPS['group-resolved']!, ['show']],
    ['expiries', expiringNotice(), ['show']],
    ['a test', testNotice(), []],
    ['wrong settings, under which no link works', troubleNotice(), []],
  ])('offers what can be done about %s', (_what, notice, kinds) => {
    const { links } = describeNotice(notice, contentOptions({ own: OWN_LINKS }));
    expect(links.flatMap(({ kind }) => kind ?? [])).toEqual(kinds);
  });

  it('acknowledges what the app keeps of a tenant where that stands', () => {
    const { links } = describeNotice(reportsRefused(), contentOptions({ own: OWN_LINKS }));
    expect(links.find(({ kind }) => kind === 'acknowledge')?.url).toContain('/act/acknowledge~_app~');
  });

  it.each([
    ['HTTP 403 Forbidden', '(HTTP 403 Forbidden)'],
    ['AADSTS7000222', '(AADSTS7000222)'],
    ['sign-in: HTTP 503', '(サインイン時、HTTP 503)'],
    ['sign-in: connection refused (ECONNREFUSED)', '(サインイン時、接続が拒否されました)'],
    ['no answer within 30 s', '(時間内に応答がありません)'],
    ['the answer is not a listing', '(原文: the answer is not a listing)'],
  ])('says why Graph cannot be read in the language of the alert: %s', (reason, said) => {
    const notice = pollFailing('unreachable', { pollFault: { kind: 'unreachable', reason } });
    expect(describeNotice(notice, contentOptions({ locale: 'ja' })).message).toContain(said);
  });

  it.each([
    ['6f1c2d3e-0000-4000-8000-00000000abcd', '6f1c2d3e-0000-4000-8000-00000000abcd/'],
    ['contoso.onmicrosoft.com', 'contoso.onmicrosoft.com/'],
    ['contoso', ''],
    ['a@b:c', ''],
    [undefined, ''],
  ])('links the token blade of tenant %s where Intune can know it', (tenantId, part) => {
    expect(intunePage(tenantId)).toBe(
      `https://intune.microsoft.com/${part}#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/appleVpp`,
    );
  });

  it('lists forty expiring tokens and counts the rest', () => {
    const [token] = expiringNotice().tokens;
    const { facts } = describeNotice(expiringNotice({ tokens: Array(50).fill(token), renewed: [] }), EN);
    expect(facts).toHaveLength(42);
    expect(facts.at(-1)).toEqual({ label: 'More', value: 'and 10 more' });
  });

  it.each([
    ['2026-03-14T23:00:00Z', 'today'],
    ['2026-03-15T01:00:00Z', 'tomorrow'],
  ])('says that what expires at %s expires %s', (expiresAt, when) => {
    const [token] = expiringNotice().tokens;
    const tokens = [{ ...token!, expiresAt: expiresAt as never, daysLeft: 1 }];
    expect(describeNotice(expiringNotice({ tokens, renewed: [] }), EN).title).toBe(
      `VPP token expires ${when}: Elm Street School …aaa1`,
    );
  });
});

describe('the name of a tenant', () => {
  const named = contentOptions({
    severalTenants: true,
    tenantNames: new Map([['6f1c2d3e-0000-4000-8000-00000000abcd', 'Contoso Schools']]),
  });

  it('stands in titles only where there are several', () => {
    expect(say(incidentNotice()).title).toMatch(/^VPP sync failing: /);
    const { title, facts } = describeNotice(incidentNotice(), named);
    expect(title).toMatch(/^\[Contoso Schools\] VPP sync failing: /);
    expect(facts[0]).toEqual({ label: 'Tenant', value: 'Contoso Schools' });
  });

  it('is the beginning of its id in a title where it has none', () => {
    const { title } = describeNotice(incidentNotice(), { ...named, tenantNames: new Map() });
    expect(title).toMatch(/^\[6f1c2d3e…\] /);
  });

  it('is that of the tenant whose reports are refused', () => {
    expect(describeNotice(openedFor('reportsRefused'), named).title).toBe(
      '[Contoso Schools] VPP token reports refused',
    );
  });

  it('makes the organization superfluous where that is called the same', () => {
    const labels = say(incidentNotice()).facts.map(({ label }) => label);
    expect(labels).not.toContain('Organization');
    expect(describeNotice(incidentNotice(), named).facts.map(({ label }) => label)).toContain('Organization');
  });
});

describe('text of strangers', () => {
  it.each([
    ['line breaks and control characters', 'a\r\n\u0000\u001b b\u2028c', 'a b c'],
    ['direction marks', '\u202eevil\u2066 \u200fname\u061c', 'evil name'],
    ['half a surrogate pair', 'a\ud83d b', 'a\ufffd b'],
  ])('loses %s', (_what, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('is cut between graphemes', () => {
    expect(truncate('👩‍👩‍👧‍👦'.repeat(9), 3)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
    expect(truncate('e\u0301'.repeat(9), 3)).toBe('e\u0301e\u0301…');
  });

  it('is left alone where it fits', () => {
    expect(truncate('👩‍👩‍👧‍👦'.repeat(3), 3)).toBe('👩‍👩‍👧‍👦'.repeat(3));
    expect(truncate('abc', 3)).toBe('abc');
  });

  it('is bounded under a thousand accents', () => {
    expect(truncate(`e${'\u0301'.repeat(9000)}`.repeat(3), 80).length).toBeLessThanOrEqual(1281);
  });

  it('names a token by name and location, or by what there is', () => {
    expect(tokenName({ displayName: 'Elm', locationName: 'Campus' })).toBe('Elm (Campus)');
    expect(tokenName({ displayName: 'Elm Campus', locationName: 'Campus' })).toBe('Elm Campus');
    expect(tokenName({ displayName: '\u200f', organizationName: 'Org' })).toBe('Org');
    expect(tokenName({ locationName: 'Campus' })).toBe('Campus');
    expect(tokenName({})).toBeUndefined();
  });
});
