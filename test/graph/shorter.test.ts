import { describe, expect, test } from 'vitest';
import type { StandInRequest } from '../../local/graph-stand-in/tenant.ts';
import { CONTOSO, faultOf, graphWorld, itemsOf } from './world.ts';

const versions = (seen: readonly StandInRequest[]) => seen.map(({ version }) => version);
const selectOf = (url: string) => new URL(url, 'http://graph').searchParams.get('$select')?.split(',') ?? [];

test('a member that a cloud does not know is left out, then and later', async () => {
  const unknown = "Could not find a property named 'locationName' on type 'microsoft.graph.vppToken'.";
  const { list, standIn, logged } = await graphWorld({
    mishap: ({ version, before }) =>
      version === 'beta' && before === 0 && standIn.seen.length === 1
        ? { status: 400, code: 'BadRequest', message: unknown }
        : undefined,
  });

  expect(itemsOf(await list())[0]).toMatchObject({ displayName: 'Token 0' });
  expect(faultOf(await list())).toBeUndefined();

  expect(versions(standIn.seen)).toEqual(['beta', 'beta', 'beta']);
  expect(standIn.seen.map(({ url }) => selectOf(url).includes('locationName'))).toEqual([true, false, false]);
  expect(logged).toHaveLength(1);
});

test('where Graph does not say which, the needed ones alone are asked for', async () => {
  const { list, standIn } = await graphWorld({
    mishap: () => (standIn.seen.length === 1 ? { status: 400, code: 'BadRequest', message: 'Bad query.' } : undefined),
  });

  expect(itemsOf(await list())).toHaveLength(3);
  expect(selectOf(standIn.seen[1]?.url ?? '')).toEqual([
    'id',
    'state',
    'lastSyncStatus',
    'lastSyncDateTime',
    'expirationDateTime',
  ]);
});

describe.each([400, 404, 410, 501])('a beta that answers %i', (status) => {
  test('is left for v1.0, then and later', async () => {
    const { list, standIn } = await graphWorld({
      mishap: ({ version }) => (version === 'beta' ? { status, code: 'BadRequest', message: 'No.' } : undefined),
    });

    const first = itemsOf(await list());
    const before = standIn.seen.length;
    await list();

    expect(first).toHaveLength(3);
    expect(first[0]).not.toHaveProperty('displayName');
    expect(versions(standIn.seen.slice(before))).toEqual(['v1.0']);
  });
});

test('a beta that is refused for want of a permission is not left: v1.0 would refuse it, too', async () => {
  const { list, standIn } = await graphWorld({ roles: () => [] });

  expect(faultOf(await list())).toMatchObject({ kind: 'permissionMissing' });
  expect(versions(standIn.seen)).toEqual(['beta', 'beta']);
});

test('v1.0 alone is asked where the settings say so', async () => {
  const { list, standIn } = await graphWorld({ settings: { GRAPH_VERSION: 'v1.0' } });

  expect(itemsOf(await list(CONTOSO))).toHaveLength(3);
  expect(versions(standIn.seen)).toEqual(['v1.0']);
});
