import { Secret } from '../../src/app/model/secret.ts';
import { alertToken } from '../../src/http/access/act-token.ts';
import { keysOf } from '../../src/http/access/signed.ts';
import { signed } from '../http/requests.ts';
import type { Answer, App } from '../support/app.ts';
import { ago } from '../support/app.ts';
import { KEY, LINK_SECRET, MARK, SIGNING_SECRET } from './marks.ts';

const SECRETS = { token: `token-${MARK}-secret`, appleId: `apple.${MARK}@example.com` };

/** A report that holds secrets, where they belong and where a careless flow repeats them. */
export function secretReport(id: string, lastSyncStatus = 'failed'): object {
  const detail = `Apple refused ${SECRETS.token} of ${SECRETS.appleId.toUpperCase()}`;
  return { id, lastSyncStatus, lastSyncDateTime: ago(5), detail, displayName: detail, ...SECRETS };
}

const BEARER = { authorization: `Bearer ${KEY}` };

/** Sends one request, with a function key in both of its places. */
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export function callerOf(app: App, answers: string[]): Call {
  return async (method, path, body, headers) => {
    const withKey = `${path}${path.includes('?') ? '&' : '?'}code=${MARK}`;
    const answer = await app.request(method, withKey, body, { 'x-functions-key': MARK, ...headers });
    answers.push(
      `${method} ${path.split('?')[0]}: ${answer.status} ${JSON.stringify([...answer.headers])} ${answer.text}`,
    );
    return answer;
  };
}

export const TOKEN = 'tokens/default/token-1';

async function incidentOf(call: Call): Promise<string> {
  const { json } = await call('GET', 'incidents?state=open');
  const { tenantId, id, incidentId = id } = json.value[0];
  return `incidents/${tenantId}/${incidentId}`;
}

/** The link of an alert about an incident. */
async function linkTo(call: Call): Promise<string> {
  const [, tenantId = '', incidentId = ''] = (await incidentOf(call)).split('/');
  const about = { kind: 'incident', tenantId, incidentId } as const;
  return alertToken('acknowledge', about, Date.now() + 3_600_000, keysOf([new Secret(LINK_SECRET)]));
}

async function sendReports(call: Call): Promise<void> {
  const post = (body: unknown, headers: Record<string, string> = BEARER) => call('POST', 'sync-reports', body, headers);
  const report = secretReport('token-1');
  const event = { specversion: '1.0', id: '1', source: '/s', type: 't', data: report };
  const timestamp = String(Math.floor(Date.now() / 1_000));
  await post(report);
  await post([secretReport('token-2'), { ...report, lastSyncStatus: 'done' }]);
  await post({ value: [secretReport('token-3', 'completed')] });
  await post(event, { ...BEARER, 'content-type': 'application/cloudevents+json' });
  await post(report, { ...signed(report, { timestamp, secret: SIGNING_SECRET }), 'content-type': 'application/json' });
  await post(report, { ...BEARER, 'idempotency-key': 'a' });
  await post({ ...report, state: 'valid' }, { ...BEARER, 'idempotency-key': 'a' });
  await post({ ...report, appleId: `${SECRETS.appleId}\u0001`, id: [SECRETS] });
  await post(JSON.stringify(report).slice(0, -1));
  await post(`{"token":"${SECRETS.token}","token":"${SECRETS.token}"}`);
  await post(report, { authorization: `Bearer ${KEY}x` });
  await post(report, { authorization: `Basic ${Buffer.from(KEY).toString('base64')}` });
  await post(report, { authorization: `Bearer key-${MARK}-contoso` });
  await post({ ...report, tenantId: 'tailspin' }, { authorization: `Bearer key-${MARK}-contoso` });
  await post(report, { ...BEARER, 'content-type': 'text/plain' });
  await post('x'.repeat(1_048_577));
}

