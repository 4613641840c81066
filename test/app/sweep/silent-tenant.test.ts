import { expect, test } from 'vitest';
import { acknowledgeIncident } from '../../../functions/acknowledge.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { REPORTER } from '../../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { AROUND, NOON, PERIOD, World } from '../../support/world.ts';

const SILENT = NOON + 50 * HOUR;
/** How often a token is looked at whose tenant was not heard much later either. */
const LOOK = (50 * HOUR) / 8;

test.each(AROUND)(
  'tokens that fall silent together are one incident of their tenant, $when',
  async ({ by, reached }) => {
    const world = await reported('t-1', 't-2');

    await world.sweepAt(SILENT + by);

    expect(world.told()).toEqual(reached ? ['opened contoso/_reporter(2) reporterSilent warning'] : []);
  },
);

test('the one notice is about the tenant and counts its tokens; the tokens have no incident of their own', async () => {
  const world = await reported('t-1', 't-2', 't-3');

  await world.sweepAt(SILENT);

  const tokens = await Promise.all(['t-1', 't-2', 't-3'].map((id) => world.token(id)));
  expect(world.noticesTo()).toMatchObject([{ tokenId: null, tenantId: 'contoso', tokenCount: 3, token: {} }]);
  expect(tokens.map(({ incident }) => incident)).toEqual([undefined, undefined, undefined]);
});

test('forty tokens of one reporter: it stops, one message; it comes back, one message; one stays away, one more 50 h later', async () => {
  const ids = Array.from({ length: 40 }, (_, i) => `t-${i}`);
  const world = await reported(...ids);

  await world.run(SILENT + 10 * HOUR, HOUR);
  const stopped = world.toldWhen();
  const back = world.now;
  await post(world, ids.slice(1));
  await reportingOn(world, ids.slice(1), back + 40 * HOUR);
  const returned = world.toldWhen();
  await reportingOn(world, ids.slice(1), back + 60 * HOUR);

  expect(stopped).toEqual(['03-12T14:00 opened contoso/_reporter(40) reporterSilent warning']);
  expect(returned).toEqual(['03-13T01:00 resolved contoso/_reporter(40) reporterSilent warning reported']);
  expect(world.toldWhen()).toEqual(['03-15T02:00 opened contoso/t-0 reporterSilent warning']);
});

test('many sweeps of a tenant that stays silent tell nothing more', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  world.told();

  await world.run(SILENT + 18 * HOUR, HOUR);

  expect(world.told()).toEqual([]);
});

test('a tenant of one token is silent as a whole, too', async () => {
  const world = await reported('t-1');

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso/_reporter(1) reporterSilent warning']);
});

