import type { Catalogue, GroupWords } from '../catalogue.ts';
import { connections, HEALTH, tenants, terms, tokens } from './blocks.ts';

interface Nouns {
  /** What is counted: tokens, tenants, channels. */
  things(count: number): string;
  /** Begins a title; `things` come with their tenants. */
  many(things: string): string;
  /** A verb phrase of what happened to one, or to more of them, and an adjective of what they are since. */
  readonly began: string | { readonly one: string; readonly more: string };
  readonly still: string;
  /** How long it has been so begins with this. */
  readonly lasting?: string;
  over(count: number): string;
  readonly lastOver: string;
  readonly hint?: string;
}

/** The sentences that are the same for every cause. */
function group({ things, many, began, still, lasting = 'lasted', over, lastOver, hint }: Nouns): GroupWords {
  // Only of tokens it says something in how many tenants they are.
  const where = (count: number) => (things === tokens ? inTenants(count) : '');
  const verb = (count: number) => (typeof began === 'string' ? began : count === 1 ? began.one : began.more);
  return {
    many: (count, tenantCount) => many(`${things(count)}${where(tenantCount)}`),
    began: (count, tenantCount) => `${things(count)}${where(tenantCount)} ${verb(count)}.`,
    left: (left, all) => `${left} of ${things(all)} still ${still}`,
    still: (lasted, left, all) => ({ mark: '', title: `Still ${still} (${lasted}): ${left} of ${things(all)}` }),
    reportedBefore: (open, before) =>
      `${open} in all are ${still}; ${before} ${before === 1 ? 'was' : 'were'} reported before.`,
    longest: (name, lasted) => `The longest has ${lasting} for ${lasted}: ${name}.`,
    stillOpen: (names) => `Still ${still}: ${names}.`,
    over: (count) => ({ mark: '', title: over(count) }),
    partOver: partOver(things),
    lastOver: (at, lasted) => `${lastOver} at ${at}, ${lasted} after the first.`,
    ...(hint !== undefined && { hint }),
  };
}

const partOver = (things: (count: number) => string) => (recovered: number, all: number) => ({
  mark: 'Update: ',
  title: recovered === 0 ? `${things(all)} with another problem` : `${recovered} of ${things(all)} recovered`,
});
const inTenants = (count: number) => (count > 1 ? ` in ${tenants(count)}` : '');
const plain = (count: number) => (count === 1 ? '1 token' : `${count} tokens`);
const channels = (count: number) => (count === 1 ? '1 alert channel' : `${count} alert channels`);
const SYNC = {
  things: tokens,
  over: (count: number) => `VPP sync recovered: all ${plain(count)}`,
  lastOver: 'The last one completed',
};
const STATE = {
  things: tokens,
  over: (count: number) => `VPP tokens OK again: all ${count}`,
  lastOver: 'The last one recovered',
};

