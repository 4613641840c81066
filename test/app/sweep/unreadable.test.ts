import { expect, test } from 'vitest';
import type { MemoryRows } from '../../support/memory-rows.ts';
import { type Fields, PERIOD, World } from '../../support/world.ts';

const FAILED: Fields = { status: 'failed' };

test('a silence that cannot be read holds nothing back, of its tenant or another', async () => {
  const world = new World();
  await spoil(world, 'contoso', 'silence!*');

  await world.report(FAILED);
  await world.report({ ...FAILED, tenantId: 'fabrikam' });

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning', 'opened fabrikam/t-1 syncFailed warning']);
  expect(logged(world)).toContain('contoso/silence!*');
});

test('a guard that cannot be read is shown by health, and mended by the next run', async () => {
  const world = new World({ targets: ['pager', 'ops'] });
  await world.report();
  await spoil(world, '_mailbox!ops', 'guard');
  const before = await world.app.health();

  const swept = await world.app.sweep();
  await world.report(FAILED);

  expect(before).toMatchObject({
    reasons: expect.arrayContaining([{ kind: 'unreadableRows', count: 1 }]),
  });
  expect(swept.complete).toBe(true);
  expect(world.noticesTo('ops')).toHaveLength(1);
  expect((await world.app.health()).reasons).toEqual([]);
});

test('a list of targets that cannot be read costs no check, and is written anew', async () => {
  const world = new World({ targets: ['pager', 'ops'] });
  await world.report(FAILED);
  await spoil(world, '_app', 'targets');
  await world.app.retain();

  const swept = [await world.sweep(), await world.sweep()];

  expect(swept.map(({ complete }) => complete)).toEqual([true, true]);
  expect(await world.standings('ops')).toEqual(['contoso/t-1 delivered']);
  expect(logged(world)).toContain('_app/targets');
  world.restart({ targets: ['pager'] });
  await world.run(world.now + PERIOD);
  expect((await world.app.notifications({}, { limit: 9 })).items.map(({ target }) => target)).toContain('ops');
});

/** As if another program had written there. */
async function spoil({ rows }: World, partitionKey: string, rowKey: string): Promise<void> {
  await (rows as MemoryRows).put({ partitionKey, rowKey, targets: '{', until: 'tomorrow' });
}

function logged({ lines }: World): string {
  return lines.filter((line) => line.includes('cannot be read')).join('\n');
}
