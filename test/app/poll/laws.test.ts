import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IngestItem } from '../../../src/app/ingest/ingest-item.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { readItem } from '../../../src/reports/item.ts';
import type { JsonValue } from '../../../src/reports/json.ts';
import { receiptOf } from '../../../src/reports/receipt.ts';
import type { Item } from '../../support/fake-graph.ts';
import { NOON, World } from '../../support/world.ts';
import { item, items, listed, TENANT } from './build.ts';

/** The same as a flow would post it: as it is, what v1.0 of Graph has of it, or hardly anything. */
const BARE = ({ id, lastSyncStatus, lastSyncDateTime }: Item): Item => ({ id, lastSyncStatus, lastSyncDateTime });
const BODIES = [(it: Item) => it, ({ displayName: _, locationName: __, ...it }: Item): Item => it, BARE];

function posted(body: Item, at: number): IngestItem {
  const context = { receipt: receiptOf(at), defaultTenantId: TENANT, boundTenantId: undefined, source: 'report' };
  const read = readItem({ pointer: '#', value: body as JsonValue }, 0, undefined, context);
  if (!read.ok) throw new Error('the test posts what is refused');
  return read;
}

async function historyOf(world: World) {
  return (await world.app.views.history({ tenantId: TENANT, tokenId: 't-1' }, { limit: 100 })).items;
}

async function incidentsOf(world: World) {
  return (await world.app.views.incidents({ tenantId: TENANT }, { limit: 100 })).items;
}

describe('a post and a poll of the same sync, in any order', () => {
  const cases = fc
    .record({
      status: fc.constantFrom('failed', 'completed', 'inProgress', 'none'),
      state: fc.constantFrom('valid', 'invalid', 'expired'),
      body: fc.constantFrom(...BODIES),
      isPostFirst: fc.boolean(),
      apart: fc.constantFrom(0, MINUTE, 10 * MINUTE),
    })
    // A completed sync that is reported without a state clears a bad one: that sender says something else.
    .filter(({ status, state, body }) => status !== 'completed' || state === 'valid' || body !== BARE);

  test('make one incident and one history entry', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ status, state, body, isPostFirst, apart }) => {
        const world = new World({ polled: [TENANT] });
        await listed(world, [], 2 * HOUR);
        const it = item('t-1', { lastSyncStatus: status, state, lastSyncDateTime: timestampOf(world.now - MINUTE) });
        world.graph.items.set(TENANT, [it]);
        const post = async () => world.app.ingest([posted(body(it), world.now)]);
        const poll = () => world.run(Math.ceil(world.now / HOUR) * HOUR + HOUR);

        await (isPostFirst ? post() : poll());
        world.now += apart;
        await (isPostFirst ? poll() : post());

        expect(await historyOf(world)).toHaveLength(1);
        expect((await incidentsOf(world)).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  test('leave the same behind', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ status, state, body }) => {
        const [postFirst, pollFirst] = await Promise.all([true, false].map((isPostFirst) => both(isPostFirst)));

        expect(postFirst).toEqual(pollFirst);

        async function both(isPostFirst: boolean) {
          const world = new World({ polled: [TENANT] });
          await listed(world, [], HOUR);
          world.now = NOON + 3 * HOUR;
          const it = item('t-1', { lastSyncStatus: status, state, lastSyncDateTime: timestampOf(NOON) });
          world.graph.items.set(TENANT, [it]);
          // One moment, so that nothing but the order differs.
          if (isPostFirst) await world.app.ingest([posted(body(it), world.now)]);
          await world.app.poll({ tenantId: TENANT });
          if (!isPostFirst) await world.app.ingest([posted(body(it), world.now)]);
          const { record: all, told, incident } = await world.token();
          // Each world keys its hashes by itself.
          const { accountHash: _, ...fields } = all.fields;
          const record = { ...all, fields };
          return { record, told, incident: incident && [incident.cause, incident.severity, incident.failing] };
        }
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

describe('3,000 tokens over 30 pages', () => {
  const ALL = items(3_000);

  test('are stored in groups, and the row that lists them stays readable', async () => {
    const world = new World({ polled: [TENANT] });

    await listed(world, ALL, 6 * MINUTE);

    const { transactions } = world.app.way;
    const rows = transactions.reduce((sum, count) => sum + count, 0);
    expect(rows / transactions.length).toBeGreaterThan(40);
    expect(await world.token('t-3000')).toMatchObject({ kind: 'token' });
    world.graph.requests = 0;
    world.now += HOUR;
    transactions.length = 0;
    await world.app.poll({ tenantId: TENANT });
    expect([world.graph.requests, transactions]).toEqual([30, []]);
  });

  test('cut in page 17: those of 16 pages change, none is removed', async () => {
    const world = new World({ polled: [TENANT] });
    await listed(world, ALL, 6 * MINUTE);
    const synced = timestampOf(NOON + DAY);
    world.graph.items.set(TENANT, items(3_000, { lastSyncDateTime: synced }));
    world.graph.faults.set(TENANT, { page: 17, fault: { kind: 'unreachable', reason: 'the answer broke off' } });
    world.now = NOON + DAY;

    await world.app.poll({ tenantId: TENANT });

    const tokens = (await world.app.views.tokens({ tenantId: TENANT }, { limit: 4_000 })).items;
    const changed = tokens.filter(({ record }) => record.newest.dated?.lastSyncAt === synced);
    expect(tokens).toHaveLength(3_000);
    expect(changed.map(({ subject }) => subject).sort()).toEqual(ALL.slice(0, 1_600).map(({ id }) => id));
    expect(tokens.filter(({ found }) => found.removedAt !== undefined)).toEqual([]);
  });
});