export const EXPIRED = group({
  ...STATE,
  many: (things) => `${things} expired`,
  began: 'expired',
  still: 'expired',
  hint: 'Renew each one; start with the critical ones.',
});
export const EXTERNAL = group({
  ...STATE,
  many: (things) => `${things} in another MDM`,
  began: { one: 'was assigned to another MDM', more: 'were assigned to another MDM' },
  still: 'in another MDM',
});
export const DUPLICATE = group({
  ...STATE,
  many: (things) => `Duplicates: ${things}`,
  began: { one: 'turned out to be a duplicate', more: 'turned out to be duplicates' },
  still: 'duplicate',
});
export const INVALID = group({
  ...STATE,
  many: (things) => `${things} invalid`,
  began: 'became invalid within 15 minutes',
  still: 'invalid',
});
export const FAILED = group({
  ...SYNC,
  many: (things) => `VPP sync failing: ${things.replace('VPP ', '')}`,
  began: 'started failing within 15 minutes',
  still: 'failing',
  lasting: 'failed',
});
export const STUCK = group({
  ...SYNC,
  many: (things) => `VPP sync stuck: ${things.replace('VPP ', '')}`,
  began: 'got stuck in a sync',
  still: 'stuck',
});
export const OVERDUE = group({
  ...SYNC,
  many: (things) => `VPP sync overdue: ${things.replace('VPP ', '')}`,
  began: 'became overdue',
  still: 'overdue',
});
export const SILENT = group({
  things: tokens,
  many: (things) => `No reports: ${things}`,
  began: { one: 'no longer has reports', more: 'no longer have reports' },
  still: 'without reports',
  over: (count) => `Reports are back: all ${tokens(count)}`,
  lastOver: 'The last one was reported',
  hint: 'The others still report, so check what changed for these.',
});
export const SILENT_TENANTS = group({
  things: tenants,
  many: (things) => `No reports from ${things}`,
  began: { one: 'no longer sends reports', more: 'no longer send reports' },
  still: 'without reports',
  over: (count) => `Reports are back: all ${tenants(count)}`,
  lastOver: 'The last one reported',
  hint: 'Likely the reporter stopped, not the tokens.',
});
export const REFUSED = group({
  things: tenants,
  many: (things) => `VPP token reports refused: ${things}`,
  began: {
    one: 'sends only reports that this app has to refuse',
    more: 'send only reports that this app has to refuse',
  },
  still: 'refused',
  over: (count) => `No more refused VPP token reports: all ${tenants(count)}`,
  lastOver: 'The last one ended',
});
export const CHANNELS = group({
  things: channels,
  many: (things) => `${things} failing`,
  began: 'started failing',
  still: 'failing',
  over: (count) => `Alert channels work again: all ${count}`,
  lastOver: 'The last one recovered',
});

export const REMOVED = group({
  ...STATE,
  many: (things) => `${things} removed from Intune`,
  began: { one: 'was removed from Intune', more: 'were removed from Intune' },
  still: 'removed',
});
export const CHANGED = group({
  ...STATE,
  many: (things) => `${things} changed at renewal`,
  began: {
    one: 'has another account, organization or location since its renewal',
    more: 'have another account, organization or location since their renewal',
  },
  still: 'changed',
});
export const APPS_MISSING = group({
  ...STATE,
  many: (things) => `Apps missing: ${things}`,
  began: { one: 'lost half of its apps or more', more: 'lost half of their apps or more' },
  still: 'short of apps',
});
export const UNREADABLE = group({
  things: tenants,
  many: (things) => `Can't read VPP tokens of ${things}`,
  began: "can't be read from Microsoft Graph",
  still: 'unreadable',
  over: (count) => `VPP tokens are read again: all ${tenants(count)}`,
  lastOver: 'The last one was read',
});
const ENROLLMENT = {
  things: (count: number) => (count === 1 ? '1 enrollment program token' : `${count} enrollment program tokens`),
  over: (count: number) => `Enrollment program tokens OK again: all ${count}`,
  lastOver: 'The last one recovered',
};
export const ENROLLMENTS_EXPIRED = group({
  ...ENROLLMENT,
  many: (things) => `${things} expired`,
  began: 'expired',
  still: 'expired',
});
export const ENROLLMENTS_FAILING = group({
  ...ENROLLMENT,
  many: (things) => `${things} not syncing`,
  began: 'stopped syncing',
  still: 'not syncing',
});
export const CERTIFICATES_EXPIRED = group({
  things: (count) => (count === 1 ? '1 Apple push certificate' : `${count} Apple push certificates`),
  many: (things) => `${things} expired`,
  began: 'expired',
  still: 'expired',
  over: (count) => `Apple push certificates OK again: all ${count}`,
  lastOver: 'The last one recovered',
});

