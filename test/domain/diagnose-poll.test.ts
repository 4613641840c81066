import { expect, test } from 'vitest';
import { diagnosePoll } from '../../src/domain/diagnose-poll.ts';
import { DAY, DEFAULT_POLICY, HOUR } from '../../src/domain/policy.ts';
import { inWords, NOON } from './build.ts';

test.each([
  ['a good poll', { failures: 0 }, 0, false, 'well'],
  ['one failed', { failures: 1, failingSince: NOON }, 0, false, 'well'],
  ['two failed', { failures: 2, failingSince: NOON }, HOUR, false, 'well'],
  ['three failed', { failures: 3, failingSince: NOON }, HOUR, false, 'pollFailing warning'],
  ['three failed, and people know why', { failures: 3, failingSince: NOON }, HOUR, true, 'well'],
  ['for less than 72 h', { failures: 99, failingSince: NOON }, 68 * HOUR, false, 'pollFailing warning'],
  [
    'for three days, at the hour of reminders',
    { failures: 99, failingSince: NOON },
    69 * HOUR,
    false,
    'pollFailing critical',
  ],
])('polls of which %s', (_, record, after, isToldElsewhere, expected) => {
  expect(inWords(diagnosePoll(record, NOON + after, DEFAULT_POLICY, isToldElsewhere))).toBe(expected);
});

test('it says when it becomes critical', () => {
  const { changesAt } = diagnosePoll({ failures: 3, failingSince: NOON }, NOON + HOUR, DEFAULT_POLICY, false);

  expect(changesAt).toBe(Date.parse('2026-03-13T09:00:00Z'));
  expect(changesAt).toBeLessThan(NOON + 3 * DAY);
});
