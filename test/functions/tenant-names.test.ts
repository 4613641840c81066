import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { readSettings } from '../../src/config/settings.ts';
import { targetsFor } from '../../src/config/targets.ts';
import { incidentNotice } from '../channels/notices.ts';

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
    ['two have keys', { INGEST_KEYS: 'contoso=a fabrikam=b' }, /^\[Contoso School District\] VPP/],
    ['rules name two', { ALERT_ROUTES: rulesOf('contoso', 'fabrikam') }, /^\[Contoso School District\] VPP/],
  ])('begin titles where there are several: %s', async (_what, environment, expected) => {
    const bodies: string[] = [];
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      bodies.push(String(init.body));
      return new Response();
    });
    const read = readSettings({ ...MINIMAL, ...environment });

    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const targets = targetsFor(read.ok ? read.settings : {}, read.routes, { clock: Date.now, log });
    await targets.get('webhook')?.send(incidentNotice());

    expect(bodies.map((body) => JSON.parse(body).data.title)).toEqual([expect.stringMatching(expected)]);
  });
});

function rulesOf(...tenants: readonly string[]): string {
  return JSON.stringify({ rules: tenants.map((tenant) => ({ tenants: [tenant], targets: ['log'] })) });
}