/** How a group goes on, whatever its cause. */
export const GROUPS: Catalogue['groups'] = {
  updated: 'Update: ',
  escalated: 'Escalated: ',
  partlyOver: 'Update: ',
  joined: (count, names) => `${count} more since the last alert: ${names}.`,
  becameCritical: (count, names) => `${count} became critical: ${names}.`,
  alsoFailing: (count, names) => `${count} now ${count === 1 ? 'fails' : 'fail'} to sync, too: ${names}.`,
  better: (count, names) => `${count} improved: ${names}.`,
  recovered: (count) => `${count} recovered.`,
  stopped: (count) => `${count} ${count === 1 ? 'is' : 'are'} no longer monitored, or no longer alerted about here.`,
  ended: 'No more alerts: ',
  moved: (count, what) =>
    `${count} ${count === 1 ? 'has' : 'have'} another problem${what === '' ? '' : ` (${what})`} and further alerts.`,
  stateOf: (state, count) => `${count} ${state}`,
  unchanged: (since) => `No change since ${since}.`,
  outage: 'Likely an outage at Apple, or new Apple terms: each organization has to accept those.',
  outageCaution: "Don't renew or delete tokens during an outage.",
  outageGuide: (tenantCount, token) => ({
    title: 'Check for an outage, then for new terms',
    steps: [
      HEALTH,
      'If an outage is listed, wait: the next daily sync recovers.',
      `If not${tenantCount > 1 ? ', for each organization' : ''}: ${terms(token)}`,
      'If it still fails, treat one token as in "sync failing": sync it once, then check the account that downloaded it.',
    ],
  }),
  forEach: 'Do this for each token, the critical ones first.',
  seeOthers: { title: 'See the alerts of the others', steps: [] },
  of: (name, tenant) => `${name} (${tenant})`,
  list: (names, rest) => `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  tokensOf: (count, names) => `${tokens(count)}${names === '' ? '' : `: ${names}`}`,
  moreTenants: (count) => `and ${count} more tenants`,
};

/** All that a first check found. */
export const BASELINE: Catalogue['baseline'] = {
  many: (count) => `First check: ${tokens(count)} ${count === 1 ? 'needs' : 'need'} attention`,
  began: () => 'Listed by severity. Problems may be older than today.',
  left: (left, all) => `First check: ${left} of ${tokens(all)} ${left === 1 ? 'needs' : 'need'} attention`,
  still: (lasted, left, all) => ({
    mark: '',
    title: `First check, still open (${lasted}): ${left} of ${all} tokens`,
  }),
  reportedBefore: (open, before) =>
    `${open} in all need attention; ${before} ${before === 1 ? 'was' : 'were'} reported before.`,
  longest: (name, lasted) => `The longest has lasted for ${lasted}: ${name}.`,
  stillOpen: (names) => `Still open: ${names}.`,
  over: (count) => ({ mark: '', title: `First check: all ${tokens(count)} OK` }),
  partOver: partOver(tokens),
  lastOver: (at, lasted) => `The last one recovered at ${at}, ${lasted} after the check.`,
  row: (state, severity) => `${state} (${severity})`,
  guideTitle: 'Start with the critical ones',
  firstStep: (headline, step) => `${headline}: ${step}`,
  seePage: 'The status page shows the steps for each token.',
};

const problems = (count: number) => (count === 1 ? '1 open problem' : `${count} open problems`);

/** Several notices of one morning. */
export const DIGEST: Catalogue['digest'] = {
  title: (open, expiring, renewed, kinds) => {
    const parts = [
      ...(open > 0 ? [problems(open)] : []),
      ...(expiring > 0 ? [`${connections(kinds, expiring)} expiring`] : []),
      ...(renewed > 0 ? [`${connections(kinds, renewed)} renewed`] : []),
    ];
    return `Summary: ${parts.join(', ')}`;
  },
  message: 'Reminders of open problems and coming expiry dates, in one message.',
  guideTitle: 'Start with the critical ones',
  firstStep: (guide, step) => `${guide}: ${step}`,
};
