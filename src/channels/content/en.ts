import type { Catalogue } from './catalogue.ts';
import { EN_CAUSES, KEEP } from './en-causes.ts';

const tokens = (count: number) => (count === 1 ? '1 VPP token' : `${count} VPP tokens`);
const tenants = (count: number) => (count === 1 ? '1 tenant' : `${count} tenants`);
const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

/** English. */
export const EN: Catalogue = {
  causes: EN_CAUSES,
  severities: { info: 'info', warning: 'warning', critical: 'critical' },
  labels: {
    severity: 'Severity',
    tenant: 'Tenant',
    token: 'Token ID',
    organization: 'Organization',
    location: 'Location',
    appleId: 'Apple ID',
    lastSync: 'Last sync',
    lastReport: 'Last report',
    expiry: 'Expires',
    failingSince: 'Failing since',
    began: 'Began',
    ended: 'Ended',
    detail: 'Reported detail',
    tokens: 'Tokens',
    problem: 'Problem',
    more: 'More',
  },
  links: {
    intune: 'Open Intune connectors and tokens',
    token: 'Open the status of this token',
    status: 'Open the status page',
  },
  parts: { impact: 'Impact' },
  never: 'never',
  sentenceGap: ' ',
  title: (kind, headline, subject) => {
    const prefix = { opened: '', worse: 'Worse: ', better: 'Better: ', reminder: 'Still: ', resolved: 'Resolved: ' }[
      kind
    ];
    return `${prefix}${headline}: ${subject}`;
  },

  incident: {
    unnamedToken: 'VPP token',
    wholeTenant: (tenant, count) => (count === undefined ? tenant : `${tenant} (${tokens(count)})`),
    tenantSilent: {
      headline: 'No news of any VPP token',
      diagnosis: ({ lastReport }) =>
        lastReport === undefined
          ? 'Nothing has reported any token of this tenant for too long, so nobody knows whether they sync.'
          : `Nothing has reported any token of this tenant since ${lastReport}, so nobody knows whether they sync.`,
      impact: EN_CAUSES.reporterSilent.impact,
      runbook: {
        title: EN_CAUSES.reporterSilent.runbook.title,
        steps: [
          'Check the flow that reports this tenant: its last runs, its key, the address it sends to.',
          'Where this product asks Graph itself, check its credential and consent in this tenant and the permission DeviceManagementApps.Read.All.',
          'Until reports arrive again, look at the tokens in the Intune admin center: Tenant administration > Connectors and tokens > Apple VPP tokens.',
        ],
      },
    },
    alsoFailing: (since) => (since === undefined ? 'Its syncs fail as well.' : `Its syncs have failed since ${since}.`),
    nowAlsoFailing: (since) =>
      since === undefined ? 'Now its syncs fail as well.' : `Now its syncs fail as well, since ${since}.`,
    noLongerFailing: 'Its syncs no longer fail.',
    before: (headline) => `Told before: ${headline}.`,
    severityChanged: (from, to) => `Was ${from}, is now ${to}.`,
    still: (since) => `Not fixed yet, open since ${since}.`,
    resolution: {
      completed: 'A sync completed.',
      renewed: 'The token was renewed.',
      reported: 'Reports arrive again.',
      corrected: 'Intune no longer reports the problem.',
      retired: 'The token was retired here and is no longer watched.',
    },
    resolvedUnknown: 'The problem is over.',
    span: (began, ended, duration) => `It began ${began} and ended ${ended}, after ${duration}.`,
    resolvedImpact: '',
    resolvedRunbook: { title: 'Nothing left to do', steps: [] },
  },

  outbreak: {
    title: (kind, headline, count, tenantCount) => {
      const where = `${tokens(count)} in ${tenants(tenantCount)}`;
      return `${{ opened: '', updated: 'Update: ', resolved: 'Resolved: ' }[kind]}${headline}: ${where}`;
    },
    message: (count, open, tenantCount) =>
      `${tokens(count)} in ${tenants(tenantCount)} fell ill at nearly the same time; ${open} of them are not well now. They are told together.`,
    suspects: {
      apple: {
        sentence: 'Several tenants are hit at once, so the fault is probably at Apple.',
        runbook: {
          title: "Check Apple's services before touching any token",
          steps: [
            "Look at Apple's system status page, at Apple Business Manager and Apple School Manager.",
            'Do not renew or delete tokens for now: such faults mostly pass by themselves.',
            'If Apple reports no fault and it lasts, look at one of the tokens by itself.',
          ],
        },
      },
      intune: {
        sentence: 'Several tenants are hit at once, so the fault is probably at Intune.',
        runbook: {
          title: 'Check the service health of Intune before touching any token',
          steps: [
            'Look at the service health of Microsoft 365, at Microsoft Intune.',
            'Do not renew or delete tokens for now: such faults mostly pass by themselves.',
            'If Microsoft reports no fault and it lasts, look at one of the tokens by itself.',
          ],
        },
      },
      appleId: {
        sentence: 'All of them belong to one Apple ID, so the fault is probably that account.',
        runbook: {
          title: 'Check the Apple ID that these tokens share',
          steps: [
            'Sign in to Apple Business Manager or Apple School Manager with this Apple ID and accept new terms, if it asks for that.',
            'Check whether the account was disabled, renamed, moved to another domain or given a new password.',
            'Where a token is invalid, download it again and edit the existing token in Intune. Do not delete it.',
          ],
        },
      },
      tenant: {
        sentence: 'All of them belong to one tenant, so the fault is probably there.',
        runbook: {
          title: 'Check what these tokens share in the tenant',
          steps: [
            'Sign in to Apple Business Manager or Apple School Manager of this organization and accept new terms, if it asks for that.',
            'Check the service health and the Intune licence of the tenant.',
            'If that is in order, look at one of the tokens by itself. Do not delete any.',
          ],
        },
      },
    },
    resolved: (count) => `All ${tokens(count)} are well again.`,
    tokensOf: (count, names) => {
      const rest = count - names.length;
      return `${tokens(count)}: ${names.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
    },
  },

  expiring: {
    titleOne: (subject, left) => `VPP token expires in ${days(left)}: ${subject}`,
    titleMany: (tenant, count) => `${tokens(count)} expire soon: ${tenant}`,
    titleRenewed: (tenant, count) => `${tokens(count)} renewed: ${tenant}`,
    message: (count, renewed, first) =>
      `${count === 1 ? 'A token expires' : `${tokens(count)} expire, the first`} in ${days(first)}.${renewed > 0 ? ` ${tokens(renewed)} renewed since the last notice.` : ''}`,
    renewedMessage: (count) => `${tokens(count)} of which an earlier notice warned: renewed. Nothing is to be done.`,
    daysLeft: (date, left) => `expires in ${days(left)}, ${date}`,
    renewedUntil: (date) => `renewed until ${date}`,
    impact:
      'Nothing is broken yet. Once a token has expired, new purchases do not reach Intune and licences cannot be assigned.',
    runbook: { title: 'Renew in time and edit the existing tokens', steps: EN_CAUSES.tokenExpired.runbook.steps },
  },

  baseline: {
    title: (tenant, faults, count) =>
      faults === 0
        ? `First look: all is well with ${tokens(count)} of ${tenant}`
        : `First look: ${faults} of ${tokens(count)} need attention: ${tenant}`,
    message: (faults, count) =>
      faults === 0
        ? `${tokens(count)} were looked at for the first time, and nothing is wrong. From now on changes are told.`
        : `${tokens(count)} were looked at for the first time, and something is wrong with ${faults} of them. From now on changes are told one by one.`,
    impact:
      'Installed apps keep working. The tokens listed here may not bring new purchases and licence changes to Intune.',
    runbook: {
      title: 'Look at the critical ones first',
      steps: ['Open the status of each token for what to do about it.', KEEP],
    },
  },

  test: {
    title: 'Test notification',
    message: 'Somebody asked whether this channel works. It does; nothing is wrong with any token.',
  },

  trouble: {
    settings: {
      title: 'The VPP token sync webhook stands still: wrong settings',
      message: 'The product was started with settings that it cannot work with.',
      impact: 'No report is accepted, no token is watched and no alert but this one is sent until they are corrected.',
      runbook: {
        title: 'Correct the settings',
        steps: [
          'Correct the settings named below in the Function App.',
          'Restart it, and check that its health is ok.',
        ],
      },
    },
    channel: {
      title: 'A notification channel only fails',
      message: 'Notices could not be delivered through a channel for a long time.',
      impact: 'People who rely on that channel are not told. The other channels work on.',
      runbook: {
        title: 'Repair the channel and send what was missed',
        steps: [
          'Check that the address and key in the setting of the channel are still valid.',
          'Send a test notification, then redrive the dead notifications of that channel.',
        ],
      },
    },
  },
};
