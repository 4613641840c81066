import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/app/deliver/message.ts';
import { type Outcome, pauseOf, verdictOf } from '../../../src/app/deliver/outcome.ts';
import { plan } from '../../../src/app/deliver/plan.ts';
import type { Change } from '../../../src/app/deliver/ports.ts';
import type { Guard, HeardRow } from '../../../src/app/deliver/rows.ts';
import { mark } from '../../../src/app/deliver/trace.ts';
import { type Given, MINUTE, NOW, open, over, situationOf } from './build.ts';

const DAY = 24 * 60 * MINUTE;
const GUARD: Guard = {
  seq: 1,
  until: 0,
  failures: 2,
  failingSince: NOW - MINUTE,
  pausedUntil: NOW - 1,
  lastSuccessAt: 1,
};

const delivered: Outcome = { kind: 'delivered' };
const notTaken: Outcome = { kind: 'notTaken', reason: 'refused connection' };
const refused: Outcome = { kind: 'refused', reason: 'answered 400' };
const noAnswer: Outcome = { kind: 'noAnswer', reason: 'timed out' };
const failed = (status: number): Outcome => ({ kind: 'failed', status, reason: `answered ${status}` });

const member = (id: string, want = over(id)) => ({ id, want, heard: open(id), via: 'G' });

function messageOf(given: Given): Message<null> {
  return plan(situationOf(given)).messages[0]!;
}

function verdict(message: Message<null>, outcome: Outcome, guard = GUARD) {
  return verdictOf({ message, outcome, at: NOW + 1_000, endedAt: NOW + 1_000, guard, random: 0.5 });
}

/** Changes in short, as `put group G` or `drop due t0`. */
function short(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => {
    const [verb, kind] = 'put' in change ? ['put', change.put] : ['drop', change.drop];
    if (kind === 'sent') return [];
    const { row } = change;
    return `${verb} ${kind} ${'subject' in row ? row.subject : 'id' in row ? row.id : ''}`;
  });
}

function rowIn(changes: readonly Change[], subject: string): HeardRow {
  return changes.flatMap((it) => ('put' in it && it.put === 'heard' && it.row.subject === subject ? it.row : []))[0]!;
}

describe('before a send', () => {
  test('everything it may tell is noted, the group first', () => {
    const message = messageOf({ subjects: ['a', 'b'].map((id) => member(id)), groups: [{}] });

    const changes = mark(message, NOW);

    expect(short(changes)).toEqual(['put group G', 'put heard a', 'put heard b', 'put due G']);
    expect(rowIn(changes, 'a')).toMatchObject({ heard: { no: 4 }, maybe: [{ fact: over('a'), no: 5, via: 'G' }] });
    expect(changes[0]).toMatchObject({ row: { endTriedAt: NOW, sentAt: NOW } });
  });

  test('one that moves on has left its group, and has a key', () => {
    const message = messageOf({ subjects: [member('a', open('a', { cause: 'tokenInvalid' }))], groups: [{}] });

    expect(short(mark(message, NOW))).toEqual(['put heard a', 'put due G']);
    expect(rowIn(mark(message, NOW), 'a')).toMatchObject({ left: ['G'], key: 'I-a' });
  });

  test('what is tried again is noted once', () => {
    const row = { maybe: [{ fact: open('a'), no: 5, topic: 'syncFailed', at: 1, message: 'earlier' }] };
    const message = messageOf({ subjects: [{ id: 'a', want: open('a'), row }] });

    expect(rowIn(mark(message, NOW), 'a').maybe.map((it) => it.message)).toEqual(['I-a-5']);
  });
});

