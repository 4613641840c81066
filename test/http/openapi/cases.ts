import { Secret } from '../../../src/app/model/secret.ts';
import { DAY, HOUR } from '../../../src/domain/policy.ts';
import { alertToken, buttonToken } from '../../../src/http/access/act-token.ts';
import { consentState } from '../../../src/http/access/consent-state.ts';
import { LINK_KEY } from '../../support/world.ts';
import type { Api, Ask, Reply } from './api.ts';

type Case = (api: Api, method: string, route: string) => Promise<Reply>;

/** Asks with what is the same for every status of an operation, or made from the state of the app. */
const asking =
  (ask: Ask | ((api: Api) => Ask | Promise<Ask>)): Case =>
  async (api, method, route) =>
    api.ask(method, route, typeof ask === 'function' ? await ask(api) : ask);

const TOKEN = { tenantId: 'contoso', tokenId: 't-1' };
const BY = { by: 'ana' };
const SILENCE = { for: '2h', by: 'ana', note: 'exams' };
const NO_GROUP = { target: 'pager', groupId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' };
const STRANGER: Case = asking((api) => ({
  host: 'vpp.example',
  params: { tenantId: 'contoso', tokenId: 't-1', at: api.groupId },
}));

const incident = (api: Api) => ({ tenantId: 'contoso', incidentId: api.incidentId });
const group = (api: Api) => ({ target: 'pager', groupId: api.groupId });

const report = { id: 'fresh', lastSyncStatus: 'failed', tenantId: 'contoso' };
const JSON_TYPE = { 'content-type': 'application/json' };
const posting = (body: unknown, headers: Record<string, string> = {}, service?: Ask['service']): Case =>
  asking({ body, headers: { ...JSON_TYPE, ...headers }, ...(service && { service }) });
const KEYS = [{ secret: new Secret('a-key'), tenantId: 'fabrikam' }];
const BOUND = { auth: { signingSecrets: [], keys: KEYS } };

/** By a link of an alert. */
const acting = (idOf: (api: Api) => string, ask: Ask = {}, lasts = DAY): Case =>
  asking((api) => {
    const about = { kind: 'incident', tenantId: 'contoso', incidentId: idOf(api) } as const;
    return { ...ask, params: { token: alertToken('acknowledge', about, api.world.now + lasts, [LINK_KEY]) } };
  });
const OTHER_SITE = { 'sec-fetch-site': 'cross-site' };

const consenting = (query: (state: string) => Record<string, string>, lasts = 0): Case =>
  asking(async (api) => {
    const { app } = await api.world.app.access.keys();
    const state = consentState('contoso', api.world.now - lasts, app);
    return { query: { state, ...query(state) } };
  });

/** How to come to each status of each operation, but for those that are the same for all. */
export const CASES: Readonly<Record<string, Readonly<Record<number, Case>>>> = {
  'post sync-reports': {
    200: posting([report, { ...report, id: 'other', appleId: 5 }]),
    207: posting([report, { ...report, id: 'x', lastSyncStatus: 'done' }]),
    400: posting({ ...report, lastSyncStatus: 'done' }),
    401: posting(report, {}, BOUND),
    403: posting(report, { authorization: 'Bearer a-key' }, BOUND),
    413: posting(Array.from({ length: 1_001 }, () => report)),
    415: posting(report, { 'content-type': 'text/plain' }),
    422: async (api, method, route) => {
      const headers = { ...JSON_TYPE, 'idempotency-key': 'once' };
      await api.ask(method, route, { headers, body: report });
      return api.ask(method, route, { headers, body: { ...report, lastSyncStatus: 'completed' } });
    },
  },
  'options sync-reports': {
    200: asking({ headers: { 'webhook-request-origin': 'eventgrid.azure.net' } }),
    400: asking({}),
    403: asking({ headers: { 'webhook-request-origin': 'evil.example' }, service: { allowedOrigins: ['a.example'] } }),
  },
  'get tokens': { 200: asking({ query: { limit: '500' } }) },
  'get tokens/{tenantId}/{tokenId}': {
    200: asking({ params: TOKEN }),
    404: asking({ params: { ...TOKEN, tokenId: 'no' } }),
  },
  'delete tokens/{tenantId}/{tokenId}': {
    204: asking({ params: TOKEN }),
    404: asking({ params: { ...TOKEN, tokenId: 'no' } }),
  },
  'get tokens/{tenantId}/{tokenId}/history': {
    200: asking({ params: TOKEN }),
    404: asking({ params: { ...TOKEN, tokenId: 'no' } }),
  },
  'get incidents': { 200: asking({ query: { tenantId: 'contoso' } }) },
  'get incidents/{tenantId}/{incidentId}': {
    200: asking((api) => ({ params: incident(api) })),
    404: asking({ params: { tenantId: 'contoso', incidentId: 'no' } }),
  },
  'post incidents/{tenantId}/{incidentId}/acknowledge': {
    200: asking((api) => ({ params: incident(api), body: BY })),
    404: asking({ params: { tenantId: 'contoso', incidentId: 'no' }, body: BY }),
    409: asking((api) => ({ params: { tenantId: 'contoso', incidentId: api.endedId }, body: BY })),
  },
  'get notifications': { 200: asking({}) },
  'post notifications/redrive': {
    202: asking({ query: { target: 'pager' } }),
    404: asking({ query: { target: 'no' } }),
  },
  'get groups': { 200: asking({}) },
  'post groups/{target}/{groupId}/acknowledge': {
    200: asking((api) => ({ params: group(api), body: BY })),
    404: asking({ params: NO_GROUP, body: BY }),
  },
  'post groups/{target}/{groupId}/silence': {
    200: asking((api) => ({ params: group(api), body: SILENCE })),
    404: asking({ params: NO_GROUP, body: SILENCE }),
  },
  'post test-notification': { 200: asking({}), 404: asking({ query: { target: 'no' } }) },
  'get silences': { 200: asking({}) },
  'put silences/{tenantId}': { 200: asking({ params: TOKEN, body: SILENCE }) },
  'delete silences/{tenantId}': { 204: asking({ params: TOKEN }) },
  'put silences/{tenantId}/{tokenId}': { 200: asking({ params: TOKEN, body: SILENCE }) },
  'delete silences/{tenantId}/{tokenId}': { 204: asking({ params: TOKEN }) },
  'get tenants': { 200: asking({}) },
  'get connections': { 200: asking({}) },
  'get overview': { 200: asking({}) },
  'get metrics': { 200: asking({}) },
  'get openapi.json': { 200: asking({}) },
  'post session': {
    204: asking({ body: { name: 'ana' } }),
    400: asking({ body: { name: '' } }),
    409: async (api, method, route) => {
      const access = { ...api.world.app.access, mode: () => 'principal' as const };
      return api.ask(method, route, { body: {}, service: { access } });
    },
  },
  'get health': { 200: asking({}), 503: (api, method, route) => api.askCutOff(method, route) },
  'head health': { 200: asking({}), 503: (api, method, route) => api.askCutOff(method, route) },
  'get health/reasons': {
    200: asking((api) => {
      api.world.now += HOUR;
      return {};
    }),
    503: (api, method, route) => api.askCutOff(method, route),
  },
  'get badge': { 200: asking({}), 401: STRANGER },
  'get badge/{tenantId}': {
    200: asking({ params: TOKEN }),
    400: asking({ params: { tenantId: '_' } }),
    401: STRANGER,
  },
  'get status': { 200: asking({}), 401: STRANGER },
  'get status/{tenantId}': {
    200: asking({ params: TOKEN }),
    401: STRANGER,
    404: asking({ params: { tenantId: 'no' } }),
  },
  'get status/{tenantId}/{tokenId}': {
    200: asking({ params: TOKEN }),
    401: STRANGER,
    404: asking({ params: { tenantId: 'contoso', tokenId: 'no' } }),
  },
  'get act/{token}': {
    200: acting((api) => api.incidentId),
    403: async (api, method, route) => {
      const { app } = await api.world.app.access.keys();
      const about = { kind: 'incident', ...incident(api) } as const;
      const other = { kind: 'operator', verified: false, session: 'another' } as const;
      const token = buttonToken('acknowledge', about, other, api.world.now, app);
      return api.ask(method, route, { params: { token } });
    },
    404: asking({ params: { token: 'none' } }),
    410: acting((api) => api.incidentId, {}, -HOUR),
  },
  'post act/{token}': {
    200: acting((api) => api.untouchedId, { body: 'by=ana' }),
    403: acting((api) => api.incidentId, { body: 'by=ana', headers: OTHER_SITE }),
    404: asking({ params: { token: 'none' } }),
    410: acting((api) => api.incidentId, {}, -HOUR),
  },
  'get consent': {
    200: consenting(() => ({ admin_consent: 'True', tenant: 'contoso' })),
    400: asking({ query: { state: 'none' } }),
    409: consenting(() => ({ admin_consent: 'True', tenant: 'fabrikam' })),
    410: consenting(() => ({ admin_consent: 'True', tenant: 'contoso' }), 30 * DAY),
  },
};

/** What is the same for all that need a key: a parameter that no route has, and wrong settings. */
export const COMMON: Readonly<Record<number, Case>> = {
  400: asking({ query: { nonsense: '1' }, params: { ...TOKEN, incidentId: 'i', target: 'pager', groupId: 'g' } }),
  503: (api, method, route) => api.askWrong(method, route),
};
