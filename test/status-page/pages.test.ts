import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { ConnectionState } from '../../src/app/model/subject.ts';
import { LOCALES } from '../../src/channels/content/content.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { PageContext } from '../../src/status-page/context.ts';
import { PAGE_HEADERS } from '../../src/status-page/layout.ts';
import { healthPage } from '../../src/status-page/pages/health-page.ts';
import { overviewPage } from '../../src/status-page/pages/overview-page.ts';
import { tenantPage } from '../../src/status-page/pages/tenant-page.ts';
import { readListQuery } from '../../src/status-page/query.ts';
import { contextOf, whole } from './context.ts';
import { district } from './district.ts';
import { manyTenants } from './many.ts';
import { groupOf, incidentOf, NOW, tenantOf, tokenOf } from './model.ts';

const EVERYTHING = readListQuery(new URLSearchParams());

function overview(context: PageContext, data = district(), search = ''): string {
  return whole(overviewPage(data, readListQuery(new URLSearchParams(search)), context), context);
}

test.each(LOCALES)('a page holds all that it needs, and its policy allows nothing else: %s', (locale) => {
  const html = overview(contextOf(locale));
  const policy = PAGE_HEADERS['content-security-policy'] ?? '';
  const inline = [...html.matchAll(/<(style|script)>(.*?)<\/\1>/gs)].map(([, kind, text = '']) => {
    return `${kind}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  });

  expect(inline).toHaveLength(2);
  for (const directive of inline) expect(policy.split('; ')).toContain(directive);
  expect(html).not.toMatch(/\s(style|on\w+)=|<(img|link rel="stylesheet"|script src|iframe)/);
  expect(html.match(/(src|href|action)="https?:[^"]*"/g) ?? []).toEqual(
    expect.arrayContaining([expect.stringContaining('https://intune.microsoft.com/')]),
  );
});

test('a reader who may change nothing gets no button', () => {
  const html = overview(contextOf('en', { act: () => undefined }));

  expect(html).not.toContain('/api/act/');
  expect(html).not.toContain('Acknowledge');
});

test('what is acknowledged or silenced says so and by whom, and offers the way back', () => {
  const silenced = tokenOf('s', { incident: incidentOf('syncFailed', 'critical', 3) });
  const silence = { subject: 's', until: NOW + 3_600_000, at: NOW, by: 'Noah' };
  const data = { ...district(), groups: [], summaries: [tenantOf('t', [silenced], { silences: [silence] })] };

  expect(overview(contextOf('en'))).toContain('No reminders until 2026-12-03 00:20 EST: Mia is on it');
  expect(overview(contextOf('en'), data)).toContain('No alert until 2026-11-27 01:20 EST: silenced by Noah');
  expect(overview(contextOf('en'), data)).toContain('Resume alerts');
});

test('a group counts its tokens and says to whom it went as one', () => {
  const html = overview(contextOf('en'));

  expect(html).toContain('6 VPP tokens expired');
  expect(html).toMatch(/Sent as one alert to (email, teams|teams, email)/);
});

test.each([
  ['en', 'No tokens match.'],
  ['ja', '条件に一致するトークンはありません。'],
] as const)('a search without a find says so: %s', (locale, text) => {
  expect(overview(contextOf(locale), district(), 'q=nowhere')).toContain(text);
});

test.each([
  ['en', 'No VPP tokens yet', 'How to start'],
  ['ja', 'VPP トークンはまだありません', '開始方法'],
] as const)('who has no token yet is shown how to start: %s', (locale, ...texts) => {
  const html = overview(contextOf(locale), { ...district(), summaries: [], groups: [] });

  for (const text of texts) expect(html).toContain(text);
  expect(html).toContain('https://vpp.example/api/sync-reports');
});

test('a page says when the last incident ended, where none is open', () => {
  const ended = tokenOf('a', { endedAt: NOW - 3_600_000 });

  const html = overview(contextOf('en'), {
    ...district(),
    groups: [],
    summaries: [tenantOf('t', [ended, tokenOf('b')])],
  });

  expect(html).toContain('No open incidents. The last one ended 2026-11-26 23:20 EST.');
  expect(html).toContain('All 2 VPP tokens OK');
});

test('part of the monitoring that does not work is said above all', () => {
  const health = { ...district().health, status: 'degraded' } as const;

  expect(overview(contextOf('en'), { ...district(), health })).toContain('Part of the monitoring does not work.');
});

test.each(['failed', 'completed'] as const)('a day of a bar says in words what it shows: %s', (status) => {
  const html = overview(contextOf('en'));

  expect(html).toContain(`<span>Nov 26: ${status}</span>`);
});

test('a tenant is shown without what others share with it', () => {
  const { summaries, groups } = district();
  const [contoso, fabrikam] = summaries;
  const foreign = groups.map((it) => ({
    ...it,
    openMembers: [...it.openMembers, { tenantId: 'other', subject: 'x' }],
  }));
  const context = contextOf('en', { seesAll: false, act: () => undefined });

  const html = whole(
    tenantPage({ summary: fabrikam!, groups: foreign, connections: [] }, EVERYTHING, context),
    context,
  );

  expect(html).not.toContain('Sent as one alert');
  expect(html).not.toContain(contoso!.name);
  expect(html).toContain('6 of 6 VPP tokens need attention');
});

test('a hundred tokens of three thousand are a small page', () => {
  const html = overview(contextOf('en'), { ...district(), summaries: manyTenants(), groups: [] });

  expect(html.match(/<tr role="row">/g)).toHaveLength(101);
  expect(html).toContain('500 of 3000 VPP tokens need attention');
  expect(gzipSync(html).length).toBeLessThan(60_000);
});

test('a tenant shows its other connections with Apple', () => {
  const context = contextOf('en');
  const base = { tenantId: 't', entries: 0, told: null, no: 0, isReminder: false, audience: [], policyHash: '' };
  const connections: readonly ConnectionState[] = [
    {
      ...{ ...base, subject: '_enrollment:1', kind: 'enrollment' },
      label: { displayName: 'Districtwide <ADE>', appleId: 'v***@contoso.example' },
      expiresAt: timestampOf(NOW + 90 * 86_400_000),
    },
    { ...base, subject: '_push', kind: 'push', label: {} },
  ];

  const html = whole(tenantPage({ summary: tenantOf('t', []), groups: [], connections }, EVERYTHING, context), context);

  expect(html).toContain('Enrollment program token<br><span class="soft"><bdi>Districtwide &lt;ADE&gt;</bdi></span>');
  expect(html).toContain('Apple MDM push certificate');
  expect(html).toContain('2027-02-25 00:20');
});

test('a token whose status cannot be read is shown, and neither judged nor led to', () => {
  const summaries = [tenantOf('t', [tokenOf('odd', { status: null }), tokenOf('fine')])];

  const html = overview(contextOf('en'), { ...district(), groups: [], summaries });

  expect(html).toContain('Status unknown');
  expect(html).toContain('The VPP token is OK');
  expect(html).not.toContain('href="/api/status/t/odd"');
});

test('an incident of a tenant itself is told in the words of its alert', () => {
  const poll = {
    ...incidentOf('pollFailing', 'warning', 5),
    subject: '_poll',
    pollFault: { kind: 'permissionMissing', reason: 'HTTP 403', permission: 'DeviceManagementApps.Read.All' },
  } as const;

  const html = overview(contextOf('en'), {
    ...district(),
    groups: [],
    summaries: [tenantOf('t', [], { others: [poll] })],
  });

  expect(html).toContain('DeviceManagementApps.Read.All');
});

test('health says how each channel does, and offers a test', () => {
  const context = contextOf('en');
  const figures = { waiting: 0, dead: 0, delivered: 0, refused: 0, failed: 0 };
  const targets = [
    { ...figures, target: 'email', lastSuccessAt: NOW - 3_600_000 },
    { ...figures, target: 'teams', failingSince: NOW - 7_200_000, lastError: 'connection refused', dead: 3 },
    { ...figures, target: 'log' },
  ];
  const reasons = [{ kind: 'logAlone' }] as const;

  const html = whole(healthPage({ status: 'degraded', reasons }, targets, context), context);

  expect(html).toMatch(/email<\/td><td><span class="state good">Delivering/);
  expect(html).toMatch(/teams<\/td><td><span class="state critical">Failing since 2026-11-26 22:20/);
  expect(html).toMatch(/log<\/td><td><span class="state info">Nothing sent yet/);
  expect(html).toContain('Set the address of a channel');
  expect(html.match(/Send test/g)).toHaveLength(3);
});

test.each([
  [
    'en',
    'since 2026-11-26 23:20 EST has failed (connection refused).',
    'Correct its address',
    'names contoso and 3 more',
  ],
  [
    'ja',
    '2026/11/27 13:20 JST 以降、すべて失敗しています (接続が拒否されました)。',
    '設定のアドレス',
    '(contoso、ほか 3 テナント)',
  ],
] as const)('health says what is wrong in the language of its reader: %s', (locale, detail, action, named) => {
  const context = contextOf(locale);
  const failing = { kind: 'failingTarget', target: 'teams', since: NOW - 3_600_000 } as const;
  const reasons = [
    { ...failing, error: 'connection refused (ECONNREFUSED)' },
    { kind: 'unroutedTenants', tenantIds: ['contoso'], others: 3, fallback: ['log'] },
  ] as const;

  const html = whole(healthPage({ status: 'degraded', reasons }, [], context), context);

  for (const text of [detail, action, named]) expect(html).toContain(text);
});

test.each([
  ['acknowledged', { acknowledged: { at: NOW, by: 'Mia' } }, [], 'Mia is on it', ['Silence…']],
  [
    'silenced',
    {},
    [{ subject: '*', until: NOW + 3_600_000, at: NOW, by: 'Noah' }],
    'No alert until 2026-11-27 01:20 EST: silenced by Noah',
    ['Acknowledge'],
  ],
] as const)(
  'a group of which all are %s says so, and does not offer it again',
  (_, incident, silences, text, offered) => {
    const { summaries, ...rest } = district();
    const fabrikam = summaries[1]!;
    const tokens = fabrikam.tokens.map((token) => ({ ...token, incident: { ...token.incident!, ...incident } }));

    const html = overview(contextOf('en'), { ...rest, summaries: [{ ...fabrikam, tokens, silences }] });

    const [, card = ''] = /<article(.*?)<\/article>/s.exec(html) ?? [];
    expect(card).toContain(text);
    expect([...card.matchAll(/href="\/api\/act\/[^"]*">([^<]*)</g)].map(([, label]) => label)).toEqual(offered);
  },
);

test('what a group does not name is in the list of the page that it stands on', () => {
  const tokens = Array.from({ length: 20 }, (_, i) =>
    tokenOf(`t${i}`, { incident: incidentOf('tokenExpired', 'critical', 3, { incidentId: `i${i}` }) }),
  );
  const groups = [
    groupOf(
      'teams',
      'tokenExpired',
      tokens.map(({ tokenId }) => ['t', tokenId] as const),
    ),
  ];
  const context = contextOf('en', { seesAll: false });

  const html = whole(
    tenantPage({ summary: tenantOf('t', tokens), groups, connections: [] }, EVERYTHING, context),
    context,
  );

  expect(html).toContain('<a href="/api/status/t?state=attention&amp;problem=tokenExpired#tokens">and 8 more</a>');
});
