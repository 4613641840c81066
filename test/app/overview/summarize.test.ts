import { expect, test } from 'vitest';
import type { TenantSummary } from '../../../src/app/model/summary.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { SUMMARIES_PARTITION } from '../../../src/storage/keys.ts';
import { TableSilenceStore } from '../../../src/storage/silence-store.ts';
import { NOON, PERIOD, ts, World } from '../../support/world.ts';
import { item, listed } from '../poll/build.ts';

test('a tenant that no sweep has seen yet is shown as it is, one of many such as a name alone', async () => {
  const world = new World();
  await world.report({ status: 'failed' });
  const first = await summaryOf(world);
  await world.report(...Array.from({ length: 25 }, (_, i) => ({ tenantId: `t-${i + 10}` })));

  const shown = await all(world);

  expect(first).toMatchObject({ at: world.now, tokens: [{ tokenId: 't-1', incident: { cause: 'syncFailed' } }] });
  expect(shown).toHaveLength(26);
  expect(shown.filter(({ tokens }) => tokens.length > 0)).toHaveLength(20);
});

test('what a sweep finds out is in the summary when it ends', async () => {
  const world = new World();
  await world.report();

  await world.sweepAt(NOON + 60 * HOUR);

  expect(await summaryOf(world)).toMatchObject({ others: [{ subject: '_reporter', cause: 'reporterSilent' }] });
});

test('what a person did is shown at once', async () => {
  const world = new World();
  await world.report({ status: 'failed' });
  await world.sweep();
  const { id } = await world.incident();

  await world.app.acknowledge('contoso', id, { by: 'ana' });
  await world.app.silence('contoso', 't-1', { at: world.now, until: world.now + HOUR, by: 'ben' });

  expect(await summaryOf(world)).toMatchObject({
    tokens: [{ tokenId: 't-1', incident: { incidentId: id, acknowledged: { by: 'ana' } } }],
    silences: [{ subject: 't-1', by: 'ben' }],
  });
});

test('a silence whose writer died before it was shown is shown by the next sweep', async () => {
  const world = new World();
  await world.report();
  await world.sweep();
  const store = new TableSilenceStore(world.rows, () => world.now, console);
  const silence = { subject: '*', at: world.now, until: world.now + DAY, by: 'ana' };

  await store.write('contoso', '*', silence, undefined);
  await world.sweepAt(NOON + PERIOD);

  expect((await summaryOf(world)).silences).toEqual([silence]);
});

test('a tenant that is silenced before its first report is listed with its silence, and no more when that has ended', async () => {
  const world = new World();
  await world.app.silence('fabrikam', '*', { at: world.now, until: world.now + HOUR, by: 'ana' });

  const during = await all(world);
  world.now += HOUR;

  expect(during).toMatchObject([{ tenantId: 'fabrikam', tokens: [], silences: [{ subject: '*' }] }]);
  expect(await all(world)).toEqual([]);
});

test("that a tenant's reports are refused stands in its summary, though the app itself keeps it", async () => {
  const world = new World();
  await world.report();
  const refusal = { tenantId: 'contoso', pointers: ['#/lastSyncStatus'] };
  for (const hours of [1, 2, 3]) {
    world.now = NOON + hours * HOUR;
    await world.app.noteRefusals([refusal]);
  }

  await world.sweep();

  expect(await summaryOf(world)).toMatchObject({ others: [{ subject: '_refused:contoso', cause: 'reportsRefused' }] });
});

test('a summary that cannot be read is made anew, whole', async () => {
  const world = new World();
  await world.report({ tokenId: 't-1' }, { tokenId: 't-2' });
  await world.sweep();
  await world.rows.put({ partitionKey: SUMMARIES_PARTITION, rowKey: 'contoso', data_0: Buffer.from('no deflate') });

  await world.report({ tokenId: 't-2', status: 'failed' });
  await world.sweepAt(NOON + PERIOD);

  expect((await summaryOf(world)).tokens.map(({ tokenId, status }) => [tokenId, status])).toEqual([
    ['t-1', 'completed'],
    ['t-2', 'failed'],
  ]);
});

test('what Graph lists of a token and this release cannot read is in the summary, and says when it was listed', async () => {
  const world = new World({ polled: ['contoso'] });
  await listed(world, [item('t-1'), item('t-2', { lastSyncStatus: 'paused' })], 10 * MINUTE);

  const summary = await summaryOf(world);
  world.graph.items.set('contoso', [item('t-1'), item('t-2')]);
  await world.run(world.now + 2 * HOUR);

  expect(summary.listedAt).toBe(NOON + PERIOD);
  expect(summary.tokens).toMatchObject([
    { tokenId: 't-1', status: 'completed' },
    { tokenId: 't-2', status: null, displayName: 'Token t-2', lastReportAt: ts(NOON + PERIOD) },
  ]);
  expect((await summaryOf(world)).tokens.map(({ status }) => status)).toEqual(['completed', 'completed']);
});

test('the daily look takes out what is not there any more', async () => {
  const world = new World();
  await world.report({ tokenId: 't-1' }, { tokenId: 't-2' });
  await world.sweep();
  await world.rows.transact([['delete', { partitionKey: 'contoso', rowKey: 'token!t-2' }]]);

  await world.sweepAt(NOON + DAY);

  expect((await summaryOf(world)).tokens.map(({ tokenId }) => tokenId)).toEqual(['t-1']);
});

async function all(world: World): Promise<TenantSummary[]> {
  const found: TenantSummary[] = [];
  for await (const summary of world.app.summaries()) found.push(summary);
  return found;
}

async function summaryOf(world: World): Promise<TenantSummary> {
  for await (const summary of world.app.summaries('contoso')) return summary;
  throw new Error('no summary');
}
