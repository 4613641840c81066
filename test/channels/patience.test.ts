import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SendResult, Target } from '../../src/app/model/ports.ts';
import { withPatience } from '../../src/channels/patience.ts';
import { MINUTE, SECOND } from '../../src/domain/policy.ts';
import { freezeTime } from '../support/delivery-world.ts';
import { testNotice } from './notices.ts';

beforeEach(freezeTime);
afterEach(() => vi.useRealTimers());

const FAILS: SendResult = { kind: 'retry', reason: 'answered 503' };
const LEFT_ALONE = { kind: 'retry', free: true, reason: expect.stringMatching(/left alone/) };

test('five failures in a row open the circuit: for half a minute nothing is sent, and that costs no attempt', async () => {
  const { target, sends } = answering(FAILS);
  for (let i = 0; i < 5; i++) expect(await target.send(testNotice())).toEqual(FAILS);

  const sixth = await target.send(testNotice());
  await vi.advanceTimersByTimeAsync(29 * SECOND);
  const later = await target.send(testNotice());

  expect(sixth).toMatchObject({ ...LEFT_ALONE, retryAfterMs: 30 * SECOND });
  expect(later).toMatchObject({ ...LEFT_ALONE, retryAfterMs: SECOND });
  expect(sends()).toBe(5);
});

test('four failures and a success leave it closed', async () => {
  const { target, sends } = answering(FAILS, FAILS, FAILS, FAILS, { kind: 'delivered' }, FAILS);

  for (let i = 0; i < 9; i++) await target.send(testNotice());

  expect(sends()).toBe(9);
});

test('what is refused does not open it: that is about one notice', async () => {
  const { target, sends } = answering({ kind: 'refused', reason: 'answered 400' });

  for (let i = 0; i < 9; i++) await target.send(testNotice());

  expect(sends()).toBe(9);
});

test('after half a minute one is tried, alone; it costs no attempt where it fails, and the next pause is longer', async () => {
  const { target, sends, hold } = answering(FAILS);
  await openCircuit(target);
  await vi.advanceTimersByTimeAsync(30 * SECOND);
  const release = hold();

  const probe = target.send(testNotice());
  const beside = await target.send(testNotice());
  release();
  const tried = await probe;
  await vi.advanceTimersByTimeAsync(59 * SECOND);
  const stillOpen = await target.send(testNotice());

  expect(sends()).toBe(6);
  expect(beside).toMatchObject(LEFT_ALONE);
  expect(tried).toMatchObject({ ...FAILS, free: true, retryAfterMs: MINUTE });
  expect(stillOpen).toMatchObject(LEFT_ALONE);
});

test('the pauses grow to five minutes and no more', async () => {
  const { target } = answering(FAILS);
  await openCircuit(target);
  const pauses: (number | undefined)[] = [];

  for (let i = 0; i < 6; i++) {
    const result = await target.send(testNotice());
    const wait = result.kind === 'retry' ? result.retryAfterMs : undefined;
    pauses.push(wait);
    await vi.advanceTimersByTimeAsync(wait ?? 0);
    await target.send(testNotice());
  }

  expect(pauses).toEqual([30, 60, 120, 240, 300, 300].map((seconds) => seconds * SECOND));
});

test('one that is well again is sent to as before', async () => {
  const { target, sends } = answering(...Array<SendResult>(5).fill(FAILS), { kind: 'delivered' });
  await openCircuit(target);
  await vi.advanceTimersByTimeAsync(30 * SECOND);

  const results = [await target.send(testNotice()), await target.send(testNotice())];

  expect(results).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }]);
  expect(sends()).toBe(7);
});

test('a probe that is asked to wait longer waits longer', async () => {
  const slow: SendResult = { ...FAILS, retryAfterMs: 10 * MINUTE };
  const { target } = answering(...Array<SendResult>(5).fill(FAILS), slow);
  await openCircuit(target);
  await vi.advanceTimersByTimeAsync(30 * SECOND);

  const tried = await target.send(testNotice());

  expect(tried).toMatchObject({ free: true, retryAfterMs: 10 * MINUTE });
});

const BUSY: SendResult = { kind: 'retry', reason: 'answered 429', retryAfterMs: 60 * SECOND, free: true };

test('a service with a limit that asks for patience is left alone by all, whatever they bring', async () => {
  const { target, sends } = answering(BUSY);
  const paced = withPatience(target, 1, Date.now);
  await paced.send(testNotice());

  const others = [await paced.send(testNotice()), await paced.send(testNotice())];
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  await paced.send(testNotice());

  const waits = others.map((it) => it.kind === 'retry' && [it.free, it.retryAfterMs]);
  expect(waits).toEqual(Array(2).fill([true, 60 * SECOND]));
  expect(sends()).toBe(2);
});

test('one without a limit may say it of one notice, and others go on; however often, its circuit stays closed', async () => {
  const { target, sends } = answering(...Array<SendResult>(9).fill(BUSY), { kind: 'delivered' });

  for (let i = 0; i < 9; i++) await target.send(testNotice());

  expect(await target.send(testNotice())).toEqual({ kind: 'delivered' });
  expect(sends()).toBe(10);
});

test('two a second are spaced evenly, and a place in the line is half a second long', async () => {
  const { target, times } = answering({ kind: 'delivered' });
  const paced = withPatience(target, 2, Date.now);

  const results = Array.from({ length: 7 }, (_, i) => paced.send({ ...testNotice(), notificationId: `n-${i}` }));
  await vi.advanceTimersByTimeAsync(10 * SECOND);

  const waits = (await Promise.all(results)).map((it) => (it.kind === 'retry' ? it.retryAfterMs : 'sent'));
  expect(waits).toEqual(['sent', 'sent', 'sent', 'sent', 2_000, 2_500, 3_000]);
  expect(times().map((at) => at - (times()[0] ?? 0))).toEqual([0, 500, 1_000, 1_500]);
});

test('a target without a limit is sent to as fast as there is something to send', async () => {
  const { target, sends } = answering({ kind: 'delivered' });

  await Promise.all(Array.from({ length: 100 }, () => target.send(testNotice())));

  expect(sends()).toBe(100);
});

/** A patient target whose service answers so, one after the other; the last answer stays. */
function answering(...answers: readonly SendResult[]) {
  const times: number[] = [];
  let held: Promise<void> | undefined;
  const service: Target = {
    id: 'service',
    async send() {
      times.push(Date.now());
      await held;
      return answers[Math.min(times.length, answers.length) - 1] ?? { kind: 'delivered' };
    },
  };
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  return { target: withPatience(service, undefined, Date.now), sends: () => times.length, times: () => times, hold };
}

async function openCircuit(target: Target): Promise<void> {
  for (let i = 0; i < 5; i++) await target.send(testNotice());
}
