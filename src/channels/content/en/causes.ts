import type { Cause } from '../../../domain/cause.ts';
import type { CauseWords } from '../catalogue.ts';
import { CAUTION, download, HEALTH, open, STALE, STOPPED, SUPPORT, SYNC, terms, upload, VERIFY } from './blocks.ts';
import { ENROLLMENT_EXPIRED, ENROLLMENT_FAILING, PUSH_CERTIFICATE_EXPIRED } from './connections.ts';
import { DUPLICATE, EXPIRED, EXTERNAL, FAILED, INVALID, OVERDUE, STUCK } from './groups.ts';
import { APPS_MISSING, TOKEN_CHANGED, TOKEN_REMOVED } from './listings.ts';
import { POLL_FAILING } from './poll.ts';
import { CHANNEL_FAILING, REPORTER_SILENT, REPORTS_REFUSED } from './reports.ts';

/** English words for every cause. */
export const CAUSES: Readonly<Record<Cause, CauseWords>> = {
  tokenRemoved: TOKEN_REMOVED,
  tokenExpired: {
    headline: 'VPP token expired',
    state: 'expired',
    summary({ expiry, expiryPassed }) {
      if (expiry !== undefined && expiryPassed) return [`The token expired on ${expiry}.`];
      const date = expiry === undefined ? '' : `, although its date is ${expiry}`;
      return [
        `Intune shows the token as expired${date}.`,
        'Refresh the page before you act: Intune can lag behind a renewal.',
      ];
    },
    impact: STOPPED,
    caution: CAUTION,
    guide: (story) => ({ title: 'Renew the token', steps: [download(story), upload(story), VERIFY] }),
    group: EXPIRED,
  },
  assignedToExternalMdm: {
    headline: 'VPP token in another MDM',
    state: 'in another MDM',
    summary: () => [
      'The token is assigned to another device management service.',
      'A token works with one service at a time.',
      "Since April 2026 that can be Apple Business's own device management.",
    ],
    impact: "Installed apps keep working. Intune doesn't sync this token, and the other service may revoke licenses.",
    caution: `${CAUTION} Don't take control before step 1: the other service loses its licenses.`,
    guide: (story) => ({
      title: 'Decide which service keeps the token',
      steps: [
        'Find the other service, and ask its owner before you change anything.',
        'If Intune should keep it, remove the token from the other service.',
        `${open(story)} Edit Settings, set Take control of token from another MDM to Yes, and save.`,
        'If both need apps, create a second location (Apple Business: organizational unit) and move licenses there.',
        SYNC,
      ],
    }),
    group: EXTERNAL,
  },
  duplicateLocation: {
    headline: 'Duplicate VPP token',
    state: 'duplicate',
    summary: ({ location }) => [
      `Intune has more than one token for ${location === undefined ? 'the same location' : `"${location}"`}.`,
      'Assigning and revoking still work; new purchases may not appear.',
      'This happens when a token is renewed with Create instead of Edit.',
    ],
    impact: '',
    // The one cause whose remedy is to delete a token; its steps say which.
    caution: '',
    guide: (story) => ({
      title: 'Keep one token',
      steps: [
        `${open(story)} Compare the tokens with the same location.`,
        'Keep the token whose apps have your assignments. Usually the newer one, added with Create, has none.',
        'If both have assignments, assign the apps again under the token you keep, and wait until devices have checked in.',
        'Delete the other token. Its apps, assignments and licenses go with it.',
        'If the one you keep is the older file, renew it; then Sync.',
      ],
    }),
    group: DUPLICATE,
  },
  tokenInvalid: {
    headline: 'VPP token invalid',
    state: 'invalid',
    summary: () => [
      'Apple no longer accepts this token.',
      'The usual reason is a changed password, domain or role of the account that downloaded it, or that the account was disabled.',
    ],
    impact: STOPPED,
    caution: CAUTION,
    guide: (story) => ({
      title: 'Check the account, then renew the token',
      steps: [
        'Find out which account downloaded the token (Apple Account in Intune) and whether it changed.',
        download(story),
        upload(story),
        VERIFY,
        'To prevent this, use a Managed Apple Account only for content tokens.',
      ],
    }),
    group: INVALID,
  },
  syncFailed: {
    headline: 'VPP sync failing',
    state: 'sync failing',
    summary({ failures, failingSince, lastSync, detail }) {
      const at = lastSync ?? failingSince;
      const once = `${at === undefined ? 'The last sync' : `The sync at ${at}`} failed. Intune gives no reason.`;
      return [
        failures > 1 ? `Syncs have failed since ${failingSince ?? at} (${failures} in a row).` : once,
        ...(detail === undefined ? [] : [`The reporter says: "${detail}".`]),
      ];
    },
    impact: STALE,
    caution: CAUTION,
    guide(story) {
      const sync = `${open(story)} ${SYNC}`;
      const rest = [
        HEALTH,
        `If the account that downloaded the token was disabled or its password changed, renew the token. ${download(story)} ${upload(story)}`,
        SUPPORT,
      ];
      // The daily sync was the second try already.
      return story.isRetried
        ? { title: 'Check for new terms, then sync once', steps: [terms(story), sync, ...rest] }
        : { title: 'Sync once, then check the usual causes', steps: [sync, terms(story), ...rest] };
    },
    escalated: ({ lasted }) => `Now critical: syncs have failed for ${lasted}.`,
    still: ({ lasted }) => [`Syncs have failed for ${lasted}.`],
    group: FAILED,
  },
  reporterSilent: REPORTER_SILENT,
  syncStuck: {
    headline: 'VPP sync stuck',
    state: 'sync stuck',
    summary: ({ inProgressFor }) => [
      inProgressFor === undefined
        ? 'The sync has not finished in the time allowed.'
        : `The sync has been running for ${inProgressFor}.`,
    ],
    impact: STALE,
    caution: CAUTION,
    guide: (story) => ({
      title: 'Check the sync, then look for an outage',
      steps: [
        `${open(story)} If it is still syncing, select Sync once if the button is available.`,
        HEALTH,
        terms(story),
        SUPPORT,
      ],
    }),
    group: STUCK,
  },
  syncOverdue: {
    headline: 'VPP sync overdue',
    state: 'sync overdue',
    summary: ({ lastSync, lastSyncAge }) => [
      ...(lastSync === undefined || lastSyncAge === undefined
        ? ["This token hasn't synced since monitoring began."]
        : [`The last sync was at ${lastSync}, ${lastSyncAge} before this alert.`, 'Intune normally syncs once a day.']),
      'No failure was reported; the sync is only late.',
    ],
    impact: STALE,
    caution: CAUTION,
    guide: (story) => ({
      title: "Sync manually, then find out why the daily sync didn't run",
      steps: [
        `${open(story)} ${SYNC}`,
        "Check that the token isn't expired, invalid or assigned elsewhere.",
        terms(story),
        HEALTH,
        SUPPORT,
      ],
    }),
    escalated: ({ lastSyncAge, lasted }) => `Now critical: no sync for ${lastSyncAge ?? lasted}.`,
    group: OVERDUE,
  },
  tokenChanged: TOKEN_CHANGED,
  appsMissing: APPS_MISSING,
  reportsRefused: REPORTS_REFUSED,
  channelFailing: CHANNEL_FAILING,
  pollFailing: POLL_FAILING,
  enrollmentExpired: ENROLLMENT_EXPIRED,
  enrollmentFailing: ENROLLMENT_FAILING,
  pushCertificateExpired: PUSH_CERTIFICATE_EXPIRED,
};
