import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { type Fields, type Instance, NOON, PERIOD, ts, World } from '../../support/world.ts';

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
  expect((await world.token()).no).toBe(1);
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
  await world.settle();

  expect(commits.tries()).toBe(2);
  expect(results).toMatchObject([{ outcome: 'applied', incident: { cause: 'tokenExpired' } }]);
  // What the report adds to what the sweep told, a failure, is a consequence of that.
  expect(world.told()).toEqual(['opened contoso/t-1 tokenExpired critical']);
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

  expect(world.told().sort()).toEqual([
    'opened contoso/t-1 tokenExpired critical',
    'opened contoso/t-2 tokenExpired critical',
    'opened contoso/t-3 tokenExpired critical',
  ]);
});

test('two people who acknowledge at once: both are heard, one stands', async () => {
  const world = new World();
  await world.report({ tokenState: 'invalid' });
  const { id } = await world.incident();
  const other = world.instance();

  const outcomes = await Promise.all([
    world.app.acknowledge('contoso', id, { by: 'ana' }),
    other.acknowledge('contoso', id, { by: 'ben' }),
  ]);

  expect(outcomes).toEqual(['acknowledged', 'acknowledged']);
  expect((await world.timeline(id)).filter((it) => it === 'acknowledged')).toHaveLength(1);
});

test('two sweeps at once, of two instances: each fact is told once', async () => {
  const world = await expiring(...Array.from({ length: 45 }, (_, i) => `t-${i}`));
  const other = world.instance();
  await world.leap(EXPIRY);

  const summaries = await Promise.all([world.app.sweep(), other.sweep()]);
  await world.settle();

  const states = await Promise.all(Array.from({ length: 45 }, (_, i) => world.token(`t-${i}`)));
  expect(summaries.map(({ complete }) => complete)).toEqual([true, true]);
  expect(new Set(states.map(({ no }) => no))).toEqual(new Set([1]));
  expect(world.told()).toEqual(['outbreak.opened tokenExpired names 45: 45 open']);
});

test('two sweeps at once over a tenant that fell silent tell it once', async () => {
  const world = new World();
  await world.report({}, { tokenId: 't-2' });
  await world.sweep();
  const other = world.instance();
  await world.leap(NOON + 50 * HOUR);

  await Promise.all([world.app.sweep(), other.sweep()]);
  await world.settle();

  expect(world.told()).toEqual(['opened contoso/_reporter(2) reporterSilent warning']);
});

test('a change of settings rechecks every row, and only once', async () => {
  const world = new World();
  for (const tenantId of ['a', 'b']) await world.report({ tenantId }, { tenantId, tokenId: 't-2', status: 'failed' });
  await world.sweep();
  world.told();
  world.now = NOON + HOUR;
  const changed = world.instance({ policy: { criticalAfter: 30 * MINUTE } });

  const first = await world.sweep(changed);
  const second = await world.sweep(changed);
  const told = world.told();
  // Of the two hashes one is the less: the way back finds the rows by the other side.
  const back = await world.sweep();

  expect([first.decided, second.decided, back.decided]).toEqual([4, 0, 4]);
  expect(told.sort()).toEqual(['updated worse a/t-2 syncFailed critical', 'updated worse b/t-2 syncFailed critical']);
});

test('a sweep with nothing due reads one page of a tenant and writes nothing there', async () => {
  const world = new World();
  await world.report(...Array.from({ length: 300 }, (_, i) => ({ tokenId: `t-${i}` })));
  await world.sweep();
  await world.sweepAt(NOON + PERIOD); // What changed just before the first may be in no summary yet.
  const idle = world.instance();
  const written: string[] = [];
  const asked: string[] = [];
  idle.way.beforeWrite = (rows) => void written.push(...rows.map(({ partitionKey }) => partitionKey));
  idle.way.beforeRead = (key) => void asked.push(key);
  world.now += MINUTE;

  const summary = await world.sweep(idle);

  expect(summary).toEqual({ tenants: 1, decided: 0, unreadable: 0, complete: true, latestBy: 0 });
  expect(asked.filter((key) => /^(contoso|_overview)\//.test(key))).toEqual(['contoso/token!']);
  expect(new Set(written)).toEqual(new Set(['_app']));
});

test('a wake-up that was lost is made good by the sweep, more than a minute past due', async () => {
  const world = new World();
  await world.sweep();
  await world.post(world.app, { status: 'failed' });
  world.loseMessages();
  const at = world.now;

  await world.sweepAt(at + MINUTE);
  const early = world.told();
  await world.sweepAt(at + MINUTE + SECOND);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('what died before it was handed over is handed over by the sweep, once its marker is a minute old', async () => {
  const world = new World();
  await world.report();
  await world.sweep();
  const dying = world.instance();
  dying.way.beforeWrite = ([row]) => {
    if (row?.partitionKey.startsWith('_mailbox')) throw new StorageUnavailable('died');
  };
  world.now = NOON + HOUR;
  const results = await world.post(dying, { status: 'failed' });

  await world.sweepAt(NOON + HOUR + MINUTE - SECOND);
  const early = world.told();
  await world.sweepAt(NOON + HOUR + MINUTE);

  expect(results).toMatchObject([{ outcome: 'applied' }]);
  expect(early).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a row that cannot be read stops no other, of its tenant or elsewhere, and the log and health say of it', async () => {
  const world = await expiring('t-1', 't-2');
  await world.report({ tenantId: 'fabrikam', expiresAt: ts(EXPIRY) });
  world.told();
  const broken = await world.rows.get('contoso', 'token!t-1');
  await world.rows.put({ ...broken, partitionKey: 'contoso', rowKey: 'token!t-1', record: '{' });
  await world.leap(EXPIRY);

  const summary = await world.sweep();
  const health = await world.app.health();

  expect(summary).toMatchObject({ unreadable: 1 });
  expect(world.lines.join()).toMatch(/contoso\/token!t-1/);
  expect(health).toMatchObject({ status: 'degraded', reasons: [{ kind: 'unreadableRows', count: 1 }] });
  expect(world.told().sort()).toEqual([
    'opened contoso/t-2 tokenExpired critical',
    'opened fabrikam/t-1 tokenExpired critical',
  ]);
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
