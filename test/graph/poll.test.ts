import { expect, test } from 'vitest';
import { HOUR } from '../../src/domain/policy.ts';
import { World } from '../support/world.ts';
import { CONTOSO, graphWorld, vppTokens } from './world.ts';

test('3,000 tokens on 30 pages of a Graph of which every tenth answer fails are all stored, each once', async () => {
  const { graph, standIn, now } = await graphWorld({
    tenants: [{ id: CONTOSO, tokens: () => vppTokens(3_000) }],
    mishap: ({ page, before }) =>
      page % 10 === 3 && before === 0 ? { status: page % 20 === 3 ? 429 : 503 } : undefined,
  });
  const world = new World({ polled: [CONTOSO], reader: graph, start: now() });
  const stored: string[] = [];
  world.app.way.beforeWrite = (rows) =>
    stored.push(...rows.map(({ rowKey }) => rowKey).filter((key) => key.startsWith('token!b5c7')));

  await world.app.sweep();
  await world.app.poll({ tenantId: CONTOSO });

  expect([stored.length, new Set(stored).size]).toEqual([3_000, 3_000]);
  expect(standIn.seen).toHaveLength(33);
  for await (const { poll } of world.app.tenants())
    expect(poll).toMatchObject({ failures: 0, listedAt: expect.any(Number) });
});

test('600 tenants in which all is well are one request each, and two of storage', async () => {
  const tenants = Array.from({ length: 600 }, (_, n) => ({ id: `tenant-${n}`, tokens: () => vppTokens(2) }));
  const { graph, standIn, now } = await graphWorld({ tenants });
  const ids = tenants.map(({ id }) => id);
  const world = new World({ polled: ids, reader: graph, start: now() });
  await world.app.sweep();
  for (const tenantId of ids) await world.app.poll({ tenantId });
  const requests: string[] = [];
  world.app.way.beforeRead = (key) => requests.push(`read ${key.split('/')[0]}`);
  world.app.way.beforeWrite = (rows, kind) => requests.push(...rows.map((row) => `${kind} ${row.partitionKey}`));
  const before = standIn.seen.length;
  world.now += HOUR;

  await Promise.all(ids.map((tenantId) => world.app.poll({ tenantId })));

  expect(standIn.seen).toHaveLength(before + 600);
  expect(requests.toSorted()).toEqual([...ids.map(() => 'read _tenants'), ...ids.map(() => 'replace _tenants')]);
});
