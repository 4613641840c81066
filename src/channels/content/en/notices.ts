import type { Catalogue } from '../catalogue.ts';
import { CAUTION, download, tokens, upload, VERIFY } from './blocks.ts';

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
