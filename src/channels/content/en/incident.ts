import type { Catalogue, Mark } from '../catalogue.ts';

const MARKS: Readonly<Record<Mark, string>> = {
  opened: '',
  escalated: 'Escalated: ',
  improved: 'Improved: ',
  updated: 'Update: ',
  reminder: 'Still open: ',
  unstable: 'Unstable: ',
};

export const mark: Catalogue['mark'] = (kind) => MARKS[kind];

/** How an incident goes on and ends. */
export const INCIDENT: Catalogue['incident'] = {
  unnamedToken: 'VPP token',
  allTokens: 'all VPP tokens',
  unstableHeadline: 'VPP sync',
  nowCritical: 'This is now critical.',
  secondFailure: (after) => `Now critical: a second sync failed ${after} after the first.`,
  nowWarning: 'This went from critical to warning.',
  before: (state) => `Before: ${state}.`,
  renewed: 'The token was renewed.',
  alsoFailing: (since) =>
    since === undefined ? 'Its syncs are failing too.' : `Its syncs are failing too, since ${since}.`,
  nowAlsoFailing: (since) =>
    since === undefined ? 'Its syncs have started failing too.' : `Its syncs have started failing too, at ${since}.`,
  noLongerFailing: 'Its syncs work again.',
  unchanged: (lastAlert) => `Nothing has changed since the last alert on ${lastAlert}.`,
  noReportSince: (since) => `No new report since ${since}, so it may have recovered without notice.`,
  acknowledged: (by, at) => `${by} has been on it since ${at}.`,
  unstable: (times, within) => `Failed and recovered ${times} times in ${within}.`,
  recoveryMustLast: (window) => `Recovery is reported once it has lasted ${window}.`,
  ends: {
    completed: { mark: '', headline: 'VPP sync recovered' },
    renewed: { mark: '', headline: 'VPP token renewed' },
    reported: { mark: '', headline: 'Reports are back' },
    corrected: { mark: '', headline: 'VPP token OK again' },
    retired: { mark: '', headline: 'No longer monitored' },
    elsewhere: { mark: '', headline: 'Alerts go elsewhere' },
  },
  elsewhere:
    'The problem continues. Its severity or the alert routes changed, so this target gets no more alerts about it.',
  withSpan: (sentence, span) => `${sentence} ${span}`,
  completed: (at) => `A sync completed at ${at}.`,
  hadFailed: (lasted) => `Syncs had failed for ${lasted}.`,
  hadLasted: (lasted) => `The problem had lasted ${lasted}.`,
  validUntil: (date) => (date === undefined ? 'The token is valid again.' : `Now valid until ${date}.`),
  hadBeenExpired: (lasted) => `It had been expired for ${lasted}.`,
  reported: (at, after, status) =>
    `A report arrived at ${at}${after === undefined ? '' : `, after ${after}`}.${status === undefined ? '' : ` Sync status: ${status.toLowerCase()}.`}`,
  corrected: 'Intune no longer shows the problem.',
  retired: (by, state) =>
    `${by === undefined ? 'Monitoring was stopped.' : `${by} stopped monitoring.`} The last state was "${state}".`,
};
