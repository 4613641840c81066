import type { Catalogue } from '../catalogue.ts';
import { ICONS } from '../icons.ts';
import { inTenant } from './blocks.ts';
import { CAUSES } from './causes.ts';
import { BASELINE, DIGEST, GROUPS } from './groups.ts';
import { INCIDENT, mark } from './incident.ts';
import { EXPIRING, SETTINGS } from './notices.ts';
import { TENANT_SILENT } from './reports.ts';

/** English. */
export const EN: Catalogue = {
  causes: CAUSES,
  tenantSilent: TENANT_SILENT,
  severities: { info: 'info', warning: 'warning', critical: 'critical' },
  statuses: {
    none: 'Not synced yet',
    noneButDated: 'No status',
    inProgress: 'Syncing',
    completed: 'Completed',
    failed: 'Failed',
  },
  reasons: {
    refused: 'connection refused',
    lost: 'connection lost before an answer',
    hostNotFound: 'host name not found',
    hostUnreachable: 'host not reachable',
    noConnection: 'no connection in time',
    noAnswer: 'no answer in time',
    certificate: 'TLS certificate not accepted',
    noTls: 'no TLS connection',
    notHttp: 'answer is not HTTP',
    network: 'network error',
  },
  answered: (status) => `answered ${status}`,
  otherReason: (text) => text,
  atSignIn: (reason) => `at sign-in: ${reason}`,
  labels: {
    severity: 'Severity',
    tenant: 'Tenant',
    token: 'Token',
    tokenId: 'Token ID',
    organization: 'Organization',
    location: 'Location',
    appleId: 'Apple Account',
    lastSync: 'Last sync',
    lastReport: 'Last report',
    expiry: 'Expires',
    failingSince: 'Failing since',
    began: 'Started',
    ended: 'Ended',
    closed: 'Ended',
    detail: 'Details from reporter',
    tokens: 'Tokens',
    problem: 'Problem',
    more: 'More',
  },
  links: {
    intune: 'Open in Intune',
    consent: 'Approve access',
    acknowledge: 'Acknowledge',
    silence: 'Silence for 1 day',
    token: 'View token',
    show: 'Status page',
  },
  parts: { impact: 'Impact', caution: 'Caution' },
  neverSynced: 'Not synced yet',
  from: (moment, source) => `${moment}, from ${source}`,
  andMore: (count) => `and ${count} more`,
  sentenceGap: ' ',
  inTenant,
  mark,
  named: (headline, name) => `${headline}: ${name}`,
  mailSubject: (tone, title) => `${ICONS[tone]} ${title}`,
  nothingToDo: { title: 'Nothing to do', steps: [] },
  incident: INCIDENT,
  groups: GROUPS,
  expiring: EXPIRING,
  baseline: BASELINE,
  digest: DIGEST,
  test: { title: 'Test alert', message: 'Alerts reach this channel. This says nothing about your tokens.' },
  settings: SETTINGS,
};
