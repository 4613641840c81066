import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { showOverview, showTenant, showToken } from '../../functions/pages.ts';
import { serviceOver } from '../../functions/service.ts';
import { readSettings } from '../../src/config/settings.ts';
import { targetsFor } from '../../src/config/targets.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { incidentNotice } from '../channels/notices.ts';
import { MemoryRows } from '../support/memory-rows.ts';
import { sessionOf, visit } from '../support/visitor.ts';
import { World } from '../support/world.ts';

const GUID = '6f1c2d3e-0000-4000-8000-00000000abcd';
const MINIMAL = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', ALERT_WEBHOOK_URL: 'https://alerts.example' };

const directory = mkdtempSync(join(tmpdir(), 'vpp-names-'));
afterEach(() => vi.unstubAllGlobals());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('names of tenants', () => {
  test('are read from a file', () => {
    const file = join(directory, 'names.json');
    writeFileSync(file, JSON.stringify({ [GUID.toUpperCase()]: ' Contoso Schools ' }));

    const read = readSettings({ ...MINIMAL, TENANT_NAMES: file });

    expect(read.ok && [...(read.settings.TENANT_NAMES ?? [])]).toEqual([[GUID, 'Contoso Schools']]);
  });

  test.each([
    ['no settings name a tenant', {}, /^VPP sync failing: /],
    ['one has a name', { TENANT_NAMES: `{"${GUID}":"Schools"}` }, /^VPP sync failing: /],
    [
      'the one that has a name is the default',
      { TENANT_NAMES: `{"${GUID}":"Schools"}`, DEFAULT_TENANT_ID: GUID.toUpperCase() },
      /^VPP/,
    ],
    ['two have names', { TENANT_NAMES: `{"${GUID}":"Schools","fabrikam":"Fabrikam"}` }, /^\[Schools\] VPP/],
    ['two have keys', { INGEST_KEYS: 'contoso=a fabrikam=b' }, /^\[6f1c2d3e…\] VPP/],
    ['rules name two', { ALERT_ROUTES: rulesOf('contoso', 'fabrikam') }, /^\[6f1c2d3e…\] VPP/],
  ])('begin titles where there are several: %s', async (_what, environment, expected) => {
    const titles = titlesSent();
    const read = readSettings({ ...MINIMAL, ...environment });

    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const targets = targetsFor(read.ok ? read.settings : {}, read.routes, { clock: Date.now, log });
    await targets.get('webhook')?.send(incidentNotice());

    expect(titles).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    ['as their rows call them', {}, '[Schools] VPP sync failing: VPP token …t-1'],
    [
      'as settings call them, where they do',
      { TENANTS: '[{"id":"contoso","name":"District"}]' },
      '[District] VPP sync',
    ],
  ])('reach the titles %s', async (_how, environment, expected) => {
    const titles = titlesSent();
    const read = readSettings({ ...MINIMAL, ...environment });
    const rows = new MemoryRows();
    const tenants = new TableTenantStore(rows, Date.now);
    await tenants.change('contoso', { name: 'Schools' });
    await tenants.change('fabrikam', { polled: true });
    const queue = { put: async () => {} };
    const service = serviceOver(
      { table: rows, queue, polls: queue },
      read.ok ? read.settings : ({} as never),
      read.routes,
    );
    const now = timestampOf(Date.now());
    const report = { tenantId: 'contoso', tokenId: 't-1', status: 'failed', observedAt: now, receivedAt: now } as const;

    await service.ingest([{ index: 0, contentHash: '', report: { ...report, source: 'report' } }]);
    await service.deliver({ target: 'webhook' }, 1);

    expect(titles).toEqual([expect.stringContaining(expected)]);
  });
});

test.each([
  ['the overview', showOverview, {}],
  ['its own page', showTenant, { tenantId: 'contoso' }],
  ["a token's page", showToken, { tenantId: 'contoso', tokenId: 't-1' }],
])('a tenant that only its row names has that name on %s', async (_which, page, params) => {
  const world = new World();
  await world.report({ tenantId: 'contoso', status: 'failed' }, { tenantId: 'fabrikam' });
  await world.app.changeTenant({ tenantId: 'contoso', name: 'Schools' });
  await world.sweep();

  const seen = await visit(page, world.app, { params, headers: await sessionOf(world.app, 'mia') });

  expect(seen.text).toContain('<bdi>Schools</bdi>');
  expect(seen.text).not.toContain('>contoso</bdi>');
});

/** The titles of what is sent from here on. */
function titlesSent(): readonly string[] {
  const titles: string[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    titles.push(JSON.parse(String(init.body)).data.title);
    return new Response();
  });
  return titles;
}

function rulesOf(...tenants: readonly string[]): string {
  return JSON.stringify({ rules: tenants.map((tenant) => ({ tenants: [tenant], targets: ['log'] })) });
}
