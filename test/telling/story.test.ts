import { describe, expect, it } from 'vitest';
import {
  A,
  alone,
  began,
  type Case,
  check,
  group,
  KEYED,
  lost,
  MINUTE,
  named,
  open,
  over,
  row,
  SECOND,
  send,
  trace,
  two,
} from './hand-made.ts';
import { breachesOf } from './laws.ts';
import type { TraceEvent } from './trace.ts';

const CASES: readonly Case[] = [
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
];

describe('what a message says', () => {
  it.each(CASES)('$what', check);

  it('takes what a broken run may have noted into account', () => {
    const broken: TraceEvent = { kind: 'broken', at: 5, target: 'hook', since: 1 };
    const end = [row(9, 'x', 2, over('a')), alone(MINUTE, 2, named('x', 'resolved', over('a')))];
    expect(breachesOf(trace(row(0, 'x', 1, A), broken, ...end))).toEqual([]);
    expect(breachesOf(trace(row(0, 'x', 1, A), ...end))).toHaveLength(1);
  });
});
