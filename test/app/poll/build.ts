import { DAY } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import type { Item } from '../../support/fake-graph.ts';
import { NOON, type World } from '../../support/world.ts';

export const TENANT = 'contoso';

/** A token as Graph lists it: synced at noon, and good for half a year. */
export function item(id: string, fields: Item = {}): Item {
  return {
    id,
    appleId: 'vpp@example.com',
    organizationName: 'Contoso',
    displayName: `Token ${id}`,
    locationName: 'Main',
    lastSyncStatus: 'completed',
    lastSyncDateTime: timestampOf(NOON),
    state: 'valid',
    expirationDateTime: timestampOf(NOON + 180 * DAY),
    ...fields,
  };
}

export function items(count: number, fields: Item = {}): Item[] {
  return Array.from({ length: count }, (_, i) => item(`t-${String(i + 1).padStart(4, '0')}`, fields));
}

/** Has Graph list so from now on, and reads it, after so long. */
export async function listed(world: World, list: readonly Item[], after: number, tenantId = TENANT): Promise<void> {
  world.graph.items.set(tenantId, list);
  await world.run(world.now + after);
}
