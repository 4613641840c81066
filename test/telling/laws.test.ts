import { describe, expect, it } from 'vitest';
import { apart, breachesOf } from './laws.ts';
import { type Listed, type Named, newTrace, type RowChanged, type Sent, type Trace, type TraceEvent } from './trace.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const open = (incidentId: string, cause = 'expired', severity = 'critical') =>
  ({ kind: 'open', incidentId, cause, severity, failing: true }) as const;
const over = (incidentId: string, resolution = 'corrected') => ({ kind: 'over', incidentId, resolution }) as const;

function row(
  at: number,
  subject: string,
  no: number,
  fact: RowChanged['fact'],
  more: Partial<RowChanged> = {},
): RowChanged {
  return { kind: 'row', at, tenantId: 't', subject, no, fact, isReminder: false, audience: ['hook'], ...more };
}

function named(subject: string, as: Named['as'], fact: ReturnType<typeof open> | ReturnType<typeof over>): Named {
  const { incidentId } = fact;
  return fact.kind === 'over'
    ? { tenantId: 't', subject, as, incidentId, resolution: fact.resolution }
    : { tenantId: 't', subject, as, incidentId, cause: fact.cause, severity: fact.severity };
}

function alone(at: number, no: number, name: Named, more: Partial<Sent> = {}): Sent {
  const word = name.as === 'joined' ? 'opened' : name.as;
  const id = `${name.incidentId}-${no}`;
  const key = name.incidentId ?? '';
  return send(at, { message: id, type: `vpp.incident.${word}`, key, names: [{ ...name, no }], ...more });
}

function send(at: number, more: Partial<Sent>): Sent {
  const arrived = { outcome: 'delivered', landedAt: at, isRecorded: true } as const;
  return {
    kind: 'send',
    at,
    target: 'hook',
    message: 'm',
    type: 'vpp.digest',
    key: 'k',
    names: [],
    ...arrived,
    ...more,
  };
}

function group(at: number, word: string, names: readonly Named[], more: Partial<Sent> = {}): Sent {
  return send(at, { message: `g-${at}`, type: `vpp.outbreak.${word}`, key: 'g', group: 'g', names, ...more });
}

const lost = { outcome: 'noAnswer', landedAt: undefined } as const;
const THERE: TraceEvent = { kind: 'target', at: 0, target: 'hook', isConfigured: true, hasKeys: false };
const KEYED: TraceEvent = { ...THERE, hasKeys: true };

function trace(...events: TraceEvent[]): Trace {
  const made = newTrace(5);
  made.events.push(...(events[0]?.kind === 'target' ? [] : [THERE]), ...events);
  return made;
}

function listed(subject: string, standing: Listed['standing'], heard: Listed['heard'] = null): Listed {
  return { target: 'hook', tenantId: 't', subject, standing, heard };
}

const A = open('a');
const B = open('b');
const began = [row(0, 'x', 1, A), alone(1, 1, named('x', 'opened', A))];
const two = [
  row(0, 'x', 1, A),
  row(0, 'y', 1, B),
  group(1, 'opened', [named('x', 'joined', A), named('y', 'joined', B)]),
];

