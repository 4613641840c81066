import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { type Instance, MINUTE, send, startInstance } from '../../integration/instance.ts';
import { MemoryRows } from '../../support/memory-rows.ts';

const PERIOD = 5 * MINUTE;
const NEVER = { status: 'degraded', reasons: [{ kind: 'lateCheck' }] };

test('an app that has just been made is healthy before its first check', async () => {
  const app = await startInMemory();

  expect(await app.health()).toEqual({ status: 'ok', reasons: [] });
});

test.each([
  { age: 2 * PERIOD, status: 'ok' },
  { age: 2 * PERIOD + 1, status: 'degraded' },
])('an app of $age ms whose checks never begin is $status', async ({ age, status }) => {
  const app = await startInMemory();
  await app.health();

  app.time = age;
  const health = await app.health();

  expect(health).toEqual(status === 'ok' ? { status, reasons: [] } : NEVER);
});

test('so is one whose checks begin time and again and never reach everything', async () => {
  const app = await startInMemory(withoutTenant);
  await send(app, { tenantId: 'contoso' });

  for (app.time = 0; app.time < 4 * PERIOD; app.time += PERIOD) {
    const { complete } = await app.sweep();
    expect(complete).toBe(false);
  }

  expect(await app.health()).toEqual(NEVER);
});

test('a check that is complete ends that', async () => {
  const app = await startInMemory();
  await app.health();
  app.time = 10 * PERIOD;

  await app.sweep();

  expect(await app.health()).toMatchObject({ status: 'ok', reasons: [] });
});

test('a check says how long the oldest due row is late, and nothing of what is not due yet', async () => {
  const app = await startInMemory();
  await send(app, { tenantId: 'contoso', status: 'failed' });

  const atOnce = await app.sweep();
  app.time = 7 * MINUTE;
  const later = await app.sweep();

  expect(atOnce.latestBy).toBe(0);
  expect(later.latestBy).toBe(7 * MINUTE);
});

test('a check that cannot read the mailboxes says nothing of it', async () => {
  const app = await startInMemory((rows) => failingAt(rows, '_mailbox'));

  expect(await app.sweep()).not.toHaveProperty('latestBy');
});

function startInMemory(between = (rows: MemoryRows) => rows): Promise<Instance> {
  return startInstance('UseDevelopmentStorage=true', {}, () => between(new MemoryRows()));
}

/** A table whose partition of the tenant cannot be searched. */
function withoutTenant(rows: MemoryRows) {
  return failingAt(rows, 'contoso');
}

function failingAt(rows: MemoryRows, partition: string) {
  const { pages } = rows;
  rows.pages = (query) => {
    if (query.partition.startsWith(partition)) throw new StorageUnavailable('table storage: 503');
    return pages.call(rows, query);
  };
  return rows;
}
