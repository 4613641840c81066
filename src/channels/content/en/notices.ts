import type { Catalogue } from '../catalogue.ts';
import { CAUTION, download, HEALTH, tenants, terms, tokens, upload, VERIFY } from './blocks.ts';

/** Of many tokens in one cause. */
export const OUTBREAK: Catalogue['outbreak'] = {
  title: (kind, many, tenantCount, count) =>
    kind === 'resolved'
      ? `VPP sync recovered: all ${count} tokens`
      : `${kind === 'updated' ? 'Update: ' : ''}${many}${tenantCount > 1 ? ` in ${tenants(tenantCount)}` : ''}`,
  message: (count, open, tenantCount) =>
    `${tokens(count)}${tenantCount > 1 ? ` in ${tenants(tenantCount)}` : ''} got this problem within 15 minutes. ${open} of ${count} still have it.`,
  resolved: (count, at, lasted) =>
    `All ${count} tokens recovered. The last one did at ${at}, ${lasted} after the first failure.`,
  outage: 'Likely an outage at Apple, or new Apple terms that each organization has to accept.',
  outageGuide: (tenantCount) => ({
    title: 'Check for an outage, then for new terms',
    steps: [
      HEALTH,
      'If an outage is listed, wait: the next daily sync recovers.',
      `If not${tenantCount > 1 ? ', do this for each organization' : ''}: ${terms({})}`,
      'If it still fails, treat one token as in a single sync failure.',
    ],
  }),
  tokensOf: (count, names) => {
    const rest = count - names.length;
    return `${tokens(count)}: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  },
};

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

export const EXPIRING: Catalogue['expiring'] = {
  titleOne: (when) => `VPP token expires ${typeof when === 'number' ? `in ${days(when)}` : when}`,
  titleMany: (count, date) => `${tokens(count)} expire by ${date}`,
  titleRenewed: (count) => `${tokens(count)} renewed`,
  one: (date) => `The token expires on ${date}.`,
  many: (name, date) => `The first is ${name} on ${date}.`,
  renewedToo: (count) => `${tokens(count)} of an earlier alert ${count === 1 ? 'was' : 'were'} renewed.`,
  renewedOnly: (date, isSame) => `Valid until ${date}${isSame ? '' : ' or later'}. Nothing to do.`,
  row: (date, count) => `${days(count)} left, ${date}`,
  renewedRow: (date) => `renewed, valid until ${date}`,
  impact: "Nothing has stopped. After expiry, Intune can't assign licenses or update VPP apps.",
  caution: CAUTION,
  guide: (only) => ({
    title: only ? 'Renew the token' : 'Renew each token',
    steps: [
      only
        ? 'Renew before the date: renewing early interrupts nothing.'
        : 'Do this for each token. Renewing early interrupts nothing.',
      download(only ?? {}),
      upload(only ?? {}),
      VERIFY,
    ],
  }),
};

export const BASELINE: Catalogue['baseline'] = {
  title: (faults, count) =>
    faults === 0
      ? `Monitoring started: ${tokens(count)}, all OK`
      : `First check: ${faults} of ${tokens(count)} ${faults === 1 ? 'needs' : 'need'} attention`,
  message: (faults) =>
    faults === 0 ? 'You get an alert when something changes.' : 'Listed by severity. Problems may be older than today.',
  row: (state, severity) => `${state} (${severity})`,
  guideTitle: 'Start with the critical ones',
  firstStep: (headline, step) => `${headline}: ${step}`,
  seePage: 'The status page shows the steps for each token.',
};

export const SETTINGS: Catalogue['settings'] = {
  title: 'VPP token monitoring is off: invalid settings',
  message: 'No report is accepted and no token is watched.',
  guide: (app) => ({
    title: 'Correct the settings',
    steps: [
      `In the Azure portal, open the Function App${app === undefined ? '' : ` "${app}"`}, go to Settings > Environment variables, and correct the settings listed below.`,
      'Save, wait for the restart, and check that GET /api/health answers "status":"ok".',
    ],
  }),
};