test('one of two that is silent is told by itself', async () => {
  const world = await reported('t-1', 't-2');
  await world.leap(SILENT - HOUR);
  await world.report({ tokenId: 't-2' });

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test.each([
  { later: 25 * HOUR - MINUTE, alone: false },
  { later: 25 * HOUR, alone: true },
])(
  'a token is silent by itself where another was heard half of that time later: $later ms',
  async ({ later, alone }) => {
    const world = await reported('t-1', 't-2');
    await world.leap(NOON + later);
    await world.report({ tokenId: 't-2' });

    await world.sweepAt(SILENT);

    expect(world.told()).toEqual(alone ? ['opened contoso/t-1 reporterSilent warning'] : []);
  },
);

test('a token of which nobody can say yet is looked at again, and told once its tenant goes on without it', async () => {
  const world = await reported('t-1', 't-2');
  await world.leap(NOON + HOUR);
  await world.report({ tokenId: 't-2' });
  await world.sweepAt(SILENT);
  await world.report({ tokenId: 't-2' });
  const first = world.told();

  await world.run(SILENT + LOOK + PERIOD);

  expect(first).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('when the last one falls silent too, the tenant is told; the one told before stays told', async () => {
  const world = await reported('t-1', 't-2', 't-3');
  await world.leap(NOON + 30 * HOUR);
  await world.report({ tokenId: 't-2' }, { tokenId: 't-3' });
  await world.sweepAt(SILENT);

  await world.sweepAt(SILENT + 31 * HOUR);

  expect(world.told()).toEqual([
    'opened contoso/t-1 reporterSilent warning',
    'opened contoso/_reporter(3) reporterSilent warning',
    'updated worse contoso/t-1 reporterSilent critical',
  ]);
});

test('a tenant that is silent for 72 hours is critical, from the hour of reminders on', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  world.told();

  await world.run(NOON + 72 * HOUR, HOUR);

  expect(world.toldWhen()).toEqual(['03-13T09:00 updated worse contoso/_reporter(2) reporterSilent critical']);
});

test('the first report ends it', async () => {
  const world = await reported('t-1', 't-2', 't-3');
  await world.sweepAt(SILENT);
  world.told();
  await post(world, ['t-1']);

  await world.run(world.now + PERIOD);

  expect(world.told()).toEqual(['resolved contoso/_reporter(3) reporterSilent warning reported']);
});

test('a token that was told silent before its tenant stays told through its return, and ends by its own report', async () => {
  const world = await reported('t-1', 't-2');
  await world.leap(SILENT - HOUR);
  await post(world, ['t-2']);
  await world.sweepAt(SILENT);
  await world.run(world.now + 52 * HOUR, HOUR);
  const before = world.told();
  await post(world, ['t-2']);
  await world.run(world.now + 2 * PERIOD);
  const returned = [world.told(), (await world.incident('t-1')).resolvedAt];
  await post(world, ['t-1']);

  expect(before.map((line) => line.split(' ').slice(0, 2).join(' ')).slice(0, 1)).toEqual(['opened contoso/t-1']);
  expect(before).toContain('opened contoso/_reporter(2) reporterSilent warning');
  expect(returned).toEqual([['resolved contoso/_reporter(2) reporterSilent warning reported'], undefined]);
  expect(world.told()).toEqual(['resolved contoso/t-1 reporterSilent critical reported']);
});

test('and through an outage of ours', async () => {
  const world = await reported('t-1', 't-2');
  await world.leap(SILENT - HOUR);
  await post(world, ['t-2']);
  await world.sweepAt(SILENT);
  world.told();
  world.now += 10 * HOUR; // Nobody sweeps.

  await post(world, ['t-2']);
  await world.run(world.now + HOUR);

  expect(world.told()).toEqual([]);
  expect((await world.incident('t-1')).resolvedAt).toBeUndefined();
});

test('what is wrong with a token stays told while its tenant is silent', async () => {
  const world = new World();
  await world.report({ status: 'failed' }, { tokenId: 't-2' });
  await world.sweep();
  world.told();

  await world.run(SILENT + 6 * HOUR, HOUR);

  expect(world.told().filter((line) => line.startsWith('resolved'))).toEqual([]);
  expect((await world.incident('t-1')).cause).toBe('syncFailed');
});

const MISHAPS: readonly [string, (world: World) => Promise<unknown>][] = [
  [
    'a storage call fails',
    async (world) => {
      const blind = world.instance();
      let isFirst = true;
      blind.way.beforeWrite = ([row]) => {
        if (!isFirst || row?.rowKey !== `token!${REPORTER}`) return;
        isFirst = false;
        throw new StorageUnavailable('gone');
      };
      await world.sweep(blind);
    },
  ],
  [
    'somebody acknowledges',
    async (world) => {
      const { id } = await world.incident(REPORTER);
      const params = { tenantId: 'contoso', incidentId: id };
      await world.call(acknowledgeIncident, { params, body: { by: 'ana' } });
    },
  ],
  [
    'somebody silences a token that stays away',
    (world) => world.app.silence('contoso', 't-2', { until: world.now + HOUR, at: world.now, by: 'ana' }),
  ],
];

test.each(MISHAPS)(
  'tokens that stay away when the reporter is back are told though %s at that moment',
  async (_what, mishap) => {
    const world = await reported('t-1', 't-2', 't-3');
    await world.sweepAt(SILENT);
    world.told();
    const back = SILENT + 2 * HOUR;
    await world.leap(back);
    await post(world, ['t-1']);

    await mishap(world);
    await reportingOn(world, ['t-1'], back + 51 * HOUR);
    await world.settle();

    expect(world.told().sort()).toEqual([
      'opened contoso/t-2 reporterSilent warning',
      'opened contoso/t-3 reporterSilent warning',
      'resolved contoso/_reporter(3) reporterSilent warning reported',
    ]);
  },
);

test('retired tokens do not count', async () => {
  const world = await reported('t-1', 't-2');
  await retire(world, 't-2');

  await world.sweepAt(SILENT);

  expect(world.told()).toEqual(['opened contoso/_reporter(1) reporterSilent warning']);
});

test('a tenant whose last token is retired ends as retired', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  await retire(world, 't-1');
  await retire(world, 't-2');
  world.told();

  await world.sweepAt(SILENT + PERIOD);

  expect(world.told()).toEqual(['resolved contoso/_reporter(0) reporterSilent warning retired']);
});

test('a new token of a silent tenant is its sign of life', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  await world.leap(SILENT + HOUR);
  await world.report({ tokenId: 't-new' });
  world.told();

  await world.sweepAt(SILENT + HOUR + PERIOD);

  expect(world.told()).toEqual(['resolved contoso/_reporter(3) reporterSilent warning reported']);
});

test('a tenant that has been told silent is reminded at the hour of reminders', async () => {
  const world = await reported('t-1', 't-2');
  await world.sweepAt(SILENT);
  await world.run(NOON + 72 * HOUR, HOUR);
  world.told();

  await world.run(NOON + 4.9 * DAY, HOUR);

  expect(world.toldWhen()).toEqual([
    '03-14T09:00 reminder contoso/_reporter(2) reporterSilent critical',
    '03-15T09:00 reminder contoso/_reporter(2) reporterSilent critical',
  ]);
});

test('each of several tenants that fall silent at once has its own incident', async () => {
  const world = new World();
  await world.report({ tenantId: 'a' }, { tenantId: 'b' });
  await world.sweep();

  await world.sweepAt(SILENT);

  expect(world.told().sort()).toEqual([
    'opened a/_reporter(1) reporterSilent warning',
    'opened b/_reporter(1) reporterSilent warning',
  ]);
});

/** Tokens of one tenant that all reported at noon, and the sweep that came then. */
async function reported(...tokenIds: string[]): Promise<World> {
  const world = new World();
  await post(world, tokenIds);
  await world.sweep();
  return world;
}

async function post(world: World, tokenIds: readonly string[]): Promise<void> {
  await world.report(...tokenIds.map((tokenId) => ({ tokenId })));
}

/** Tokens that report every five hours, and sweeps every hour. */
async function reportingOn(world: World, tokenIds: readonly string[], until: number): Promise<void> {
  while (world.now < until) {
    await world.run(Math.min(world.now + 5 * HOUR, until), HOUR);
    await post(world, tokenIds);
  }
}

function retire(world: World, tokenId: string) {
  return world.app.retireToken({ tenantId: 'contoso', tokenId }, { kind: 'retired' });
}
