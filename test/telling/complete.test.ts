import { describe, it } from 'vitest';
import {
  A,
  alone,
  B,
  began,
  type Case,
  check,
  KEYED,
  listed,
  lost,
  MINUTE,
  named,
  over,
  row,
  send,
  THERE,
} from './hand-made.ts';

const CASES: readonly Case[] = [
  {
    what: 'complete: told and over',
    events: [...began, row(9, 'x', 2, over('a')), alone(10, 2, named('x', 'resolved', over('a')))],
  },
  {
    what: 'complete: an end that was not told',
    events: [...began, row(9, 'x', 2, over('a'))],
    breach: /^complete: t!x: should know over/,
  },
  {
    what: 'complete: a beginning that was not told',
    events: [row(0, 'x', 1, A)],
    breach: /^complete: t!x: should know expired.*holds nothing/,
  },
  {
    what: 'complete: an opening that was lost',
    events: [row(0, 'x', 1, A), alone(1, 1, named('x', 'opened', A), lost)],
    breach: /^complete: t!x: should know/,
  },
  { what: 'complete: dead, and listed as that', events: [row(0, 'x', 1, A)], listed: [listed('x', 'dead')] },
  {
    what: 'complete: never told and over',
    events: [row(0, 'x', 1, A), row(9, 'x', 2, over('a'))],
    listed: [listed('x', 'missed')],
  },
  {
    what: 'complete: missed, and it goes on',
    events: [row(0, 'x', 1, A)],
    listed: [listed('x', 'missed')],
    breach: /goes on/,
  },
  {
    what: 'complete: pending at rest',
    events: [...began],
    listed: [listed('x', 'pending', A)],
    breach: /still pending/,
  },
  {
    what: 'complete: parked, and it is there',
    events: [row(0, 'x', 1, A)],
    listed: [listed('x', 'parked')],
    breach: /parked/,
  },
  {
    what: 'complete: parked',
    events: [THERE, { ...THERE, isConfigured: false }, row(0, 'x', 1, A)],
    listed: [listed('x', 'parked')],
  },
  {
    what: 'complete: silenced',
    events: [{ kind: 'silence', at: 0, tenantId: 't', subject: '*', until: MINUTE * 999 }, row(0, 'x', 1, A)],
    listed: [listed('x', 'silenced')],
  },
  {
    what: 'complete: silenced by nobody',
    events: [row(0, 'x', 1, A)],
    listed: [listed('x', 'silenced')],
    breach: /is not/,
  },
  {
    what: 'complete: out of the audience, and still open for it',
    events: [...began, row(9, 'x', 2, A, { audience: [] })],
    breach: /should know over \(elsewhere\)/,
  },
  {
    what: 'complete: taken for told without a message',
    events: [...began],
    listed: [listed('x', 'delivered', B)],
    breach: /which no message said/,
  },
  {
    what: 'complete: expiries that were named',
    events: [
      row(0, '_expiring', 1, { kind: 'expiring', items: [{ tokenId: 'x', expiresAt: '2027' }] }),
      send(1, {
        type: 'vpp.expiring',
        names: [{ tenantId: 't', subject: '_expiring', as: 'expiring', items: [{ tokenId: 'x', expiresAt: '2027' }] }],
      }),
    ],
  },
  {
    what: 'complete: one expiry that was not named',
    events: [
      row(0, '_expiring', 1, {
        kind: 'expiring',
        items: [
          { tokenId: 'x', expiresAt: '2027' },
          { tokenId: 'y', expiresAt: '2027' },
        ],
      }),
      send(1, {
        type: 'vpp.expiring',
        names: [{ tenantId: 't', subject: '_expiring', as: 'expiring', items: [{ tokenId: 'x', expiresAt: '2027' }] }],
      }),
    ],
    breach: /^complete: t!_expiring: should know/,
  },
  {
    what: 'complete: an alert that stays',
    events: [
      KEYED,
      ...began,
      row(9, 'x', 2, over('a')),
      alone(10, 2, named('x', 'resolved', over('a')), { key: 'other' }),
    ],
    breach: /^complete: the alert a stays/,
  },
];

describe('what everybody knows in the end', () => {
  it.each(CASES)('$what', check);
});
