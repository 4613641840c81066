import { describe, expect, test } from 'vitest';
import { afterAttempt, MAX_ATTEMPTS, retryDelay } from '../../../functions/deliver.ts';
import type { Notification } from '../../../src/app/model/state.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** A notification under way: claimed, with so many attempts behind it. */
function claimed(fields: Partial<Notification> = {}): Notification {
  return {
    tenantId: 'contoso',
    incidentId: 'incident-1',
    seq: 1,
    target: 'webhook',
    notice: { type: 'vpp.test', notificationId: 'incident-1-1', at: NOW, severity: 'info' },
    state: 'pending',
    createdAt: NOW,
    dueAt: NOW + 120 * SECOND,
    claimedAt: NOW,
    attempts: 0,
    ...fields,
  };
}

describe('the delay after an attempt', () => {
  test.each([
    [1, 10 * SECOND],
    [2, 40 * SECOND],
    [3, 160 * SECOND],
    [4, 640 * SECOND],
    [5, 2_560 * SECOND],
    [6, 10_240 * SECOND],
    [7, 6 * HOUR],
    [9, 6 * HOUR],
  ])('%i is %i ms, a fifth more or less', (attempts, delay) => {
    expect(retryDelay(attempts, 0.5)).toBe(delay);
    expect(retryDelay(attempts, 0)).toBe(delay * 0.8);
    expect(retryDelay(attempts, 1)).toBe(delay * 1.2);
  });

  test('all attempts together take about a day', () => {
    const delays = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, i) => retryDelay(i + 1, 0.5));

    const sum = delays.reduce((a, b) => a + b, 0);

    expect(sum).toBeGreaterThan(20 * HOUR);
    expect(sum).toBeLessThan(28 * HOUR);
  });
});

describe('what becomes of a notification', () => {
  const retry = { kind: 'retry', reason: 'answered 503' } as const;

  test('delivered: it is over, its last error forgotten', () => {
    const next = afterAttempt(claimed({ lastError: 'answered 500', attempts: 1 }), { kind: 'delivered' }, NOW, 0.5);

    expect(next).toMatchObject({ state: 'delivered', attempts: 2, deliveredAt: NOW, lastAttemptAt: NOW });
    expect(next).not.toHaveProperty('lastError');
    expect(next).not.toHaveProperty('dueAt');
    expect(next).not.toHaveProperty('claimedAt');
  });

  test.each([
    ['after its delay', retry, 10 * SECOND],
    ['after a longer Retry-After', { ...retry, retryAfterMs: 90 * SECOND }, 90 * SECOND],
    ['not before its delay where Retry-After is shorter', { ...retry, retryAfterMs: SECOND }, 10 * SECOND],
  ])('retry: it is due %s, and nobody holds it', (_, result, wait) => {
    const next = afterAttempt(claimed(), result, NOW, 0.5);

    expect(next).toMatchObject({ state: 'pending', attempts: 1, dueAt: NOW + wait, lastError: 'answered 503' });
    expect(next).not.toHaveProperty('claimedAt');
  });

  test('retry at the last attempt: it is dead', () => {
    expect(afterAttempt(claimed({ attempts: MAX_ATTEMPTS - 2 }), retry, NOW, 0.5).state).toBe('pending');
    expect(afterAttempt(claimed({ attempts: MAX_ATTEMPTS - 1 }), retry, NOW, 0.5).state).toBe('dead');
  });

  test('refused: it is dead at the first attempt', () => {
    const next = afterAttempt(claimed(), { kind: 'refused', reason: 'answered 400' }, NOW, 0.5);

    expect(next).toMatchObject({ state: 'dead', attempts: 1, lastError: 'answered 400' });
    expect(next).not.toHaveProperty('dueAt');
  });

  test('a free retry costs no attempt, as long as the notice is not three days old', () => {
    const free = { ...retry, free: true, retryAfterMs: 2 * SECOND } as const;

    const young = afterAttempt(claimed(), free, NOW, 0.5);
    const old = afterAttempt(claimed({ createdAt: NOW - 72 * HOUR }), free, NOW, 0.5);

    expect(young).toMatchObject({ attempts: 0, dueAt: NOW + 2 * SECOND });
    expect(old).toMatchObject({ attempts: 1, dueAt: NOW + 10 * SECOND });
  });
});