interface Case {
  readonly what: string;
  readonly events: readonly TraceEvent[];
  readonly listed?: readonly Listed[];
  readonly breach?: RegExp;
}

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
    what: 'true: never so',
    events: [row(0, 'x', 1, A), alone(1, 1, named('x', 'opened', open('a', 'terms')))],
    breach: /^true: .*not what was to be known/,
  },
  {
    what: 'true: so a while ago',
    events: [row(0, 'x', 1, A), row(5, 'x', 2, over('a')), alone(MINUTE, 1, named('x', 'opened', A))],
    breach: /^true: /,
  },
  {
    what: 'true: changed after it was read',
    events: [
      row(0, 'x', 1, A),
      row(5, 'x', 2, over('a')),
      alone(6, 1, named('x', 'opened', A)),
      alone(7, 2, named('x', 'resolved', over('a'))),
    ],
  },
  {
    what: 'true: silenced',
    events: [
      { kind: 'silence', at: 0, tenantId: 't', subject: 'x', until: MINUTE },
      ...began.map((it) => ({ ...it, at: it.at + 30 * SECOND })),
    ],
    breach: /^true: .*silenced/,
  },
  {
    what: 'true: the tenant silenced for longer than the token',
    events: [
      { kind: 'silence', at: 0, tenantId: 't', subject: '*', until: MINUTE },
      { kind: 'silence', at: 0, tenantId: 't', subject: 'x', until: 10 },
      ...began.map((it) => ({ ...it, at: it.at + 30 * SECOND })),
    ],
    breach: /^true: .*silenced/,
  },
  {
    what: 'true: a message that names nobody',
    events: [send(1, { type: 'vpp.outbreak.updated' })],
    breach: /^true: .*names nobody/,
  },
  {
    what: 'story: an end first',
    events: [row(0, 'x', 1, over('a')), alone(1, 1, named('x', 'resolved', over('a')))],
    breach: /^story: .*held nothing open/,
  },
  {
    what: 'story: an end of what may have been told',
    events: [
      row(0, 'x', 1, A),
      alone(1, 1, named('x', 'opened', A), lost),
      row(2, 'x', 2, over('a')),
      alone(MINUTE, 2, named('x', 'resolved', over('a'))),
    ],
  },
  {
    what: 'story: a change first',
    events: [row(0, 'x', 1, A), alone(1, 1, named('x', 'updated', A))],
    breach: /^story: .*may hold nothing open/,
  },
  {
    what: 'story: a change after an opening that was lost',
    events: [
      row(0, 'x', 1, A),
      alone(1, 1, named('x', 'opened', A), lost),
      row(5, 'x', 2, open('a', 'terms')),
      alone(MINUTE, 2, named('x', 'updated', open('a', 'terms'))),
    ],
    breach: /^story: .*may hold nothing open/,
  },
  {
    what: 'story: opened twice',
    events: [...began, row(5, 'x', 2, A, { isReminder: true }), alone(MINUTE, 2, named('x', 'opened', A))],
    breach: /^story: .*knows it to be open/,
  },
  {
    what: 'story: said again under its id',
    events: [row(0, 'x', 1, A), alone(1, 1, named('x', 'opened', A), lost), alone(MINUTE, 1, named('x', 'opened', A))],
  },
  {
    what: 'story: said again under another id',
    events: [
      row(0, 'x', 1, A),
      alone(1, 1, named('x', 'opened', A), lost),
      alone(MINUTE, 1, named('x', 'opened', A), { message: 'other' }),
    ],
    breach: /^story: .*under two ids/,
  },
  {
    what: 'story: reminded of something else',
    events: [
      row(0, 'x', 1, A),
      alone(1, 1, named('x', 'opened', A)),
      row(5, 'x', 2, open('a', 'terms')),
      alone(MINUTE, 2, named('x', 'reminder', open('a', 'terms'))),
    ],
    breach: /^story: .*reminded/,
  },
  {
    what: 'story: a group',
    events: [
      ...two,
      row(9, 'x', 2, over('a')),
      row(9, 'y', 2, over('b')),
      group(9 * MINUTE, 'resolved', [named('x', 'resolved', over('a')), named('y', 'resolved', over('b'))]),
    ],
  },
  {
    what: 'story: a group that ends with one open',
    events: [...two, row(9, 'x', 2, over('a')), group(9 * MINUTE, 'resolved', [named('x', 'resolved', over('a'))])],
    breach: /^story: .*ends while t!y/,
  },
  {
    what: 'story: a group that does not begin',
    events: [row(0, 'x', 1, A), group(1, 'updated', [named('x', 'joined', A)])],
    breach: /^story: .*begins with an opening/,
  },
  {
    what: 'story: a group after its end',
    events: [
      ...two,
      row(9, 'x', 2, over('a')),
      row(9, 'y', 2, over('b')),
      group(9 * MINUTE, 'resolved', [named('x', 'resolved', over('a')), named('y', 'resolved', over('b'))]),
      row(10 * MINUTE, 'x', 3, open('c')),
      group(10 * MINUTE + 1, 'updated', [named('x', 'joined', open('c'))]),
    ],
    breach: /^story: .*after its end/,
  },
  {
    what: 'story: nothing left, and one is told alone',
    events: [
      row(0, 'z', 1, open('c')),
      alone(0, 1, named('z', 'opened', open('c'))),
      ...two,
      row(9, 'x', 2, over('a')),
      row(9, 'y', 2, over('b')),
      group(9 * MINUTE, 'resolved', [named('x', 'resolved', over('a')), named('y', 'resolved', over('b'))], {
        saysMoreIsOpen: false,
      }),
    ],
    breach: /^story: .*nothing is left, and t!z/,
  },
  {
    what: 'story: all recovered, more than it told of',
    events: [
      ...two,
      row(9, 'x', 2, over('a')),
      row(9, 'y', 2, over('b')),
      group(9 * MINUTE, 'resolved', [named('x', 'resolved', over('a')), named('y', 'resolved', over('b'))], {
        counts: { open: 0, recovered: 3, moved: 0 },
      }),
    ],
    breach: /^story: .*speaks of 3/,
  },
  {
    what: 'story: an alert ended under a key that it never had',
    events: [
      KEYED,
      ...began,
      row(9, 'x', 2, over('a')),
      alone(10, 2, named('x', 'resolved', over('a')), { key: 'other' }),
    ],
    breach: /^story: .*nothing was opened under the key other/,
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
  {
    what: 'few: five alone',
    events: ['p', 'q', 'r', 's', 't'].flatMap((subject, i) => [
      row(i * MINUTE, subject, 1, open(subject)),
      alone(i * MINUTE + 1, 1, named(subject, 'opened', open(subject))),
    ]),
    breach: /^few: .*5 of expired/,
  },
  {
    what: 'few: a group that speaks too soon',
    events: [
      ...two,
      row(9, 'p', 1, open('p')),
      group(20 * SECOND, 'updated', [named('p', 'joined', open('p'))]),
      row(21 * SECOND, 'q', 1, open('q')),
      group(60 * SECOND, 'updated', [named('q', 'joined', open('q'))]),
    ],
    breach: /^few: .*40 s after its last/,
  },
  { what: 'prompt: in time', events: [row(0, 'x', 1, A), alone(14 * SECOND, 1, named('x', 'opened', A))] },
  {
    what: 'prompt: too late',
    events: [row(0, 'x', 1, A), alone(16 * SECOND, 1, named('x', 'opened', A), { since: 1 })],
    breach: /^prompt: /,
  },
];

