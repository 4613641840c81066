import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bearerToken } from '../../local/graph-stand-in/access-token.ts';
import { type GraphStandIn, startGraphStandIn } from '../../local/graph-stand-in/server.ts';
import type { PollFault } from '../../src/app/model/graph.ts';
import { READ, vppToken } from '../graph/world.ts';
import { Cli } from './cli.ts';

const CONTOSO = 'contoso.example';
const FABRIKAM = 'fabrikam.example';
const NO_CONSENT: PollFault = { kind: 'noConsent', reason: 'AADSTS65001' };

interface World {
  readonly cli: Cli;
  readonly standIn: GraphStandIn;
  readonly settings: Record<string, string>;
}

/** The commands beside a stand-in for Graph, in which a token of Contoso fails. */
async function world(faults: Readonly<Record<string, PollFault>> = {}): Promise<World> {
  const failing = vppToken(1, { lastSyncStatus: 'failed', lastSyncDateTime: new Date().toISOString() });
  const tenants = new Map([
    [CONTOSO, { id: CONTOSO, tokens: () => [failing] }],
    [FABRIKAM, { id: FABRIKAM, tokens: () => [] }],
  ]);
  const standIn = await startGraphStandIn({ tenants, clock: Date.now });
  onTestFinished(() => standIn.stop());
  const identity = {
    accessToken: async (tid: string) => {
      const fault = faults[tid];
      const exp = Date.now() / 1_000 + 3_600;
      return fault
        ? ({ ok: false, fault } as const)
        : ({ ok: true, value: bearerToken({ tid, roles: [READ], exp }) } as const);
    },
  };
  const settings = {
    GRAPH_TENANT_IDS: CONTOSO,
    TENANTS: JSON.stringify([{ id: FABRIKAM, enabled: true }]),
    GRAPH_CLIENT_ID: '7d0e3a52-0000-4000-8000-000000000000',
    GRAPH_BASE_URL: standIn.url,
    GRAPH_NEIGHBOURS: 'off',
  };
  return { cli: new Cli({ identity }), standIn, settings };
}

test('all tenants that settings name are read at once, and what is wrong there is found', async () => {
  const { cli, standIn, settings } = await world();

  const first = await cli.run(['poll', '--json'], settings);
  const again = await cli.run(['poll'], settings);

  expect(first.json.value).toMatchObject([
    { tenantId: CONTOSO, read: true, lastListingDateTime: expect.any(String), fault: null },
    { tenantId: FABRIKAM, read: true },
  ]);
  expect([again.exitCode, again.out]).toEqual([0, '2 of 2 tenants read.\n']);
  expect(standIn.seen).toHaveLength(4);
  expect((await cli.run(['status', '--json'], settings)).json.problems).toMatchObject([
    { tenantId: CONTOSO, cause: 'syncFailed' },
  ]);
});

test('one tenant is read alone, and its fault is said', async () => {
  const { cli, settings } = await world({ [FABRIKAM]: NO_CONSENT });

  const { exitCode, out } = await cli.run(['poll', FABRIKAM], settings);
  const listed = await cli.run(['tenants', 'list'], settings);

  expect(out).toMatch(/^0 of 1 tenants read\.\n\nTENANT .*\nfabrikam\.example +noConsent +AADSTS65001\n/);
  expect(exitCode).toBe(3);
  expect(listed.out).toMatch(/^fabrikam\.example .* noConsent: AADSTS65001$/m);
});

test('progress is shown on a terminal alone', async () => {
  const { cli, settings } = await world();

  const shown = await cli.run(['poll'], settings, { isTerminal: true });
  const hidden = await cli.run(['poll'], settings);

  expect(shown.err).toContain('2 of 2 tenants');
  expect(shown.err.endsWith('\u001b[2K')).toBe(true);
  expect(hidden.err).toBe('');
});

test('without settings for it no tenant is read', async () => {
  const { exitCode, err } = await new Cli().run(['poll']);

  expect([exitCode, err]).toEqual([2, 'No tenant is read from Microsoft Graph.\n']);
});

test('a tenant that settings leave out is not read', async () => {
  const { cli, settings } = await world();

  const { exitCode, err } = await cli.run(['poll', 'adatum'], settings);

  expect([exitCode, err]).toEqual([2, 'Tenant "adatum" is not read from Microsoft Graph.\n']);
});

test('with the settings of an app elsewhere nothing is read in its name: failures here would be told as its own', async () => {
  const { cli, standIn, settings } = await world();
  const directory = mkdtempSync(join(tmpdir(), 'vpp-poll-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'settings.json');
  writeFileSync(file, JSON.stringify({ ...settings, AzureWebJobsStorage: 'UseDevelopmentStorage=true' }));

  const { exitCode, err } = await cli.run(['poll', '--settings', file]);

  expect([exitCode, err]).toEqual([2, expect.stringContaining('Only the app itself can read')]);
  expect(standIn.seen).toEqual([]);
});
