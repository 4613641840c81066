import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { DEAD_CREDENTIAL, type Item, UNREACHABLE } from '../support/fake-graph.ts';
import { lineOf } from '../support/lines.ts';
import { NOON, World } from '../support/world.ts';

const TENANT = 'contoso';
const TENANTS = Array.from({ length: 600 }, (_, i) => `tenant-${String(i).padStart(3, '0')}`);
const TARGETS = ['pager', 'mail'];
const PATIENCE_MS = 120_000;

function token(id: string, fields: Item = {}): Item {
  return {
    ...{ id, lastSyncStatus: 'completed', lastSyncDateTime: timestampOf(NOON), state: 'valid' },
    expirationDateTime: timestampOf(NOON + 180 * DAY),
    ...fields,
  };
}

test(
  '600 tenants and one dead credential are one message a target',
  async () => {
    const world = new World({ polled: TENANTS, targets: TARGETS });
    for (const id of TENANTS) world.graph.faults.set(id, { page: 1, fault: DEAD_CREDENTIAL });

    await world.run(NOON + 90 * MINUTE, 15 * MINUTE);

    const opened = 'opened _app/_credential pollFailing warning';
    for (const target of TARGETS) expect(world.noticesTo(target).map(lineOf)).toEqual([opened]);
  },
  PATIENCE_MS,
);

test(
  '600 tenants brought in at once, ten with old faults, are one message a target, and one more for each 2 minutes',
  async () => {
    const world = new World({ polled: TENANTS, targets: TARGETS });
    const old = { lastSyncStatus: 'failed', lastSyncDateTime: timestampOf(NOON - 20 * DAY) };
    const ailing = TENANTS.filter((_, i) => i % 60 === 0);
    for (const id of TENANTS) world.graph.items.set(id, [token('a', ailing.includes(id) ? old : {}), token('b')]);
    // Every other of the ten answers a quarter of an hour later.
    const late = ailing.filter((_, i) => i % 2 === 0);
    for (const id of late) world.graph.faults.set(id, { page: 1, fault: UNREACHABLE });
    await world.run(NOON + 12 * MINUTE);
    for (const id of late) world.graph.faults.delete(id);
    await world.run(NOON + 40 * MINUTE);

    for (const target of TARGETS) {
      const heard = world.heard.filter((it) => it.target === target);
      expect(heard.filter(({ notice }) => !notice.type.startsWith('vpp.outbreak'))).toEqual([]);
      expect(heard.at(-1)?.notice).toMatchObject({ kind: 'baseline', counts: { open: 10 } });
      const gaps = heard.slice(2).map(({ at }, i) => at - heard[i + 1]!.at);
      expect(Math.min(2 * MINUTE, ...gaps)).toBe(2 * MINUTE);
      // Those of the first minutes, and those of the minutes after the quarter of an hour.
      expect(heard.length).toBeLessThanOrEqual(5);
    }
  },
  PATIENCE_MS,
);

describe('posts and polls of the same sync', () => {
  const sequence = fc.array(
    fc.record({ by: fc.constantFrom('post', 'poll'), after: fc.integer({ min: 1, max: 120 * 60 }) }),
    { minLength: 2, maxLength: 6 },
  );

  test('are one incident, one history entry and one message, in any order and number', {
    timeout: PATIENCE_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (steps) => {
        const world = new World({ polled: [TENANT] });
        world.graph.items.set(TENANT, [token('b')]);
        await world.run(NOON + 2 * HOUR);
        const lastSyncAt = timestampOf(world.now);
        world.graph.items.set(TENANT, [
          token('b'),
          token('a', { lastSyncStatus: 'failed', lastSyncDateTime: lastSyncAt }),
        ]);
        for (const { by, after } of steps) {
          world.now += after * 1_000;
          if (by === 'poll') await world.app.poll({ tenantId: TENANT }, true);
          else await world.post(world.app, { tokenId: 'a', status: 'failed', lastSyncAt });
          await world.settle();
        }

        const history = await world.app.views.history({ tenantId: TENANT, tokenId: 'a' }, { limit: 100 });
        const incidents = await world.app.views.incidents({ tenantId: TENANT }, { limit: 100 });
        expect([history.items.length, incidents.items.length]).toEqual([1, 1]);
        expect(world.told()).toEqual(['opened contoso/a syncFailed warning']);
      }),
      { numRuns: 25 },
    );
  });
});

test('a poll that says nothing new writes no token, whatever Graph lists', { timeout: PATIENCE_MS }, async () => {
  const listed = fc.uniqueArray(
    fc.record({
      id: fc.string({ unit: fc.constantFrom(...'abcdef0123456789'), minLength: 1, maxLength: 4 }),
      lastSyncStatus: fc.constantFrom('completed', 'failed', 'inProgress', 'none', 'paused', null),
      state: fc.constantFrom('valid', 'invalid', 'unheardOf', undefined),
      lastAppCount: fc.constantFrom(0, 5, undefined),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(listed, fc.integer({ min: 1, max: 3 }), async (items, pageSize) => {
      const world = new World({ polled: [TENANT] });
      world.graph.pageSize = pageSize;
      world.graph.items.set(
        TENANT,
        items.map(({ id, ...fields }) => token(id, fields)),
      );
      await world.run(NOON + 6 * MINUTE);
      const written: string[] = [];
      world.app.way.beforeWrite = (rows) => written.push(...rows.map(({ partitionKey }) => partitionKey));

      for (let i = 0; i < 3; i++) {
        world.now += HOUR;
        await world.app.poll({ tenantId: TENANT }, true);
      }

      expect(written).toEqual(['_tenants', '_tenants', '_tenants']);
    }),
    { numRuns: 25 },
  );
});
