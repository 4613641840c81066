import { beforeEach, expect, test } from 'vitest';
import type { PollMessage } from '../../../src/app/model/poll.ts';
import type { Tenant } from '../../../src/app/model/ports.ts';
import { type Polls, pollsOf } from '../../../src/app/poll/hand-out.ts';
import { HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { NOON, PERIOD } from '../../support/world.ts';

let now: number;
let put: [tenantId: string, delaySeconds: number][];
let polls: Polls;

beforeEach(() => {
  now = NOON;
  put = [];
  const queue = { put: async ({ tenantId }: PollMessage, delay: number) => void put.push([tenantId, delay]) };
  // What lists new tenants is proved with whole polls.
  const never = {} as never;
  polls = pollsOf({
    ...{ queue, bySettings: new Map([['named', true]]), clock: () => now, period: PERIOD, withNeighbours: true },
    ...unused(never),
  });
});

function unused(never: never) {
  return { tenants: never, subjects: never, context: never };
}

function tenant(tenantId: string, fields: Partial<Tenant> = {}, nextPollAt?: number): Tenant {
  const poll = nextPollAt === undefined ? {} : { poll: { failures: 0, nextPollAt } };
  return { tenantId, enabled: true, polled: false, ...poll, ...fields };
}

test.each([
  ['that settings name', tenant('named'), true],
  ['that a person had polled', tenant('a', { polled: true }), true],
  ['that nobody asked for', tenant('a'), false],
  ['that is monitored no more', tenant('named', { enabled: false }), false],
])('a tenant %s', async (_, it, isPolled) => {
  await polls.handOut(it);

  expect(polls.isPolled(it)).toBe(isPolled);
  expect(put).toEqual(isPolled ? [[it.tenantId, 0]] : []);
});

test.each([
  ['long due', -HOUR, [['named', 0]]],
  ['due now', 0, [['named', 0]]],
  ['due before the next sweep, at its time', 61_500, [['named', 62]]],
  ['due with the next sweep', PERIOD, [['named', 300]]],
  ['due later, not yet', PERIOD + 1, []],
])('a poll that is %s', async (_, after, expected) => {
  await polls.handOut(tenant('named', {}, NOON + after));

  expect(put).toEqual(expected);
});

test('what is under way is not put again, unless it is not answered for 10 minutes', async () => {
  const due = tenant('named', {}, NOON + 2 * MINUTE);
  await polls.handOut(due);
  now += PERIOD;
  await polls.handOut(due);
  now += PERIOD;
  await polls.handOut(due);
  expect(put).toHaveLength(1);
  now += PERIOD;

  await polls.handOut(due);

  expect(put).toHaveLength(2);
});

test('what was answered is put for its next time, however soon', async () => {
  await polls.handOut(tenant('named', {}, NOON));
  now += PERIOD;

  await polls.handOut(tenant('named', {}, NOON + PERIOD + MINUTE));

  expect(put).toEqual([
    ['named', 0],
    ['named', 60],
  ]);
});
