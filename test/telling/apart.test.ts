import { expect, it } from 'vitest';
import { type Deed, schedule, TENANT } from './deeds.ts';
import { apart } from './laws.ts';
import * as product from './product.ts';
import { large } from './scenarios.ts';
import type { Trace } from './trace.ts';
import { World } from './world.ts';

async function lived(seed: number, isWanted: (deed: Deed) => boolean): Promise<Trace> {
  const { targets, outbreakMin, deeds } = large(seed);
  const world = new World(product, { targets, ...(outbreakMin && { outbreakMin }) });
  schedule(world, deeds.filter(isWanted));
  await world.run();
  await world.rest();
  return world.trace;
}

/** Of another tenant, unless it is about targets or the app. */
function isOfOthers(deed: Deed): boolean {
  const isOfTenant = 'tokens' in deed || 'token' in deed || 'subject' in deed;
  return isOfTenant && (deed.tenant ?? TENANT) !== TENANT;
}

it.each(Array.from({ length: 12 }, (_, seed) => ({ seed })))(
  'a tenant hears the same whether there are others or not, seed $seed',
  { timeout: 60_000 },
  async ({ seed }) => {
    const alone = await lived(seed, (deed) => !isOfOthers(deed));
    const among = await lived(seed, () => true);
    expect(apart(alone, among, TENANT)).toEqual([]);
  },
);
