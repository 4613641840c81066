import type { HttpMethod } from '@azure/functions';
import type { Boot } from './boot.ts';
import { type PageRoute, type Route, registerPage, registerRoute } from './http.ts';

const reports = () => import('./sync-reports.ts');
const tokens = () => import('./tokens.ts');
const connections = () => import('./connections.ts');
const incidents = () => import('./incidents.ts');
const silences = () => import('./silences.ts');
const notifications = () => import('./notifications.ts');

const tenants = () => import('./tenants.ts');

const acts = () => import('./act.ts');
const sessions = () => import('./sessions.ts');
const pages = () => import('./pages.ts');

const badges = () => import('./badges.ts');

const TOKEN = 'tokens/{tenantId}/{tokenId}';
const INCIDENT = 'incidents/{tenantId}/{incidentId}';
const GROUP = 'groups/{target}/{groupId}';
const TENANT_SILENCE = 'silences/{tenantId}';
const TOKEN_SILENCE = 'silences/{tenantId}/{tokenId}';

/** All that asks for a function key. The host matches in order of name, so no route may shadow another. */
const ROUTES: readonly Route[] = [
  on('POST', 'sync-reports', 'sync-reports', async () => (await reports()).receiveReports),
  on('OPTIONS', 'sync-reports', 'sync-reports-handshake', async () => (await reports()).answerHandshake),
  on('GET', 'tokens', 'tokens-list', async () => (await tokens()).listTokens),
  on('GET', TOKEN, 'tokens-get', async () => (await tokens()).getToken),
  on('DELETE', TOKEN, 'tokens-retire', async () => (await tokens()).retireToken),
  on('GET', `${TOKEN}/history`, 'tokens-history', async () => (await tokens()).getHistory),
  on('GET', 'connections', 'connections-list', async () => (await connections()).listConnections),
  on('GET', 'incidents', 'incidents-list', async () => (await incidents()).listIncidents),
  on('GET', INCIDENT, 'incidents-get', async () => (await incidents()).getIncident),
  on('POST', `${INCIDENT}/acknowledge`, 'incidents-acknowledge', async () => (await incidents()).acknowledgeIncident),
  on('GET', 'notifications', 'notifications-list', async () => (await notifications()).listNotifications),
  on('POST', 'notifications/redrive', 'notifications-redrive', async () => (await notifications()).redrive),
  on('GET', 'groups', 'groups-list', async () => (await notifications()).listGroups),
  on('POST', `${GROUP}/acknowledge`, 'groups-acknowledge', async () => (await notifications()).acknowledgeGroup),
  on('POST', `${GROUP}/silence`, 'groups-silence', async () => (await notifications()).silenceGroup),
  on('POST', 'test-notification', 'test-notification', async () => (await notifications()).sendTest),
  on('GET', 'silences', 'silences-list', async () => (await silences()).listSilences),
  on('PUT', TENANT_SILENCE, 'silences-tenant-begin', async () => (await silences()).silenceWholeTenant),
  on('DELETE', TENANT_SILENCE, 'silences-tenant-end', async () => (await silences()).unsilenceWholeTenant),
  on('PUT', TOKEN_SILENCE, 'silences-token-begin', async () => (await silences()).silenceOneToken),
  on('DELETE', TOKEN_SILENCE, 'silences-token-end', async () => (await silences()).unsilenceOneToken),
  on('GET', 'overview', 'overview', async () => (await import('./overview.ts')).getOverview),
  on('GET', 'metrics', 'metrics', async () => (await import('./metrics.ts')).getMetrics),
  on('GET', 'tenants', 'tenants-list', async () => (await tenants()).listTenants),
  on('GET', 'openapi.json', 'openapi', async () => (await import('./openapi.ts')).getOpenApi),
  on('POST', 'session', 'session-begin', async () => (await sessions()).beginSession),
];

/** For browsers: anonymous to the host, and let in by `admit`. */
const PAGES: readonly PageRoute[] = [
  page('badge', 'badge', async () => (await badges()).getBadge),
  page('badge/{tenantId}', 'badge-tenant', async () => (await badges()).getTenantBadge),
  {
    name: 'consent',
    methods: ['GET'],
    route: 'consent',
    isOpen: true,
    load: async () => (await import('./consent.ts')).finishConsent,
  },
  { name: 'act-show', methods: ['GET'], route: 'act/{token}', load: async () => (await acts()).showAct, isOpen: true },
  { name: 'act-do', methods: ['POST'], route: 'act/{token}', load: async () => (await acts()).doAct, isOpen: true },
  page('status', 'status-overview', async () => (await pages()).showOverview),
  page('status/{tenantId}', 'status-tenant', async () => (await pages()).showTenant),
  page('status/{tenantId}/{tokenId}', 'status-token', async () => (await pages()).showToken),
];

function on(method: HttpMethod, route: string, name: string, load: Route['load']): Route {
  return { name, methods: [method], route, load };
}

function page(route: string, name: string, load: PageRoute['load']): PageRoute {
  return { name, methods: ['GET'], route, load };
}

/** Registers every route of the API and every page; what one does is loaded at its first request. */
export function registerRoutes(boot: Boot): void {
  for (const route of ROUTES) registerRoute(route, boot);
  for (const route of PAGES) registerPage(route, boot);
}
