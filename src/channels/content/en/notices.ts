import type { Catalogue, Guide, RenewalWords } from '../catalogue.ts';
import type { Expiring } from '../expiring-words.ts';
import { CAUTION, connections, download, NOUNS, upload, VERIFY } from './blocks.ts';
import { KEEP, renewCertificate, renewEnrollment, SAME_ACCOUNT } from './connections.ts';

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

const NAMES: Readonly<Record<Expiring, string>> = {
  token: 'VPP token',
  enrollment: 'Enrollment program token',
  push: 'Apple push certificate',
};

const IMPACTS: Readonly<Record<Expiring, string>> = {
  token: "After expiry, Intune can't assign licenses or update VPP apps.",
  enrollment: "After expiry of an enrollment program token, new devices can't enroll automatically.",
  push: "After expiry of the push certificate, Intune can't manage Apple devices.",
};
const CAUTIONS: Readonly<Record<Expiring, string>> = { token: CAUTION, enrollment: KEEP, push: SAME_ACCOUNT };
/** What costs most first. */
const ORDER = ['push', 'enrollment', 'token'] as const;
const inOrder = (kinds: readonly Expiring[]) => ORDER.filter((kind) => kinds.includes(kind));

const renewToken = (words: RenewalWords) => [download(words), upload(words), VERIFY];
const EARLY = 'Renew before the date: renewing early interrupts nothing.';

function guideOfOne(kind: Expiring, words: RenewalWords): Guide {
  if (kind === 'token') return { title: 'Renew the token', steps: [EARLY, ...renewToken(words)] };
  if (kind === 'push') return { title: 'Renew the push certificate', steps: [EARLY, ...renewCertificate(words)] };
  return { title: 'Renew the enrollment program token', steps: [EARLY, ...renewEnrollment(words)] };
}

/** Of several each kind has its steps; those of tokens alone are told one by one. */
function guideOfMany(kinds: readonly Expiring[]): Guide {
  const each = 'Do this for each token. Renewing early interrupts nothing.';
  if (kinds.every((kind) => kind === 'token')) return { title: 'Renew each token', steps: [each, ...renewToken({})] };
  const steps: Readonly<Record<Expiring, readonly string[]>> = {
    push: renewCertificate({}),
    enrollment: renewEnrollment({}),
    token: renewToken({}),
  };
  return {
    title: 'Renew each of them',
    steps: inOrder(kinds).map((kind) => `${NAMES[kind]}: ${steps[kind].join(' ')}`),
  };
}

export const EXPIRING: Catalogue['expiring'] = {
  titleOne: (kind, when) => `${NAMES[kind]} expires ${typeof when === 'number' ? `in ${days(when)}` : when}`,
  titleMany: (kinds, count, date) => `${connections(kinds, count)} expire by ${date}`,
  titleRenewed: (kinds, count) => `${connections(kinds, count)} renewed`,
  one: (kind, date, { account }) => {
    if (kind === 'token') return `The token expires on ${date}.`;
    if (kind === 'enrollment') return `The enrollment program token expires on ${date}.`;
    const same = account === undefined ? '' : ` (${account})`;
    return `The Apple MDM push certificate expires on ${date}. Renew it with the same Apple Account${same}.`;
  },
  many: (kind, name, date) => {
    const first = kind === 'token' ? [name] : ['the', NOUNS[kind][0], ...(name === undefined ? [] : [name])];
    return `The first is ${first.join(' ')} on ${date}.`;
  },
  connection: (kind, name) => (name === undefined ? NAMES[kind] : `${NAMES[kind]} ${name}`),
  renewedToo: (kinds, count) =>
    `${connections(kinds, count)} of an earlier alert ${count === 1 ? 'was' : 'were'} renewed.`,
  renewedOnly: (date, isSame) => `Valid until ${date}${isSame ? '' : ' or later'}. Nothing to do.`,
  row: (date, count) => `${days(count)} left, ${date}`,
  renewedRow: (date) => `renewed, valid until ${date}`,
  impact: (kinds) => ['Nothing has stopped.', ...inOrder(kinds).map((kind) => IMPACTS[kind])].join(' '),
  caution: (kinds) =>
    inOrder(kinds)
      .map((kind) => CAUTIONS[kind])
      .join(' '),
  guide: (kinds, only) => (only && kinds[0] ? guideOfOne(kinds[0], only) : guideOfMany(kinds)),
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
