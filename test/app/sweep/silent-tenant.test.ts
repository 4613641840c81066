import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { AROUND, NOON, PERIOD, World } from '../../support/world.ts';

const SILENT = NOON + 50 * HOUR;

test.each(AROUND)(
  'two tokens that fall silent together are one incident of their tenant, $when',
  async ({ by, reached }) => {
    const world = await reported('t-1', 't-2');

    await world.sweepAt(SILENT + by);

    expect(world.told()).toEqual(reached ? ['opened contoso reporterSilent warning'] : []);
  },
);

test('the one notice is about the tenant and counts its tokens; the tokens have no incident of their own', async () => {
  const world = await reported('t-1', 't-2', 't-3');

  await world.sweepAt(SILENT);

  const tokens = await Promise.all(['t-1', 't-2', 't-3'].map((id) => world.token(id)));
  expect(world.noticesTo()).toMatchObject([{ tokenId: null, tenantId: 'contoso', tokenCount: 3, token: {} }]);
  expect(tokens.map(({ incident }) => incident)).toEqual([undefined, undefined, undefined]);
});

test('many sweeps of a tenant that stays silent tell nothing more', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  world.told();

  await world.run(SILENT + 20 * HOUR, HOUR);

  expect(world.told()).toEqual([]);
});

test('a token of a tenant of one is told by itself', async () => {
  const world = await reported('t-1');

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('one of two that is silent is told by itself', async () => {
  const world = await reported('t-1', 't-2');
  await world.leap(SILENT - HOUR);
  await world.report({ tokenId: 't-2' });

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('when the last one falls silent too, the tenant is told; the one told before is not told again', async () => {
  const world = await reported('t-1', 't-2', 't-3');
  await world.leap(NOON + HOUR);
  await world.report({ tokenId: 't-2' }, { tokenId: 't-3' });
  await world.sweepAt(SILENT);

  await world.sweepAt(SILENT + HOUR);
  // At 72 hours of t-1 alone: the tenant speaks for it now.
  await world.sweepAt(NOON + 72 * HOUR);

  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning', 'opened contoso reporterSilent warning']);
});

test.each(AROUND)('a tenant silent for 72 hours is critical, $when', async ({ by, reached }) => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  world.told();

  await world.sweepAt(NOON + 72 * HOUR + by);

  expect(world.told()).toEqual(reached ? ['updated worse contoso reporterSilent critical'] : []);
});

test('the first report ends it; who is still silent has one period to follow, then is told', async () => {
  const world = await reported('t-1', 't-2', 't-3');
  await world.sweepAt(SILENT);
  const back = SILENT + 2 * HOUR;
  await world.leap(back - MINUTE);
  await world.report({ tokenId: 't-1' });
  world.told();

  await world.sweepAt(back);
  const atOnce = world.told();
  await world.leap(back + MINUTE);
  await world.report({ tokenId: 't-2' });
  await world.sweepAt(back + PERIOD - 1_000);
  const early = world.told();
  await world.sweepAt(back + PERIOD);

  expect(atOnce).toEqual(['resolved contoso reporterSilent warning reported']);
  expect(early).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-3 reporterSilent warning']);
});

test('the period to follow is given even to a token that is due in the very sweep that sees the tenant back', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  const critical = NOON + 72 * HOUR; // When t-2, were it alone, would have worsened.
  await world.leap(critical - MINUTE);
  await world.report({ tokenId: 't-1' });
  world.told();

  await world.sweepAt(critical);
  const atOnce = world.told();
  await world.sweepAt(critical + PERIOD);

  expect(atOnce).toEqual(['resolved contoso reporterSilent warning reported']);
  expect(world.told()).toEqual(['opened contoso/t-2 reporterSilent critical']);
});

test('a token that was told silent before its tenant was, and still is after it, is told nothing but its worsening', async () => {
  const world = await reported('t-1', 't-2');
  await world.leap(NOON + HOUR);
  await world.report({ tokenId: 't-2' });
  await world.sweepAt(SILENT);
  await world.sweepAt(SILENT + HOUR);
  const back = SILENT + 30 * HOUR;
  await world.leap(back - MINUTE);
  await world.report({ tokenId: 't-2' });
  world.told();

  await world.sweepAt(back);
  await world.sweepAt(back + PERIOD);

  expect(world.told()).toEqual([
    'resolved contoso reporterSilent warning reported',
    'updated worse contoso/t-1 reporterSilent critical',
  ]);
});

test('retired tokens do not count: of two tokens, one of them retired, the other is told by itself', async () => {
  const world = await reported('t-1', 't-2');
  await retire(world, 't-2');

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('a retired token that was heard last does not keep its tenant from being silent', async () => {
  const world = await reported('t-1', 't-2', 't-3');
  await world.leap(SILENT - HOUR);
  await world.report({ tokenId: 't-3' });
  await retire(world, 't-3');

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso reporterSilent warning']);
});

test('when all but one are retired while the tenant is silent, it ends and the last one is told by itself', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  await retire(world, 't-2');
  world.told();

  await world.sweepAt(SILENT + PERIOD);
  await world.sweepAt(SILENT + 2 * PERIOD);

  const [end, ...rest] = world.told();
  expect(end).toMatch(/^resolved contoso reporterSilent/);
  expect(rest).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('a new token of a silent tenant is its sign of life', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  await world.leap(SILENT + HOUR);
  await world.report({ tokenId: 't-new' });
  world.told();

  await world.sweepAt(SILENT + HOUR + PERIOD);

  expect(world.told()).toEqual(['resolved contoso reporterSilent warning reported']);
});

test('a tenant that has been told silent is reminded at the hour of reminders', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  await world.sweepAt(NOON + 72 * HOUR);
  world.told();

  await world.run(NOON + 5 * DAY, HOUR);

  expect(world.toldWhen()).toEqual([
    '03-14T09:00 reminder contoso reporterSilent critical',
    '03-15T09:00 reminder contoso reporterSilent critical',
  ]);
});

test('each of several tenants that fall silent at once has its own incident', async () => {
  const world = new World();
  await world.report(
    { tenantId: 'a' },
    { tenantId: 'a', tokenId: 't-2' },
    { tenantId: 'b' },
    { tenantId: 'b', tokenId: 't-2' },
  );
  await world.sweep();

  await world.sweepAt(SILENT);

  expect(world.told().sort()).toEqual(['opened a reporterSilent warning', 'opened b reporterSilent warning']);
});

/** Tokens of one tenant that all reported at noon, and the sweep that came then. */
async function reported(...tokenIds: string[]): Promise<World> {
  const world = new World();
  await world.report(...tokenIds.map((tokenId) => ({ tokenId })));
  await world.sweep();
  return world;
}

function retire(world: World, tokenId: string) {
  return world.app.retireToken({ tenantId: 'contoso', tokenId }, { kind: 'retired' });
}
