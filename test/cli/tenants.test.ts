import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConsentState } from '../../src/http/access/consent-state.ts';
import { Cli } from './cli.ts';

const TENANT = '6f1c2d3e-0000-4000-8000-00000000abcd';
const CLIENT = '7d0e3a52-0000-4000-8000-000000000000';

const directory = mkdtempSync(join(tmpdir(), 'vpp-cli-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(directory, 'tenants.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test('an import says what it changes, changes that, and then nothing more', async () => {
  const cli = new Cli();
  await cli.report({ tenantId: 'contoso' });
  const path = file([
    { id: 'contoso', name: 'Contoso' },
    { id: TENANT.toUpperCase(), name: 'Fabrikam', enabled: true },
  ]);

  const dry = await cli.run(['tenants', 'import', path, '--dry-run']);
  const first = await cli.run(['tenants', 'import', path]);
  const again = await cli.run(['tenants', 'import', path, '--json']);
  const { json } = await cli.run(['tenants', 'list', '--json']);

  const difference = `~ contoso: name none -> "Contoso"\n+ ${TENANT}: name "Fabrikam", will be read from Microsoft Graph\n`;
  expect(dry.out).toBe(`${difference}2 to change, 0 unchanged.\n`);
  expect([first.err, first.out]).toEqual([difference, '2 changed, 0 unchanged.\n']);
  expect(again.json).toMatchObject({ applied: true, differences: [], unchanged: 2 });
  expect(json.value).toMatchObject([
    { tenantId: TENANT, name: 'Fabrikam', polled: true, tokens: null },
    { tenantId: 'contoso', name: 'Contoso', polled: false },
  ]);
});

test('rules in an imported file are said to take effect through the setting', async () => {
  const { err } = await new Cli().run(['tenants', 'import', file([{ id: 'contoso', CRITICAL_AFTER: '6h' }])]);

  expect(err).toContain('Rules of single tenants (contoso) take effect through the setting TENANTS');
});

test.each<[string, unknown, RegExp]>([
  [
    'a wrong member',
    [
      { id: 'contoso', name: 'C' },
      { id: 'a', enabled: 1 },
    ],
    /tenant a: enabled must be true or false/,
  ],
  ['no list', { id: 'contoso' }, /must be a JSON list/],
])('a file with %s changes nothing', async (_what, content, problem) => {
  const cli = new Cli();

  const { exitCode, err } = await cli.run(['tenants', 'import', file(content)]);

  expect([exitCode, err]).toEqual([2, expect.stringMatching(problem)]);
  expect((await cli.run(['tenants', 'list', '--json'])).json.value).toEqual([]);
});

test('the end of a tenant keeps its data, and a purge does not', async () => {
  const cli = new Cli();
  await cli.report({ status: 'completed' }, { status: 'completed', tokenId: 't-2' });

  const ended = await cli.run(['tenants', 'remove', 'contoso', '--by', 'ana']);
  const { json } = await cli.run(['tenants', 'list', '--json']);
  const purged = await cli.run(['tenants', 'remove', 'contoso', '--purge', '--json']);

  expect(ended.out).toContain('"contoso" is no longer monitored: 2 tokens stopped.');
  expect(json.value).toMatchObject([{ tenantId: 'contoso', enabled: false, tokens: 0 }]);
  expect(purged.json).toMatchObject({ stopped: 0, purged: { leftOpen: [], busy: [] } });
  expect((await cli.run(['tenants', 'list'])).out).toBe('No tenants yet.\n');
});

test.each([
  ['that is unknown', 'nobody', {}, /No tenant "nobody"/],
  [
    'that settings have read',
    'contoso',
    { TENANTS: '[{"id":"contoso","enabled":true}]' },
    /TENANTS has tenant "contoso"/,
  ],
  [
    'that is listed to be read',
    'contoso.example',
    { GRAPH_TENANT_IDS: 'contoso.example' },
    /^GRAPH_TENANT_IDS has tenant/,
  ],
])('a tenant %s is not removed', async (_which, id, env, problem) => {
  const { exitCode, err } = await new Cli().run(['tenants', 'remove', id], env);

  expect([exitCode, err]).toEqual([2, expect.stringMatching(problem)]);
});

test('a consent link leads back to the app, and says there which tenant was asked', async () => {
  const cli = new Cli();

  const { json } = await cli.run(['tenants', 'consent-url', TENANT.toUpperCase(), '--json'], {
    GRAPH_CLIENT_ID: CLIENT,
    STATUS_PAGE_URL: 'https://vpp.example/api/status',
  });

  const url = new URL(json.url);
  const { app } = await cli.service!.access.keys();
  expect(url.origin + url.pathname).toBe(`https://login.microsoftonline.com/${TENANT}/adminconsent`);
  expect(url.searchParams.get('client_id')).toBe(CLIENT);
  expect(url.searchParams.get('redirect_uri')).toBe('https://vpp.example/api/consent');
  expect(readConsentState(url.searchParams.get('state')!, app, Date.now())).toMatchObject({
    ok: true,
    tenantId: TENANT,
  });
});

test('a consent link of another cloud leads to its own login, and without an address there is nothing to come back with', async () => {
  const { json } = await new Cli().run(['tenants', 'consent-url', TENANT, '--json'], {
    GRAPH_CLIENT_ID: CLIENT,
    GRAPH_CLOUD: 'china',
  });

  expect(new URL(json.url).origin).toBe('https://login.chinacloudapi.cn');
  expect([...new URL(json.url).searchParams.keys()]).toEqual(['client_id']);
});

test.each([
  ['a domain', ['tenants', 'consent-url', 'contoso.example'], { GRAPH_CLIENT_ID: CLIENT }, /must be a GUID/],
  ['no app registration', ['tenants', 'consent-url', TENANT], {}, /GRAPH_CLIENT_ID is not set/],
  ['no signing secret', ['link', 'contoso'], {}, /STATUS_PAGE_URL and LINK_SIGNING_SECRETS must be set/],
])('there is no link for %s', async (_what, args, env, problem) => {
  const { exitCode, err } = await new Cli().run(args, env);

  expect([exitCode, err]).toEqual([2, expect.stringMatching(problem)]);
});

test('a tenant’s own link is made for as long as asked', async () => {
  const cli = new Cli();
  await cli.report({});
  const env = { STATUS_PAGE_URL: 'https://vpp.example/api/status', LINK_SIGNING_SECRETS: 'x'.repeat(40) };

  const { json } = await cli.run(['link', 'contoso', '--for', '2d', '--json'], env);
  const unknown = await cli.run(['link', 'nobody'], env);

  expect(json.url).toMatch(/^https:\/\/vpp\.example\/api\/status\/contoso\?link=\S+$/);
  expect(Date.parse(json.expiresAt) - Date.now()).toBeGreaterThan(1.9 * 86_400_000);
  expect(Date.parse(json.expiresAt) - Date.now()).toBeLessThan(2.1 * 86_400_000);
  expect(unknown.err).toContain('No tenant "nobody"');
});
