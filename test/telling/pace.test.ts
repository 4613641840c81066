import { describe, expect, it } from 'vitest';
import {
  A,
  alone,
  B,
  began,
  type Case,
  check,
  group,
  MINUTE,
  named,
  open,
  row,
  SECOND,
  trace,
  two,
} from './hand-made.ts';
import { apart } from './laws.ts';

const CASES: readonly Case[] = [
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

describe('when and how often it is said', () => {
  it.each(CASES)('$what', check);

  it('apart: asks for the same stories', () => {
    const company = [row(0, 'q', 1, B, { tenantId: 'u' }), alone(2, 1, { ...named('q', 'opened', B), tenantId: 'u' })];
    expect(apart(trace(...began), trace(...began, ...company), 't')).toEqual([]);
    const [first] = began;
    expect(apart(trace(...began), trace(...(first ? [first] : []), ...company), 't')).toMatchObject([
      { law: 'apart', text: 't!x alone: expired/critical; among others: nothing' },
    ]);
  });
});
