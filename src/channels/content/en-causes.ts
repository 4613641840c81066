import type { Cause } from '../../domain/cause.ts';
import type { CauseWords } from './catalogue.ts';

// What Intune and Apple do in each case, and the remedies, follow Microsoft's pages on volume-purchased apps.

const OPEN_TOKENS = 'In the Intune admin center open Tenant administration > Connectors and tokens > Apple VPP tokens.';
const DOWNLOAD =
  'Sign in to Apple Business Manager or Apple School Manager and download the token (content token) of this location again.';
const UPLOAD = `${OPEN_TOKENS} Select this token, edit it and upload the downloaded file.`;
/** The one mistake that costs most. */
export const KEEP = 'Do not delete the token in Intune: its apps and their assignments would be deleted with it.';
const SYNC = 'Select Sync, and check after some minutes that the status is Completed.';
const TERMS = 'Sign in to Apple Business Manager or Apple School Manager and accept new terms, if it asks for that.';
const HEALTH = "Look at Apple's system status page and at the service health of Microsoft 365 for a known outage.";

const STANDSTILL =
  'Installed apps and licences already assigned keep working. New purchases do not reach Intune, licences cannot be assigned or revoked, and volume-purchased apps are neither newly installed nor updated automatically until this is fixed.';
const BEHIND =
  'Installed apps and licences already assigned keep working. What has been bought or changed at Apple since the last good sync does not reach Intune, so new purchases cannot be assigned and licence counts are out of date.';

/** English words for every cause. */
export const EN_CAUSES: Readonly<Record<Cause, CauseWords>> = {
  tokenExpired: {
    headline: 'VPP token expired',
    diagnosis: ({ expiry, expiryPassed }) =>
      expiry !== undefined && expiryPassed
        ? `The token expired at ${expiry}, so Apple no longer accepts it.`
        : 'Intune says that the token has expired, so Apple no longer accepts it.',
    impact: STANDSTILL,
    runbook: {
      title: 'Renew the token and edit the existing one',
      steps: [DOWNLOAD, UPLOAD, KEEP, SYNC],
    },
  },
  assignedToExternalMdm: {
    headline: 'VPP token is used by another MDM',
    diagnosis: () => 'The token is assigned to another device management service, and only one of them may use it.',
    impact:
      'Installed apps keep working. Intune does not sync this token while the other service holds it, and the other service may revoke the licences that Intune assigned.',
    runbook: {
      title: 'Remove the token from the other MDM',
      steps: [
        'Find out which other device management service uses the token of this location, and whether it still needs it.',
        'Remove the token there. If both services are needed, give each a location and a token of its own.',
        `${OPEN_TOKENS} Edit this token and take control of it from the other MDM.`,
        KEEP,
        SYNC,
      ],
    },
  },
  duplicateLocation: {
    headline: 'Two VPP tokens share one location',
    diagnosis: () => 'Another token of the same Apple location was uploaded, and Intune cannot use both.',
    impact:
      'Installed apps keep working. Licence counts, purchases and assignments of this location cannot be relied on until only one token is left.',
    runbook: {
      title: 'Keep one of the two tokens of this location',
      steps: [
        `${OPEN_TOKENS} Find the tokens that have the same location.`,
        'Choose the one that holds the app assignments you need. Move assignments from the other one to it.',
        'Delete only the other one: its apps and their assignments are deleted with it.',
        SYNC,
      ],
    },
  },
  tokenInvalid: {
    headline: 'VPP token is invalid',
    diagnosis: () =>
      'Apple no longer accepts the token, often because the password or domain of its Apple ID was changed or the account was disabled.',
    impact: STANDSTILL,
    runbook: {
      title: 'Check the Apple ID, then renew the token and edit the existing one',
      steps: [
        'Check whether the Apple ID of this token was disabled, renamed, moved to another domain or given a new password.',
        TERMS,
        DOWNLOAD,
        UPLOAD,
        KEEP,
        SYNC,
      ],
    },
  },
  syncFailed: {
    headline: 'VPP sync failed',
    diagnosis: ({ failingSince }) =>
      failingSince === undefined
        ? 'The last sync of this token with Apple failed.'
        : `Syncs of this token with Apple have failed since ${failingSince}.`,
    impact: BEHIND,
    runbook: {
      title: 'Sync once more, then look for the reason',
      steps: [
        `${OPEN_TOKENS} Select this token and Sync: some faults at Apple pass by themselves.`,
        TERMS,
        HEALTH,
        `If it still fails, download the token of this location at Apple again, edit the existing token and upload it. ${KEEP}`,
      ],
    },
  },
  reporterSilent: {
    headline: 'No news of this VPP token',
    diagnosis: ({ lastReport }) =>
      lastReport === undefined
        ? 'Nothing has reported this token for too long, so nobody knows whether it syncs.'
        : `Nothing has reported this token since ${lastReport}, so nobody knows whether it syncs.`,
    impact: 'Nothing is known to be broken, but a failing sync would go unnoticed.',
    runbook: {
      title: 'Find out why the reports stopped',
      steps: [
        `${OPEN_TOKENS} See with your own eyes whether this token syncs.`,
        'Check the flow that reports it: its last runs, its key, the address it sends to.',
        'Where this product asks Graph itself, check its credential and the permission DeviceManagementApps.Read.All.',
        'If the token is gone for good, retire it here, and nothing more is expected of it.',
      ],
    },
  },
  syncStuck: {
    headline: 'VPP sync does not finish',
    diagnosis: ({ opened }) => `The sync of this token has been in progress for too long (noticed ${opened}).`,
    impact: BEHIND,
    runbook: {
      title: 'Start the sync again',
      steps: [
        `${OPEN_TOKENS} See whether the sync is still in progress, and select Sync again if that is offered.`,
        HEALTH,
        TERMS,
        'If it is still in progress after a day, open a case with Microsoft support from the Intune admin center.',
      ],
    },
  },
  syncOverdue: {
    headline: 'VPP sync is overdue',
    diagnosis: ({ lastSync }) =>
      lastSync === undefined
        ? 'This token has never synced since it was first seen here.'
        : `This token last synced at ${lastSync}; Intune should sync it once a day.`,
    impact: BEHIND,
    runbook: {
      title: 'Sync it by hand, then find out why it does not by itself',
      steps: [
        `${OPEN_TOKENS} Select this token and Sync.`,
        'Check that its state is Valid and that it has not expired.',
        TERMS,
        HEALTH,
      ],
    },
  },
  reportsRefused: {
    headline: 'VPP reports are refused',
    diagnosis: ({ opened }) => `All reports of this tenant have been refused (noticed ${opened}).`,
    impact: 'A failing sync of this tenant would go unnoticed.',
    runbook: {
      title: 'Correct the sender',
      steps: ['See in the log of this product why the reports are refused.', 'Correct the flow that sends them.'],
    },
  },
  channelFailing: {
    headline: 'Alerts do not get through',
    diagnosis: ({ opened }) => `A channel has only failed (noticed ${opened}).`,
    impact: 'Whoever relies on this channel is not alerted.',
    runbook: { title: 'Repair the channel', steps: ['Check its address and its key, and send a test alert.'] },
  },
};
