import { expect, it } from 'vitest';
import { type BannerFacts, banner } from '../../local/banner.ts';
import { Secret } from '../../src/app/model/secret.ts';
import { authenticate } from '../../src/http/authenticity.ts';

function bannerWith(channels: readonly string[], key?: string, settings: BannerFacts['settings'] = {}): string {
  const routes = [
    { functionName: 'sync-reports', methods: ['POST', 'OPTIONS'], template: '/api/sync-reports' },
    { functionName: 'status-overview', methods: ['GET'], template: '/api/status' },
  ];
  const functions = [{ name: 'deliver', trigger: 'queue' as const, detail: 'vpp-notifications' }];
  const host = { url: 'http://127.0.0.1:7071', routes, functions, channels };
  return banner({ host, storage: 'memory', settings, ...(key !== undefined && { key }) });
}

it('ends with a failed report to try, which never grows old', () => {
  const text = bannerWith(['log', 'webhook']);

  const json = / -d '(.*)'$/m.exec(text)?.[1] ?? '';
  expect(text).toContain('  curl -X POST http://127.0.0.1:7071/api/sync-reports ');
  expect(JSON.parse(json)).toEqual({
    id: expect.any(String),
    organizationName: 'Contoso',
    lastSyncStatus: 'failed',
  });
});

it('says which channels are on', () => {
  const text = bannerWith(['log', 'webhook']);

  expect(text).toContain('Channels: log, webhook\n');
  expect(text).not.toContain('ALERT_WEBHOOK_URL');
});

it('says how to add one where the log is the only channel', () => {
  const text = bannerWith(['log']);

  expect(text).toContain('No channel is set, so alerts go to this log only.');
  expect(text).toContain('ALERT_WEBHOOK_URL=');
});

it('says nothing of channels where the app does not tell', () => {
  const text = bannerWith([]);

  expect(text).not.toContain('Channels');
});

it('shows the key where functions ask for one, and a report that has it', () => {
  const text = bannerWith(['log'], 'k3y');

  expect(text).toMatch(/^Key: k3y /m);
  expect(text).toContain("-H 'x-functions-key: k3y'");
});

it('shows a report that is let in where senders need a key, and no secret', () => {
  const text = bannerWith(['log'], undefined, { INGEST_KEYS: 'contoso=s3cret', INGEST_SIGNING_SECRETS: 'whsec_x' });

  const shown = / -H 'authorization: (.*?)'/.exec(text)?.[1]?.replace(/<.*>/, 's3cret');
  const keys = [{ tenantId: 'contoso', secret: new Secret('s3cret') }];
  const header = (name: string) => (name === 'authorization' ? shown : undefined);
  const sender = authenticate({ header, body: new Uint8Array() }, { keys, signingSecrets: [] }, 0);
  expect(sender.ok).toBe(true);
  expect(text).not.toMatch(/s3cret|whsec_/);
});

it('shows no report that would be refused where all must be signed', () => {
  const text = bannerWith(['log'], undefined, { INGEST_SIGNING_SECRETS: 'whsec_x' });

  expect(text).toContain('Reports must be signed (INGEST_SIGNING_SECRETS).');
  expect(text).not.toContain('curl');
});

it('says where the status page is', () => {
  expect(bannerWith(['log'])).toContain('\nStatus page: http://127.0.0.1:7071/api/status\n');
});