const SILENCE = { for: '1s', by: 'a test' };
const NO_GROUP = 'groups/webhook/01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** What to ask of every route, well and badly; a route without an entry fails the test. */
export const CASES: Readonly<Record<string, (call: Call) => Promise<unknown>>> = {
  'POST sync-reports': sendReports,
  async 'OPTIONS sync-reports'(call) {
    await call('OPTIONS', 'sync-reports', undefined, { 'webhook-request-origin': 'eventgrid.azure.net' });
    await call('OPTIONS', 'sync-reports', undefined, {
      'webhook-request-callback': `https://example.com/?key=${MARK}`,
    });
  },
  async 'GET tokens'(call) {
    await call('GET', 'tokens');
    await call('GET', `tokens?continuation=${MARK}`);
    await call('GET', 'tokens?limit=0');
  },
  async 'GET tokens/{tenantId}/{tokenId}'(call) {
    await call('GET', TOKEN);
    await call('GET', 'tokens/default/-');
  },
  async 'GET tokens/{tenantId}/{tokenId}/history'(call) {
    await call('GET', `${TOKEN}/history`);
    await call('GET', `${TOKEN}/history?continuation=${MARK}`);
  },
  async 'DELETE tokens/{tenantId}/{tokenId}'(call) {
    await call('DELETE', 'tokens/default/token-3');
    await call('DELETE', 'tokens/default/token-3?undo=true');
    await call('DELETE', 'tokens/default/unknown');
  },
  'GET connections': (call) => call('GET', 'connections'),
  async 'GET incidents'(call) {
    await call('GET', 'incidents');
    await call('GET', 'incidents?state=closed');
  },
  async 'GET incidents/{tenantId}/{incidentId}'(call) {
    await call('GET', await incidentOf(call));
    await call('GET', 'incidents/default/unknown');
  },
  async 'POST incidents/{tenantId}/{incidentId}/acknowledge'(call) {
    const incident = await incidentOf(call);
    await call('POST', `${incident}/acknowledge`, { by: 'a test' });
    await call('POST', `${incident}/acknowledge`, `{"by":"a test","note":"${MARK}`);
  },
  async 'PUT silences/{tenantId}'(call) {
    await call('PUT', 'silences/default', SILENCE);
    await call('PUT', 'silences/default', { for: MARK });
  },
  'DELETE silences/{tenantId}': (call) => call('DELETE', 'silences/default'),
  async 'PUT silences/{tenantId}/{tokenId}'(call) {
    await call('PUT', 'silences/default/token-2', SILENCE);
    await call('PUT', 'silences/default/token-2', { until: MARK });
  },
  'DELETE silences/{tenantId}/{tokenId}': (call) => call('DELETE', 'silences/default/token-2'),
  async 'GET notifications'(call) {
    await call('GET', 'notifications');
    await call('GET', `notifications?continuation=${MARK}`);
    await call('GET', 'notifications?state=lost');
  },
  'GET groups': (call) => call('GET', 'groups'),
  async 'POST groups/{target}/{groupId}/acknowledge'(call) {
    await call('POST', `${NO_GROUP}/acknowledge`, { by: 'a test' });
    await call('POST', `${NO_GROUP}/acknowledge`, `{"by":"a test","note":"${MARK}`);
  },
  async 'POST groups/{target}/{groupId}/silence'(call) {
    await call('POST', `${NO_GROUP}/silence`, SILENCE);
    await call('POST', `${NO_GROUP}/silence`, { until: MARK });
  },
  async 'POST notifications/redrive'(call) {
    await call('POST', 'notifications/redrive?target=webhook');
    await call('POST', 'notifications/redrive?target=unknown');
  },
  'POST test-notification': (call) => call('POST', 'test-notification'),
  async 'POST session'(call) {
    await call('POST', 'session', { name: 'a test' });
    await call('POST', 'session', `{"name":"${MARK}`);
  },
  async 'GET act/{token}'(call) {
    await call('GET', 'act/none');
    await call('GET', `act/${await linkTo(call)}`);
  },
  async 'POST act/{token}'(call) {
    await call('POST', 'act/none');
    await call('POST', `act/${await linkTo(call)}`, `by=${encodeURIComponent('a test')}`);
  },
  'GET overview': (call) => call('GET', 'overview'),
  'GET openapi.json': (call) => call('GET', 'openapi.json'),
  'GET metrics': (call) => call('GET', 'metrics'),
  async 'GET silences'(call) {
    await call('GET', 'silences');
    await call('GET', 'silences?tenantId=default');
    await call('GET', `silences?limit=${MARK}`);
  },
  'GET badge': (call) => call('GET', 'badge'),
  async 'GET badge/{tenantId}'(call) {
    await call('GET', 'badge/default');
    await call('GET', `badge/default?link=${MARK}`);
  },
  'GET tenants': (call) => call('GET', 'tenants'),
  'GET status': (call) => call('GET', 'status'),
  'GET status/{tenantId}': (call) => call('GET', `status/default?link=${MARK}`),
  'GET status/{tenantId}/{tokenId}': (call) => call('GET', 'status/default/token-1'),
  'GET consent': (call) => call('GET', `consent?state=${MARK}`),
  'GET health': (call) => call('GET', 'health'),
  'HEAD health': (call) => call('HEAD', 'health'),
  'GET health/reasons': (call) => call('GET', 'health/reasons'),
};
