import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GraphPolling } from '../../src/compose.ts';
import { FakeGraph } from '../support/fake-graph.ts';
import { Cli } from './cli.ts';

const SETTINGS = { GRAPH_TENANT_IDS: 'contoso.example', TENANTS: '[{"id":"fabrikam.example","enabled":true}]' };
const REGISTERED = { ...SETTINGS, GRAPH_CLIENT_ID: '7d0e3a52-0000-4000-8000-000000000000' };
const TOKEN = { id: 't-1', lastSyncStatus: 'failed', lastSyncDateTime: '2026-03-10T12:00:00Z', displayName: 'Elm' };

/** The commands with a Graph of the test's own. */
function cliWith(graph: FakeGraph): Cli {
  const polling: GraphPolling = {
    reader: async () => graph,
    queue: { put: async () => {} },
    pollEvery: 3_600_000,
    urgentEvery: 900_000,
    withNeighbours: false,
  };
  return new Cli({ graph: polling });
}

test('all tenants that settings name are read at once, and what is wrong there is found', async () => {
  const graph = new FakeGraph(Date.now);
  graph.items.set('contoso.example', [TOKEN]);
  const cli = cliWith(graph);

  const first = await cli.run(['poll', '--json'], REGISTERED);
  const again = await cli.run(['poll'], REGISTERED);

  expect(first.json.value).toMatchObject([
    { tenantId: 'contoso.example', read: true, lastListingDateTime: expect.any(String), fault: null },
    { tenantId: 'fabrikam.example', read: true },
  ]);
  expect([again.exitCode, again.out]).toEqual([0, '2 of 2 tenants read.\n']);
  expect(graph.requests).toBe(4);
  expect((await cli.run(['status', '--json'], REGISTERED)).json.problems).toMatchObject([
    { tenantId: 'contoso.example', cause: 'syncFailed' },
  ]);
});

test('one tenant is read alone, and its fault is said', async () => {
  const graph = new FakeGraph(Date.now);
  graph.faults.set('fabrikam.example', { page: 1, fault: { kind: 'noConsent', reason: 'AADSTS65001' } });
  const cli = cliWith(graph);

  const { exitCode, out } = await cli.run(['poll', 'fabrikam.example'], REGISTERED);

  expect(out).toMatch(/^0 of 1 tenants read\.\n\nTENANT .*\nfabrikam\.example +noConsent +AADSTS65001\n/);
  expect(exitCode).toBe(3);
});

test('progress is shown on a terminal alone', async () => {
  const [shown, hidden] = [await progressOf(true), await progressOf(false)];

  expect(shown).toContain('2 of 2 tenants');
  expect(shown.endsWith('\u001b[2K')).toBe(true);
  expect(hidden).toBe('');
});

async function progressOf(isTerminal: boolean): Promise<string> {
  return (await cliWith(new FakeGraph(Date.now)).run(['poll'], REGISTERED, { isTerminal })).err;
}

test.each([
  ['no setting asks for', [], {}, /No tenant is read from Microsoft Graph/],
  ['settings leave out', ['adatum'], REGISTERED, /Tenant "adatum" is not read/],
])('a tenant that %s is not read', async (_which, ids, env, problem) => {
  const { exitCode, err } = await cliWith(new FakeGraph(Date.now)).run(['poll', ...ids], env);

  expect([exitCode, err]).toEqual([2, expect.stringMatching(problem)]);
});

test('with the settings of an app elsewhere nothing is read in its name: failures here would be told as its own', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'vpp-poll-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'settings.json');
  writeFileSync(file, JSON.stringify({ ...REGISTERED, AzureWebJobsStorage: 'UseDevelopmentStorage=true' }));
  const graph = new FakeGraph(Date.now);

  const { exitCode, err } = await cliWith(graph).run(['poll', '--settings', file]);

  expect([exitCode, err, graph.requests]).toEqual([2, expect.stringContaining('Only the app itself can read'), 0]);
});
