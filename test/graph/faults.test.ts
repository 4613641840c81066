import { describe, expect, test } from 'vitest';
import type { Mishap } from '../../local/graph-stand-in/tenant.ts';
import { CONTOSO, faultOf, graphWorld, READ } from './world.ts';

interface Case {
  readonly mishap: Mishap;
  readonly kind: string;
  readonly reason: string;
  /** How often it is asked for in all. */
  readonly tries?: number;
}

const CASES: Record<string, Case> = {
  'an access token that is never accepted': {
    mishap: { status: 401, code: 'InvalidAuthenticationToken' },
    kind: 'credential',
    reason: 'HTTP 401 InvalidAuthenticationToken',
    tries: 2,
  },
  'a 401 of Intune, which is not about the access token': {
    mishap: { status: 401, code: 'Unauthorized' },
    kind: 'unexpected',
    reason: 'HTTP 401 Unauthorized',
    tries: 2,
  },
  'a permission that is missing': {
    mishap: { status: 403, code: 'Forbidden', message: 'Application must have one of the following scopes: X' },
    kind: 'permissionMissing',
    reason: 'HTTP 403 Forbidden',
    tries: 2,
  },
  'a tenant without Intune': {
    mishap: { status: 400, code: 'BadRequest', message: 'Request not applicable to target tenant.' },
    kind: 'licenseMissing',
    reason: 'HTTP 400 BadRequest',
  },
  'a tenant without a licence': {
    mishap: { status: 403, code: 'Forbidden', message: 'The tenant does not have a valid Intune license.' },
    kind: 'licenseMissing',
    reason: 'HTTP 403 Forbidden',
  },
  'a Graph that is ill': {
    mishap: { status: 503 },
    kind: 'unreachable',
    reason: 'HTTP 503 generalException',
    tries: 8,
  },
  'what nobody thought of': { mishap: { status: 418 }, kind: 'unexpected', reason: 'HTTP 418 generalException' },
  'a code that is no word': { mishap: { status: 418, code: '<b>x' }, kind: 'unexpected', reason: 'HTTP 418' },
};

test.each(Object.entries(CASES))('%s', async (_, { mishap, kind, reason, tries = 1 }) => {
  const { list, standIn } = await graphWorld({ mishap: () => mishap, settings: { GRAPH_VERSION: 'v1.0' } });

  const fault = faultOf(await list());

  expect(fault).toMatchObject({ kind, reason });
  expect(fault?.permission).toBe(kind === 'permissionMissing' ? READ : undefined);
  expect(standIn.seen).toHaveLength(tries);
});

const LONGEST = 8 * 2 ** 20;
const emptyPageOf = (bytes: number) => `{"value":[]}${' '.repeat(bytes - 12)}`;

test('an answer is read up to 8 MiB, and a longer one is not what was asked for', async () => {
  const { list, standIn } = await graphWorld({
    mishap: ({ before }) => ({ text: emptyPageOf(LONGEST + before) }),
    settings: { GRAPH_VERSION: 'v1.0' },
  });

  expect(faultOf(await list())).toBeUndefined();
  expect(faultOf(await list())).toEqual({ kind: 'unexpected', reason: 'the answer is longer than 8 MiB' });
  expect(standIn.seen).toHaveLength(2);
});

test('an answer without an end is not read to it', async () => {
  let read = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      read += 2 ** 20;
      controller.enqueue(new Uint8Array(2 ** 20).fill(32));
    },
  });
  const { list } = await graphWorld({ ports: { fetch: async () => new Response(endless, { status: 418 }) } });

  expect(faultOf(await list())).toEqual({ kind: 'unexpected', reason: 'HTTP 418' });
  expect(read).toBeLessThan(LONGEST + 4 * 2 ** 20);
});

test('a permission that was granted just now is found with a new token', async () => {
  const { list, signIns } = await graphWorld({ roles: (_, n) => (n === 0 ? [] : [READ]) });

  expect(faultOf(await list())).toBeUndefined();
  expect(signIns()).toBe(2);
});

test('a Graph that nobody answers for is out of reach', async () => {
  const { list, standIn } = await graphWorld();
  await standIn.stop();

  expect(faultOf(await list())).toEqual({ kind: 'unreachable', reason: 'connection refused (ECONNREFUSED)' });
});

test('an answer that takes too long is not waited for beyond the deadline', async () => {
  const { list, now } = await graphWorld({ mishap: () => ({ delayMs: 5_000 }) });

  expect(faultOf(await list(CONTOSO, now() + 50))).toEqual({
    kind: 'unreachable',
    reason: 'no answer within 0.05 s',
  });
});

test('after the deadline nothing is asked', async () => {
  const { list, standIn, now } = await graphWorld();

  expect(faultOf(await list(CONTOSO, now()))).toMatchObject({ kind: 'unreachable' });
  expect(standIn.seen).toEqual([]);
});

describe('a Graph that is busy', () => {
  test.each([
    ['41', [41_000]],
    ['Fri, 27 Nov 2026 08:00:20 GMT', [20_000]],
    [undefined, [750]],
    ['soon', [750]],
  ])('is left alone for as long as it asks (%s), else for a moment', async (retryAfter, expected) => {
    const { list, waits } = await graphWorld({
      mishap: ({ before }) => (before === 0 ? { status: 429, ...(retryAfter && { retryAfter }) } : undefined),
    });

    expect(faultOf(await list())).toBeUndefined();
    expect(waits).toEqual(expected);
  });

  test('is left alone ever longer', async () => {
    const { list, waits } = await graphWorld({ mishap: () => ({ status: 429 }) });

    expect(faultOf(await list())).toEqual({ kind: 'throttled', reason: 'HTTP 429 generalException' });
    expect(waits).toEqual([750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
  });

  test('is a fault at once where it asks for more time than there is', async () => {
    const { list, waits } = await graphWorld({ mishap: () => ({ status: 429, retryAfter: '3600' }) });

    expect(faultOf(await list())).toEqual({
      kind: 'throttled',
      reason: 'HTTP 429 generalException',
      retryAfterMs: 3_600_000,
    });
    expect(waits).toEqual([]);
  });
});
