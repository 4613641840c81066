import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { IngestAuth } from '../../src/http/authenticity.ts';
import { CONTEXT, NOW, post, signed, statusOf } from '../http/requests.ts';
import { type Answer, App, workplace } from '../support/app.ts';

const OLD = 'whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkIQ==';
const NEW = 'whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3IQ==';
const A = { INGEST_KEYS: 'old-key-0123456789 new-key-0123456789 contoso=contoso-key-01', secrets: `${OLD} ${NEW}` };
const B = { INGEST_KEYS: 'new-key-0123456789 contoso=contoso-key-01', secrets: NEW };
const REPORT = { id: 'token-1', lastSyncStatus: 'completed' };

/** What an app is set up with. */
function authOf(environment: Record<string, string>): IngestAuth {
  const read = readSettings({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...environment });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const { INGEST_SIGNING_SECRETS: signingSecrets = [], INGEST_KEYS: keys = [] } = read.settings;
  return { signingSecrets, keys };
}

describe('a secret is rotated with no gap, by the settings alone', () => {
  test.each([
    ['only the old one', OLD, [undefined, 401]],
    ['both', `${OLD} ${NEW}`, [undefined, undefined]],
    ['only the new one', NEW, [401, undefined]],
    ['both, on lines of their own', `${NEW}\n${OLD}`, [undefined, undefined]],
  ])('%s', (_, INGEST_SIGNING_SECRETS, expected) => {
    const auth = authOf({ INGEST_SIGNING_SECRETS });

    const statuses = [OLD, NEW].map((secret) =>
      statusOf(post(REPORT, signed(REPORT, { secret }), { ...CONTEXT, receivedAt: NOW, auth })),
    );

    expect(statuses).toEqual(expected);
  });
});

describe('in the running app', () => {
  const here = workplace();
  let azurite: Azurite;
  let [before, after]: App[] = [];

  beforeAll(async () => {
    azurite = await startAzurite();
    const start = ({ INGEST_KEYS, secrets: INGEST_SIGNING_SECRETS }: typeof A) =>
      App.start(here.path, { AzureWebJobsStorage: azurite.connectionString, INGEST_KEYS, INGEST_SIGNING_SECRETS });
    before = await start(A);
    after = await start(B);
  });
  afterAll(async () => {
    await Promise.all([before?.stop(), after?.stop()]);
    await azurite?.stop();
    here.remove();
  });

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const signature = (secret: string, body: unknown) =>
    signed(body, { secret, timestamp: String(Math.floor(Date.now() / 1_000)), id: `msg_${Math.random()}` });
  const report = (app: App | undefined, body: unknown, headers: Record<string, string> = {}) =>
    (app as App).report(body, { ...headers });
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

  test('both secrets and both keys work, and after the first is taken away the second only', async () => {
    const ways = [
      signature(OLD, REPORT),
      signature(NEW, REPORT),
      bearer('old-key-0123456789'),
      bearer('new-key-0123456789'),
    ];

    const [both, second] = [
      await Promise.all(ways.map((headers) => report(before, REPORT, headers))),
      await Promise.all(ways.map((headers) => report(after, REPORT, headers))),
    ];

    expect(statuses(both)).toEqual([200, 200, 200, 200]);
    expect(statuses(second)).toEqual([401, 200, 401, 200]);
  });

  test('who shows nothing is told what is asked for', async () => {
    const { status, headers, json } = await report(after, REPORT);

    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="sync-reports"']);
    expect(json.detail).toMatch(/webhook-signature.*Bearer/);
  });

  test("a tenant's key moves no token of another tenant", async () => {
    const theirs = { ...REPORT, tenantId: 'fabrikam', id: 'theirs' };
    await report(after, theirs, bearer('new-key-0123456789'));
    const known = await (after as App).get('tokens/fabrikam/theirs');

    const attack = await report(after, { ...theirs, lastSyncStatus: 'failed' }, bearer('contoso-key-01'));

    expect([attack.status, attack.json.errors]).toEqual([403, [{ pointer: '#/tenantId', detail: expect.any(String) }]]);
    expect((await (after as App).get('tokens/fabrikam/theirs')).json).toEqual(known.json);
  });

  test("among a tenant's own reports the one of another tenant is refused by itself", async () => {
    const mixed = [
      { ...REPORT, id: 'own' },
      { ...REPORT, id: 'foreign', tenantId: 'fabrikam' },
    ];

    const { status, json } = await report(after, mixed, bearer('contoso-key-01'));

    expect(status).toBe(207);
    expect(json.results).toMatchObject([
      { tenantId: 'contoso', tokenId: 'own', outcome: 'applied' },
      { tenantId: 'fabrikam', outcome: 'rejected' },
    ]);
    expect((await (after as App).get('tokens/fabrikam/foreign')).status).toBe(404);
  });

  test('a signed request that is played again is a duplicate', async () => {
    const body = { ...REPORT, id: 'replayed' };
    const headers = signature(NEW, body);
    await report(after, body, headers);

    const replay = await report(after, body, headers);

    expect([replay.status, replay.json.results[0].outcome]).toEqual([200, 'duplicate']);
  });
});
