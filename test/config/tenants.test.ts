import { describe, expect, test } from 'vitest';
import { rulesOf, tenantRulesOf } from '../../src/config/policy.ts';
import { readSettings, type Settings } from '../../src/config/settings.ts';
import { tenantNamesOf } from '../../src/config/targets.ts';
import { readTenants } from '../../src/config/tenants.ts';
import { DAY, HOUR } from '../../src/domain/policy.ts';

const ROUTING = { targets: {}, fallback: [] };

describe('a list of tenants', () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      'names the tenant and the member',
      [{ id: 'contoso', SILENT_AFTER: '5' }],
      ['tenant contoso: SILENT_AFTER must be'],
    ],
    ['counts entries without an id', [{ id: 'a' }, { name: 'B' }], ['entry 2: id is required']],
    ['shows no id that may be none', [{ id: 'https://secret.example' }], ['entry 1: id must be']],
    ['knows its members', [{ id: 'a', STUCK_AFTER: '6h' }], ['tenant a: has STUCK_AFTER, which is not known there']],
    [
      'takes words for nothing',
      [{ id: 'a', enabled: 'yes', name: ' ' }],
      ['tenant a: name must', 'tenant a: enabled must'],
    ],
    ...['a\u0007b', 'a\nb', 'a\u2028b', 'txt\u202eexe', '\u2066a', 'a\ud83d'].map(
      (name): [string, unknown, readonly string[]] => [
        `takes no name that disturbs the text around it: ${JSON.stringify(name)}`,
        [{ id: 'a' }, { id: 'b', name }],
        ['tenant b: name must be text of 1 to 200 characters, none of them a control character'],
      ],
    ),
    ['has each tenant once', [{ id: GUID }, { id: GUID.toUpperCase() }], [`tenant ${GUID}: is listed twice`]],
    ['is a list', { id: 'a' }, ['must be a JSON list']],
  ])('%s', (_what, list, expected) => {
    const read = readTenants(JSON.stringify(list));

    expect(read.ok ? [] : read.problems).toEqual(expected.map((it) => expect.stringContaining(it)));
  });
});

test('a file that cannot be read is named, beside what TENANTS may be', () => {
  const read = readSettings({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', TENANTS: '/no/such/tenants.json' });

  expect(read.ok ? [] : read.problems).toEqual([
    expect.stringMatching(
      /^TENANTS is "\/no\/such\/tenants\.json" but must be a JSON list of tenants, .* or the path of a file/,
    ),
  ]);
});

const GUID = '6f1c2d3e-0000-4000-8000-00000000abcd';

test('a name in other scripts or with an emoji of several parts is one', () => {
  const names = ['コントソ', 'שלום עולם', "O'Brien & Co. (東京)", '👩‍👩‍👧‍👦 Contoso'];

  const read = readTenants(JSON.stringify(names.map((name, i) => ({ id: `t${i}`, name }))));

  expect(read.ok && read.tenants.map(({ name }) => name)).toEqual(names);
});

describe('what TENANTS changes', () => {
  const settings = settingsWith([
    { id: GUID.toUpperCase(), name: 'Contoso Schools', enabled: true },
    { id: 'fabrikam', CRITICAL_AFTER: '6h', EXPIRY_WARNING_DAYS: '60,7' },
  ]);

  test('is only what it says, and only for tenants of which it says anything', () => {
    const common = rulesOf(settings, ROUTING);
    const special = tenantRulesOf(settings, ROUTING);

    expect([...special.keys()]).toEqual(['fabrikam']);
    expect(special.get('fabrikam')).toMatchObject({
      policy: { ...common.policy, criticalAfter: 6 * HOUR },
      expirySteps: [60, 7],
      unchangedWindow: common.unchangedWindow,
    });
  });

  test('has decisions on that tenant looked at again, and on no other', () => {
    const later = settingsWith([
      { id: 'contoso', FAILED_GRACE: '10m' },
      { id: 'fabrikam', CRITICAL_AFTER: '6h', EXPIRY_WARNING_DAYS: '60,7' },
    ]);
    const hashes = (it: Settings) =>
      new Map([...tenantRulesOf(it, ROUTING)].map(([id, rules]) => [id, rules.policyHash]));

    expect(rulesOf(later, ROUTING).policyHash).toBe(rulesOf(settings, ROUTING).policyHash);
    expect(hashes(later).get('fabrikam')).toBe(hashes(settings).get('fabrikam'));
    expect(new Set([...hashes(later).values(), rulesOf(later, ROUTING).policyHash]).size).toBe(3);
  });

  test('shortens how long reports may go unwritten where a rule of the tenant would notice', () => {
    const rules = tenantRulesOf(settingsWith([{ id: 'a', SILENT_AFTER: '1m' }]), ROUTING).get('a');

    expect(rules?.unchangedWindow).toBe(30_000);
  });

  test('is the name that alerts use, before that of TENANT_NAMES', () => {
    const read = settingsWith(
      [
        { id: 'a', name: 'New' },
        { id: 'b', SILENT_AFTER: '2d' },
      ],
      { a: 'Old', b: 'B' },
    );

    expect([...tenantNamesOf(read)]).toEqual([
      ['a', 'New'],
      ['b', 'B'],
    ]);
    expect(read.TENANTS?.[1]).toEqual({ id: 'b', SILENT_AFTER: 2 * DAY });
  });
});

function settingsWith(tenants: readonly object[], names: object = {}): Settings {
  const read = readSettings({
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    TENANTS: JSON.stringify(tenants),
    TENANT_NAMES: JSON.stringify(names),
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.settings;
}
