import { expect, test } from 'vitest';
import { acknowledge } from '../../../src/app/acknowledge/acknowledge.ts';
import { silenceToken } from '../../../functions/silences.ts';
import { DAY, DEFAULT_POLICY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { type Fields, type Instance, NOON, ts, World } from '../../support/world.ts';

const EXPIRY = NOON + 5 * HOUR;

test('a report that is written while the sweep decides on the same token: the sweep decides again', async () => {
  const world = await expiring();
  const sweeper = world.instance();
  const commits = holding(sweeper);
  await world.leap(EXPIRY);
  const sweeping = world.sweep(sweeper);
  await commits.reached;

  await world.report({ status: 'failed' });
  commits.release();
  await sweeping;

  expect(commits.tries()).toBe(2);
  expect(world.told()).toEqual(['opened contoso/t-1 tokenExpired critical']);
  expect((await world.incident()).seq).toBe(1);
});

test('a sweep that writes while a report is decided on: the report is decided again', async () => {
  const world = await expiring();
  const reporter = world.instance();
  const commits = holding(reporter);
  await world.leap(EXPIRY);
  const reporting = world.post(reporter, { status: 'failed' });
  await commits.reached;

  await world.sweep();
  commits.release();
  const results = await reporting;
  await world.deliverDue();

  expect(commits.tries()).toBe(2);
  expect(results).toMatchObject([{ outcome: 'applied', incident: { cause: 'tokenExpired' } }]);
  // The sweep told that it expired; what the report adds to that is a failure beside it.
  expect(world.told()).toEqual([
    'opened contoso/t-1 tokenExpired critical',
    'updated worse contoso/t-1 tokenExpired critical',
  ]);
});

test('a report that ends what the sweep is about to tell: nothing false is told', async () => {
  const world = await expiring();
  const sweeper = world.instance();
  const commits = holding(sweeper);
  await world.leap(EXPIRY);
  const sweeping = world.sweep(sweeper);
  await commits.reached;

  await world.report({ expiresAt: ts(EXPIRY + 365 * DAY) });
  commits.release();
  await sweeping;

  expect(world.told()).toEqual([]);
});

test('of a group that the sweep decides together, one that changed meanwhile holds up none of the others', async () => {
  const world = await expiring('t-1', 't-2', 't-3');
  const sweeper = world.instance();
  const commits = holding(sweeper);
  await world.leap(EXPIRY);
  const sweeping = world.sweep(sweeper);
  await commits.reached;

  await world.report({ tokenId: 't-2', status: 'failed' });
  commits.release();
  await sweeping;
  await world.run(EXPIRY + 2 * MINUTE);

  expect(world.told().sort()).toEqual([
    'opened contoso/t-1 tokenExpired critical',
    'opened contoso/t-2 tokenExpired critical',
    'opened contoso/t-3 tokenExpired critical',
  ]);
});

test('a silence that a person asks for while the sweep decides is kept to', async () => {
  const world = await expiring();
  const sweeper = world.instance();
  const commits = holding(sweeper);
  await world.leap(EXPIRY);
  const sweeping = world.sweep(sweeper);
  await commits.reached;

  const silence = { until: EXPIRY + HOUR, at: EXPIRY, by: 'ana' };
  await silenceToken({ tenantId: 'contoso', tokenId: 't-1' }, silence, world.app.sweep);
  commits.release();
  await sweeping;

  expect(world.told()).toEqual([]);
  expect((await world.incident()).reason).toMatchObject({ why: 'silenced' });
});

test('two people who acknowledge at once: both are heard, one stands', async () => {
  const world = new World();
  await world.report({ tokenState: 'invalid' });
  const { id } = await world.incident();
  const other = world.instance();

  const outcomes = await Promise.all([
    acknowledge('contoso', id, { by: 'ana' }, { ...world.app.sweep, views: world.app.views }),
    acknowledge('contoso', id, { by: 'ben' }, { ...other.sweep, views: other.views }),
  ]);

  expect(outcomes).toEqual(['acknowledged', 'acknowledged']);
  expect((await world.timeline(id)).filter((it) => it === 'acknowledged')).toHaveLength(1);
});

test('two sweeps at once, of two instances: each fact is told once', async () => {
  const world = await expiring(...Array.from({ length: 45 }, (_, i) => `t-${i}`));
  const other = world.instance();
  await world.leap(EXPIRY);

  const summaries = await Promise.all([world.sweep(), world.sweep(other)]);
  await world.run(EXPIRY + 2 * MINUTE);

  const notices = rowKeys(world, 'notification!');
  expect(summaries.map(({ complete }) => complete)).toEqual([true, true]);
  expect(notices).toHaveLength(45);
  expect(world.told()).toEqual(['outbreak.opened tokenExpired 45 of 45']);
});

test('two sweeps at once over a tenant that fell silent tell it once', async () => {
  const world = new World();
  await world.report({}, { tokenId: 't-2' });
  await world.sweep();
  const other = world.instance();
  await world.leap(NOON + 50 * HOUR);

  await Promise.all([world.sweep(), world.sweep(other)]);
  await world.deliverDue();

  expect(world.told()).toEqual(['opened contoso reporterSilent warning']);
});

test('a change of settings rechecks every row, tenants too, and only once', async () => {
  const world = new World();
  for (const tenantId of ['a', 'b']) await world.report({ tenantId }, { tenantId, tokenId: 't-2', status: 'failed' });
  await world.sweep();
  world.now += HOUR;
  const changed = world.instance({ ...DEFAULT_POLICY, criticalAfter: 30 * MINUTE });

  const first = await world.sweep(changed);
  const second = await world.sweep(changed);
  const told = world.told().filter((line) => line.startsWith('updated'));
  // Of the two hashes one is the less: the way back finds the rows by the other side.
  const back = await world.sweep();

  expect([first.decided, second.decided, back.decided]).toEqual([4, 0, 4]);
  expect(told.sort()).toEqual(['updated worse a/t-2 syncFailed critical', 'updated worse b/t-2 syncFailed critical']);
});

test('a sweep with nothing due reads one page of a tenant and writes nothing there', async () => {
  const world = new World();
  await world.report(...Array.from({ length: 300 }, (_, i) => ({ tokenId: `t-${i}` })));
  await world.sweep();
  const idle = world.instance();
  const written: string[] = [];
  const asked: string[] = [];
  idle.way.beforeWrite = (rows) => void written.push(...rows.map(({ partitionKey }) => partitionKey));
  idle.way.beforeRead = (key) => void asked.push(key);
  world.now += MINUTE;

  const summary = await world.sweep(idle);

  expect(summary).toEqual({ tenants: 1, decided: 0, enqueued: 0, complete: true });
  expect(asked.filter((key) => key.startsWith('contoso'))).toHaveLength(1);
  expect(new Set(written)).toEqual(new Set(['_system']));
});

test('a notice whose process died before it was handed over is found by the sweep, a minute past due', async () => {
  const world = new World();
  await world.post(world.app, { status: 'failed' });
  world.loseMessages();

  await world.sweepAt(NOON + MINUTE - 1);
  const early = world.told();
  await world.sweepAt(NOON + MINUTE);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

/** Tokens that expire at `EXPIRY`, of which the tenant has been told. */
async function expiring(...tokenIds: string[]): Promise<World> {
  const world = new World();
  const fields: Fields = { expiresAt: ts(EXPIRY) };
  await world.report(...(tokenIds.length > 0 ? tokenIds : ['t-1']).map((tokenId) => ({ tokenId, ...fields })));
  await world.sweep();
  world.told();
  return world;
}

/** Lets the first commit of an instance to a token row wait until it is released. */
function holding(instance: Instance) {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let tries = 0;
  instance.way.beforeWrite = async (rows, kind) => {
    if (kind !== 'transact' || !rows.some(({ rowKey }) => rowKey.startsWith('token!'))) return;
    tries += 1;
    if (tries > 1) return;
    reached.resolve();
    await released.promise;
  };
  return { reached: reached.promise, release: released.resolve, tries: () => tries };
}

function rowKeys(world: World, prefix: string): string[] {
  const rows = (
    world.rows as unknown as { everything(): Iterable<{ partitionKey: string; rowKey: string }> }
  ).everything();
  const keys = [...rows].filter(({ partitionKey }) => partitionKey === 'contoso').map(({ rowKey }) => rowKey);
  // The notice of coming expiries is another matter.
  return keys.filter((key) => key.startsWith(prefix)).slice(1);
}
