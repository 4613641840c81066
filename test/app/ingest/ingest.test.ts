import { describe, expect, test } from 'vitest';
import type { IngestResult } from '../../../src/app/ingest/ingest-item.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import type { MemoryRows } from '../../support/memory-rows.ts';
import { type Fields, NOON, outcomesOf, ts, World } from '../../support/world.ts';

const FAILED: Fields = { status: 'failed', lastSyncAt: ts(NOON) };
const ID = 'idempotency-key:a/0';

describe('delivery ids', () => {
  test('the same delivery again is a duplicate and changes nothing', async () => {
    const world = new World();
    await world.report({ ...FAILED, deliveryId: ID });
    const before = rowsOf(world);

    const results = await world.post(world.app, { ...FAILED, deliveryId: ID });

    expect(outcomesOf(results)).toEqual(['duplicate']);
    expect(rowsOf(world)).toEqual(before);
  });

  test('one that comes again with another body is refused', async () => {
    const world = new World();
    await world.report({ ...FAILED, deliveryId: ID });

    const results = await world.report({ ...FAILED, status: 'completed', deliveryId: ID });

    expect(outcomesOf(results)).toEqual(['reused']);
    expect((await world.token()).incident?.resolvedAt).toBeUndefined();
  });

  test('in a mixed request the duplicate, the reused and the fresh each get their own answer, in order', async () => {
    const world = new World();
    const ids = [0, 1, 2].map((i) => ({ tokenId: `t-${i}`, deliveryId: `idempotency-key:a/${i}` }));
    await world.report({ ...ids[0], lastSyncAt: ts(NOON) }, { ...ids[1], lastSyncAt: ts(NOON) });

    const results = await world.report(
      { ...ids[0], lastSyncAt: ts(NOON) },
      { ...ids[1], ...FAILED },
      { ...ids[2], lastSyncAt: ts(NOON) },
    );

    expect(outcomesOf(results)).toEqual(['duplicate', 'reused', 'applied']);
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test('the same id in two tenants is two deliveries', async () => {
    const world = new World();

    const results = await world.report(
      { tenantId: 'a', deliveryId: ID, lastSyncAt: ts(NOON) },
      { tenantId: 'b', deliveryId: ID, lastSyncAt: ts(NOON) },
    );

    expect(outcomesOf(results)).toEqual(['applied', 'applied']);
  });
});

describe('a report that says the same again', () => {
  test.each([
    { after: 5 * MINUTE, written: false },
    { after: 5 * MINUTE + SECOND, written: true },
  ])('is written only now and then: after $after ms', async ({ after, written }) => {
    const world = new World();
    await world.report({ lastSyncAt: ts(NOON) });
    await world.sweep();
    const before = rowsOf(world);
    world.now = NOON + after;

    const results = await world.post(world.app, { lastSyncAt: ts(NOON) });

    expect(outcomesOf(results)).toEqual(['unchanged']);
    expect(rowsOf(world).length).toBe(before.length);
    expect((await world.token()).record.lastReportAt).toBe(written ? ts(NOON + after) : ts(NOON));
  });

  test('is written at once where it ends something', async () => {
    const world = new World();
    await world.report({ lastSyncAt: ts(NOON) });
    await world.sweep();
    await world.sweepAt(NOON + 50 * HOUR);
    world.told();

    await world.report({ lastSyncAt: ts(NOON), status: 'none' });

    expect((await world.token()).record.lastReportAt).toBe(ts(NOON + 50 * HOUR));
  });
});

describe('the answer', () => {
  test('names the status before, and the incident as it now stands', async () => {
    const world = new World();

    const [opened] = await world.report(FAILED);
    const [ended] = await world.report({ lastSyncAt: ts(NOON + SECOND) });
    world.now += MINUTE;
    const [after] = await world.report();

    expect([opened, ended, after].map(shown)).toEqual([
      [null, 'failed', 'open'],
      ['failed', 'completed', 'resolved'],
      ['completed', 'completed', undefined],
    ]);
  });

  test('items of one token in one request are folded in their order', async () => {
    const world = new World();

    const results = await world.report(
      { ...FAILED, observedAt: ts(NOON) },
      { lastSyncAt: ts(NOON + 1), observedAt: ts(NOON + 1) },
      { ...FAILED, lastSyncAt: ts(NOON + 2), observedAt: ts(NOON + 2) },
    );

    expect(results.map(shown).map(([before, status]) => `${before} ${status}`)).toEqual([
      'null failed',
      'failed completed',
      'completed failed',
    ]);
    expect((await world.token()).incident?.resolvedAt).toBeUndefined();
  });

  test('what ends an incident is applied, though it says what was known, and stands in its timeline', async () => {
    const world = new World();
    await world.report({ lastSyncAt: ts(NOON) }, { tokenId: 't-2' });
    await world.sweep();
    await world.leap(NOON + 49 * HOUR);
    await world.report({ tokenId: 't-2' });
    await world.sweepAt(NOON + 50 * HOUR);
    const { id, cause } = await world.incident();
    await world.leap(NOON + 49.5 * HOUR);

    const results = await world.report({ lastSyncAt: ts(NOON), observedAt: ts(NOON + 49.5 * HOUR) });

    expect(cause).toBe('reporterSilent');
    expect(outcomesOf(results)).toEqual(['applied']);
    expect(await world.timeline(id)).toEqual(['notice', 'report', 'notice']);
  });
});

describe('misfortunes', () => {
  test('of a request of several tenants those that could be stored are, and the request fails', async () => {
    const world = new World();
    await world.report({ tenantId: 'a' }, { tenantId: 'b' });
    const half = world.instance();
    half.way.beforeWrite = ([row]) => {
      if (row?.partitionKey === 'b') throw new StorageUnavailable('gone');
    };

    const failure = await world
      .post(half, { ...FAILED, tenantId: 'a' }, { ...FAILED, tenantId: 'b' })
      .catch((it) => it);
    await world.settle();

    expect(failure).toBeInstanceOf(StorageUnavailable);
    expect(world.told()).toEqual(['opened a/t-1 syncFailed warning']);
  });

  test('mailboxes that are out of reach fail no report; the sweep brings it to them', async () => {
    const world = new World();
    await world.report();
    await world.sweep();
    const half = world.instance();
    half.way.beforeWrite = ([row]) => {
      if (row?.partitionKey.startsWith('_mailbox')) throw new StorageUnavailable('gone');
    };

    const results = await world.post(half, { status: 'failed' });
    await world.settle();
    const before = world.told();
    await world.sweepAt(world.now + 2 * MINUTE);

    expect(outcomesOf(results)).toEqual(['applied']);
    expect(before).toEqual([]);
    expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
  });

  test('a marker is gone once its mailboxes have what it stands for', async () => {
    const world = new World();

    await world.post(world.app, FAILED, { ...FAILED, tokenId: 't-2' });

    expect(rowsOf(world).filter((key) => key.includes('/told!'))).toEqual([]);
  });

  test('two instances that report the same failure at once open one incident', async () => {
    const world = new World();
    const other = world.instance();

    const results = (await Promise.all([world.post(world.app, FAILED), world.post(other, FAILED)])).flat();
    await world.settle();

    expect(outcomesOf(results).sort()).toEqual(['applied', 'unchanged']);
    expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
  });
});

test('a tenant is listed with its first token, once, and has its own subjects', async () => {
  const world = new World();
  const other = world.instance();

  await Promise.all([world.post(world.app, {}), world.post(other, { tokenId: 't-2' })]);

  expect(rowsOf(world).filter((key) => key.startsWith('_tenants/'))).toEqual(['_tenants/contoso']);
  expect(await world.find('_reporter')).toMatchObject({ kind: 'reporter' });
  expect(await world.find('_expiring')).toMatchObject({ kind: 'expiring' });
});

test('the strip keeps the last 30 days, and nothing of before', async () => {
  const world = new World();
  for (let day = 0; day < 40; day++) {
    world.now = NOON + day * DAY;
    await world.post(world.app, day % 2 ? {} : { status: 'failed' });
  }

  const [newest, marks] = (await world.token()).strip.split('.');
  expect(Number(newest)).toBe(Math.floor((NOON + 39 * DAY) / DAY));
  expect(marks).toMatch(/^[0-9a-f]{30}$/);
});

function shown(result: IngestResult | undefined): readonly unknown[] {
  return result?.kind === 'accepted' ? [result.previousStatus, result.status, result.incident?.state] : [];
}

/** The keys of all rows but those of mailboxes. */
function rowsOf(world: World): string[] {
  const keys = [...(world.rows as MemoryRows).everything()].map((row) => `${row.partitionKey}/${row.rowKey}`);
  return keys.filter((key) => !key.startsWith('_mailbox')).sort();
}
