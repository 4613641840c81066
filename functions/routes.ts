import type { Boot } from './boot.ts';
import { type Route, registerRoute } from './http.ts';

const reports = () => import('./sync-reports.ts');
const tokens = () => import('./tokens.ts');
const incidents = () => import('./incidents.ts');
const silences = () => import('./silences.ts');
const notifications = () => import('./notifications.ts');

const TOKEN = 'tokens/{tenantId}/{tokenId}';
const INCIDENT = 'incidents/{tenantId}/{incidentId}';
const GROUP = 'groups/{target}/{groupId}';
const TENANT_SILENCE = 'silences/{tenantId}';
const TOKEN_SILENCE = 'silences/{tenantId}/{tokenId}';

/** All that asks for a function key. The host matches in order of name, so no route may shadow another. */
const ROUTES: readonly Route[] = [
  {
    name: 'sync-reports',
    methods: ['POST'],
    route: 'sync-reports',
    load: async () => (await reports()).receiveReports,
  },
  {
    name: 'sync-reports-handshake',
    methods: ['OPTIONS'],
    route: 'sync-reports',
    load: async () => (await reports()).answerHandshake,
  },
  { name: 'tokens-list', methods: ['GET'], route: 'tokens', load: async () => (await tokens()).listTokens },
  { name: 'tokens-get', methods: ['GET'], route: TOKEN, load: async () => (await tokens()).getToken },
  { name: 'tokens-retire', methods: ['DELETE'], route: TOKEN, load: async () => (await tokens()).retireToken },
  {
    name: 'tokens-history',
    methods: ['GET'],
    route: `${TOKEN}/history`,
    load: async () => (await tokens()).getHistory,
  },
  { name: 'incidents-list', methods: ['GET'], route: 'incidents', load: async () => (await incidents()).listIncidents },
  {
    name: 'incidents-get',
    methods: ['GET'],
    route: INCIDENT,
    load: async () => (await incidents()).getIncident,
  },
  {
    name: 'incidents-acknowledge',
    methods: ['POST'],
    route: `${INCIDENT}/acknowledge`,
    load: async () => (await import('./acknowledge.ts')).acknowledgeIncident,
  },
  {
    name: 'notifications-list',
    methods: ['GET'],
    route: 'notifications',
    load: async () => (await notifications()).listNotifications,
  },
  {
    name: 'notifications-redrive',
    methods: ['POST'],
    route: 'notifications/redrive',
    load: async () => (await notifications()).redrive,
  },
  { name: 'groups-list', methods: ['GET'], route: 'groups', load: async () => (await notifications()).listGroups },
  {
    name: 'groups-acknowledge',
    methods: ['POST'],
    route: `${GROUP}/acknowledge`,
    load: async () => (await notifications()).acknowledgeGroup,
  },
  {
    name: 'groups-silence',
    methods: ['POST'],
    route: `${GROUP}/silence`,
    load: async () => (await notifications()).silenceGroup,
  },
  {
    name: 'test-notification',
    methods: ['POST'],
    route: 'test-notification',
    load: async () => (await notifications()).sendTest,
  },
  {
    name: 'silences-tenant-begin',
    methods: ['PUT'],
    route: TENANT_SILENCE,
    load: async () => (await silences()).silenceWholeTenant,
  },
  {
    name: 'silences-tenant-end',
    methods: ['DELETE'],
    route: TENANT_SILENCE,
    load: async () => (await silences()).unsilenceWholeTenant,
  },
  {
    name: 'silences-token-begin',
    methods: ['PUT'],
    route: TOKEN_SILENCE,
    load: async () => (await silences()).silenceOneToken,
  },
  {
    name: 'silences-token-end',
    methods: ['DELETE'],
    route: TOKEN_SILENCE,
    load: async () => (await silences()).unsilenceOneToken,
  },
];

export function registerRoutes(boot: Boot): void {
  for (const route of ROUTES) registerRoute(route, boot);
}