describe('after a send', () => {
  const alone = () =>
    messageOf({ subjects: [{ id: 'a', want: open('a'), row: { attempts: 1, triedSince: NOW - MINUTE } }] });
  const end = () => messageOf({ subjects: ['a', 'b'].map((id) => member(id)), groups: [{}] });

  test('that arrived: it is known, and the pause is over', () => {
    const { changes, guard } = verdict(alone(), delivered);

    expect(short(changes)).toEqual(['put heard a', 'drop due a']);
    const row = rowIn(changes, 'a');
    expect(row).toMatchObject({
      heard: { fact: open('a'), no: 5 },
      maybe: [],
      state: 'delivered',
      attempts: 0,
      key: 'I-a',
    });
    expect(row.triedSince).toBeUndefined();
    expect(guard).toMatchObject({
      failures: 0,
      pausedUntil: undefined,
      failingSince: undefined,
      lastSuccessAt: NOW + 1_000,
    });
  });

  test('the key goes with the end', () => {
    const message = messageOf({ subjects: [{ id: 'a', want: over('a'), heard: open('a'), row: { key: 'I-a' } }] });

    expect(message.key).toBe('I-a');
    expect(rowIn(verdict(message, delivered).changes, 'a').key).toBeUndefined();
  });

  test('a group is written before its members, but its end after them', () => {
    const opening = messageOf({ subjects: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, want: open(id) })) });

    expect(short(verdict(opening, delivered).changes)[0]).toBe('put group NEW');
    expect(short(verdict(end(), delivered).changes)).toEqual([
      ...['put heard a', 'drop due a', 'put heard b', 'drop due b'],
      ...['put group G', 'drop due G'],
    ]);
  });

  test.each<{ outcome: Outcome; maybe: number; quiet: boolean; dueIn: number }>([
    { outcome: notTaken, maybe: 0, quiet: false, dueIn: 160 },
    { outcome: { ...notTaken, retryAfterMs: 1_000_000 }, maybe: 0, quiet: false, dueIn: 1_000 },
    { outcome: failed(500), maybe: 1, quiet: false, dueIn: 160 },
    { outcome: failed(503), maybe: 1, quiet: false, dueIn: 160 },
    { outcome: failed(502), maybe: 1, quiet: true, dueIn: 160 },
    { outcome: failed(504), maybe: 1, quiet: true, dueIn: 160 },
    { outcome: noAnswer, maybe: 1, quiet: true, dueIn: 160 },
  ])('$outcome.kind $outcome.status: perhaps $maybe told, quiet $quiet', ({ outcome, maybe, quiet, dueIn }) => {
    const { changes, guard } = verdict(alone(), outcome);

    const row = rowIn(changes, 'a');
    expect(row.maybe).toHaveLength(maybe);
    expect(row.quietUntil).toBe(quiet ? NOW + 46_000 : undefined);
    expect(row).toMatchObject({ attempts: 2, triedSince: NOW - MINUTE, state: 'pending' });
    expect(guard).toMatchObject({ failures: 3, failingSince: NOW - MINUTE, pausedUntil: NOW + 1_000 + dueIn * 1_000 });
    expect(changes.at(-1)).toMatchObject({ put: 'due', row: { dueAt: NOW + 1_000 + dueIn * 1_000 } });
  });

  test('that was certainly not taken: nothing of it stays', () => {
    const { changes } = verdict(end(), notTaken);

    expect(rowIn(changes, 'a')).toMatchObject({ heard: { no: 4 }, maybe: [], no: 4 });
    expect(short(changes).slice(-2)).toEqual(['drop due G', 'put group G']);
    expect(changes.at(-1)).not.toHaveProperty('row.endTriedAt');
  });

  test('that was not taken and would have opened a group: that goes last', () => {
    const opening = messageOf({ subjects: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, want: open(id) })) });

    expect(short(verdict(opening, notTaken).changes).at(-1)).toBe('drop group NEW');
  });

  test('without an answer: its group is quiet as well', () => {
    expect(verdict(end(), noAnswer).changes.at(-1)).toMatchObject({ put: 'group', row: { quietUntil: NOW + 46_000 } });
  });

  test('that was too late: no attempt, no pause', () => {
    const { changes, guard } = verdict(alone(), { kind: 'late' });

    expect({ changes: short(changes), guard }).toEqual({ changes: ['put heard a'], guard: {} });
    expect(rowIn(changes, 'a')).toMatchObject({ attempts: 1, maybe: [] });
  });

  test('refused, of several: halves; of one: dead; no pause', () => {
    const five = messageOf({ subjects: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, want: open(id) })) });

    expect(rowIn(verdict(five, refused).changes, 'e')).toMatchObject({ atMost: 3, state: 'pending', attempts: 0 });
    const one = verdict(alone(), refused);
    expect(short(one.changes)).toEqual(['put heard a', 'drop due a']);
    expect(rowIn(one.changes, 'a')).toMatchObject({ state: 'dead', died: 'refused', maybe: [], no: 5 });
    expect(one.guard).toEqual({});
  });

  test('a group that only has to end is dead itself where that is refused', () => {
    const subjects = [{ id: 'm', heard: open('m', { cause: 'tokenInvalid' }), due: [], row: { left: ['G'] } }];
    const message = messageOf({ subjects, groups: [{}], groupDue: [{}] });

    expect(verdict(message, refused).changes).toContainEqual(
      expect.objectContaining({ put: 'group', row: expect.objectContaining({ state: 'dead' }) }),
    );
    expect(short(verdict(message, noAnswer).changes)).toEqual(['put group G', 'put due G']);
    expect(short(verdict(message, delivered).changes)).toEqual(['put group G', 'drop due G']);
  });

  test.each([
    { triedFor: DAY - 1_001, lastSuccessAt: 1, state: 'pending', died: undefined },
    { triedFor: DAY, lastSuccessAt: 1, state: 'dead', died: 'unreached' },
    { triedFor: DAY, lastSuccessAt: NOW, state: 'dead', died: 'failed' },
  ])('what was tried for $triedFor ms is $state, $died', ({ triedFor, lastSuccessAt, state, died }) => {
    const message = messageOf({ subjects: [{ id: 'a', want: open('a'), row: { triedSince: NOW - triedFor } }] });

    const { changes } = verdict(message, failed(500), { ...GUARD, lastSuccessAt });

    const row = rowIn(changes, 'a');
    expect({ state: row.state, died: row.died }).toEqual({ state, died });
    expect(short(changes).at(-1)).toBe(state === 'dead' ? 'drop due a' : 'put due a');
  });

  test('a target rests from its answer on, however long that took', () => {
    const message = messageOf({ subjects: [{ id: 'a', want: open('a') }] });
    const outcome = { ...notTaken, retryAfterMs: 900_000 };

    const { guard } = verdictOf({ message, outcome, at: NOW, endedAt: NOW + 9_000, guard: GUARD, random: 0.5 });

    expect(guard.pausedUntil).toBe(NOW + 909_000);
  });

  test.each([
    { failures: 0, random: 0.5, retryAfter: undefined, seconds: 10 },
    { failures: 0, random: 0, retryAfter: undefined, seconds: 8 },
    { failures: 0, random: 1, retryAfter: undefined, seconds: 12 },
    { failures: 1, random: 0.5, retryAfter: undefined, seconds: 40 },
    { failures: 2, random: 0.5, retryAfter: undefined, seconds: 160 },
    { failures: 3, random: 1, retryAfter: undefined, seconds: 600 },
    { failures: 900, random: 0.5, retryAfter: undefined, seconds: 600 },
    { failures: 0, random: 0.5, retryAfter: 90_000, seconds: 90 },
  ])('after $failures failures a target rests $seconds s', ({ failures, random, retryAfter, seconds }) => {
    expect(pauseOf(failures, random, retryAfter)).toBe(seconds * 1_000);
  });
});