describe('the laws of telling', () => {
  it.each(CASES)('$what', ({ what, events, listed: rows = [], breach }) => {
    const made = trace(...events);
    const at = 20 * MINUTE;
    const promptness = what.startsWith('prompt') ? { until: at } : undefined;
    const found = breachesOf(made, { at, listed: rows }, promptness).map(({ law, text }) => `${law}: ${text}`);
    if (breach)
      expect(
        found.some((it) => breach.test(it)),
        found.join('\n'),
      ).toBe(true);
    else expect(found).toEqual([]);
  });

  it('takes what a broken run may have noted into account', () => {
    const broken: TraceEvent = { kind: 'broken', at: 5, target: 'hook', since: 1 };
    const end = [row(9, 'x', 2, over('a')), alone(MINUTE, 2, named('x', 'resolved', over('a')))];
    expect(breachesOf(trace(row(0, 'x', 1, A), broken, ...end))).toEqual([]);
    expect(breachesOf(trace(row(0, 'x', 1, A), ...end))).toHaveLength(1);
  });
});

describe('apart', () => {
  it('asks for the same stories', () => {
    const company = [row(0, 'q', 1, B, { tenantId: 'u' }), alone(2, 1, { ...named('q', 'opened', B), tenantId: 'u' })];
    expect(apart(trace(...began), trace(...began, ...company), 't')).toEqual([]);
    const [first] = began;
    expect(apart(trace(...began), trace(...(first ? [first] : []), ...company), 't')).toMatchObject([
      { law: 'apart', text: 't!x alone: expired/critical; among others: nothing' },
    ]);
  });
});
