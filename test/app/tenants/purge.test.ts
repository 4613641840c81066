import { expect, test } from 'vitest';
import { MINUTE } from '../../../src/domain/policy.ts';
import type { Row } from '../../../src/storage/row.ts';
import { MemoryRows } from '../../support/memory-rows.ts';
import { Scripted } from '../../support/scripted.ts';
import { World } from '../../support/world.ts';

const FAILED = { status: 'failed' } as const;
const many = (tenantId: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ ...FAILED, tenantId, tokenId: `t-${i}` }));

/** Two tenants in one group, with refused reports, silences and a history. */
async function busy(world: World): Promise<void> {
  await world.report(...many('contoso', 4), ...many('fabrikam', 2));
  world.now += MINUTE;
  await world.report({ tenantId: 'contoso', tokenId: 't-0' });
  for (const tenantId of ['contoso', 'fabrikam']) {
    await world.app.silence(tenantId, 't-1', { until: world.now + 99 * MINUTE, at: world.now, by: 'ana' });
    for (const minutes of [0, 70, 10]) {
      world.now += minutes * MINUTE;
      await world.app.noteRefusals([{ tenantId, pointers: ['#/0/lastSyncStatus'] }]);
    }
  }
  await world.sweep();
}

test('nothing is left of a tenant that is purged, in any partition or mailbox, and all is left of another', async () => {
  const rows = new MemoryRows();
  const world = new World({ rows, targets: ['pager', 'ops'] });
  await busy(world);
  const [ours, theirs] = [naming(rows, 'contoso'), naming(rows, 'fabrikam')];
  const shared = theirs.filter((row) => ours.includes(row));
  expect(new Set(ours.map(({ partitionKey }) => partitionKey.split('!')[0]))).toEqual(
    new Set(['contoso', '_tenants', '_app', '_mailbox', '_overview']),
  );

  const purged = await world.app.purgeTenant('contoso');

  expect(naming(rows, 'contoso')).toEqual([]);
  expect(naming(rows, 'fabrikam')).toEqual(expect.arrayContaining(theirs.filter((row) => !shared.includes(row))));
  expect(purged).toMatchObject({ leftOpen: ['log', 'ops', 'pager'], busy: [] });
});

test('a group goes on with those that are left in it, and ends without a word where there are none', async () => {
  const world = new World();
  await world.report(...many('contoso', 3), ...many('fabrikam', 2));
  await world.report(
    ...many('adatum', 5).map((it) => ({ ...it, status: 'completed' as const, tokenState: 'invalid' })),
  );
  world.told();

  await world.app.purgeTenant('contoso');
  await world.app.purgeTenant('adatum');
  world.now += MINUTE;
  await world.report(...many('fabrikam', 2).map((it) => ({ ...it, status: 'completed' as const })));

  const groups = await world.app.groups({ target: 'pager' });
  expect(groups.filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
  expect(world.told()).toEqual([expect.stringContaining('resolved')]);
});

test('where an alert was not ended that is said', async () => {
  const world = new World({ targets: ['pager', new Scripted('deaf', { kind: 'notTaken', reason: 'no' })] });
  await world.report(FAILED);
  await world.app.disableTenant('contoso', 'ana');
  const before = await world.app.openAt('contoso');
  await world.settle();

  expect(before).toContain('pager');
  expect(await world.app.openAt('contoso')).toEqual(['deaf']);
  expect(await world.app.purgeTenant('contoso')).toMatchObject({ leftOpen: ['deaf'] });
});

test('a purged tenant that goes on reporting is listed again', async () => {
  const world = new World();
  await world.report();
  await world.app.purgeTenant('contoso');
  world.now += 2 * MINUTE;

  await world.report(FAILED);
  world.told();
  await world.run(world.now + 26 * 60 * MINUTE);

  expect(world.told()).toEqual(['updated worse contoso/t-1 syncFailed critical']);
});

/** Every row in which a tenant is named anywhere, but for the guards. */
function naming(rows: MemoryRows, tenantId: string): readonly Row[] {
  const all = [...rows.everything()].filter(({ rowKey }) => rowKey !== 'guard');
  return all.filter((row) => JSON.stringify(row).includes(tenantId));
}
