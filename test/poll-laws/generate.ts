import type { PollFaultKind } from '../../src/app/model/graph.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { Random } from '../oracle/random.ts';
import type { Item } from '../support/fake-graph.ts';
import type { History, Post, Put, Status, Step } from './history.ts';

const TENANTS = ['contoso', 'fabrikam', 'tailwind'];
const TOKENS = ['a', 'b', 'c', 'd', 'e'];
const FAULTS: readonly PollFaultKind[] = [
  ...(['unreachable', 'credential', 'credential', 'credential'] as const),
  ...(['noConsent', 'permissionMissing', 'throttled', 'unexpected'] as const),
];
const STATUS: readonly unknown[] = [
  ...['completed', 'completed', 'completed', 'failed', 'failed', 'inProgress', 'none'],
  ...['paused', null],
];
const STATES = ['valid', 'valid', 'valid', 'valid', 'valid', 'invalid', 'expired', 'assignedToExternalMDM'];

/** What may come of a seed, the same each time. */
export function generateHistory(seed: number): History {
  const random = new Random(seed);
  const tenants = TENANTS.slice(0, random.pick([1, 1, 2, 3]));
  const steps: Step[] = tenants.flatMap((tenantId) =>
    TOKENS.slice(0, random.between(0, 5)).map((tokenId) => put(tenantId, tokenId, well(random))),
  );
  const count = random.between(3, 16);
  for (let i = 0; i < count; i++) {
    steps.push(...happening(random, random.pick(tenants), random.pick(TOKENS)), { kind: 'wait', ms: waitOf(random) });
  }
  return { seed, tenants, steps };
}

type Look = Pick<Put, 'fields' | 'syncedAgo' | 'expiresIn'>;

function put(tenantId: string, tokenId: string, look: Look): Put {
  return { kind: 'put', tenantId, tokenId, ...look };
}

/** A token that just synced. */
function well(random: Random, fields: Item = {}): Look {
  const syncedAgo = random.between(0, HOUR);
  return {
    fields: { lastSyncStatus: 'completed', state: 'valid', ...fields },
    syncedAgo,
    ...(random.chance(0.2) && { expiresIn: 120 * DAY }),
  };
}

function happening(random: Random, tenantId: string, tokenId: string): Step[] {
  const of = { tenantId, tokenId };
  switch (random.between(0, 13)) {
    case 0:
    case 1:
      return [{ kind: 'drop', ...of }];
    case 2: {
      // Many at once.
      const some = TOKENS.filter(() => random.chance(0.7));
      return some.map((id) => ({ kind: 'drop', tenantId, tokenId: id }));
    }
    case 3:
    case 4:
      return [{ kind: 'answers', tenantId, fault: { page: random.pick([1, 1, 2]), kind: random.pick(FAULTS) } }];
    case 5: {
      // What ails the app ails all.
      const kind = random.pick(FAULTS);
      return TENANTS.map((id) => ({ kind: 'answers', tenantId: id, fault: { page: 1, kind } }));
    }
    case 6:
    case 7:
      return TENANTS.map((id) => ({ kind: 'answers', tenantId: id }));
    case 8:
      return [post(random, tenantId, tokenId)];
    case 9:
      return [{ kind: random.pick(['retire', 'undo'] as const), ...of }];
    case 10:
      return TOKENS.map((id) => put(tenantId, id, well(random)));
    case 11:
      return [put(tenantId, tokenId, well(random, { lastAppCount: random.pick([0, 40, 60, 100]) }))];
    case 12:
      return [put(tenantId, tokenId, renewed(random))];
    default:
      return [put(tenantId, tokenId, some(random))];
  }
}

function some(random: Random): Look {
  const syncedAgo = random.pick([0, HOUR, 20 * HOUR, 29 * HOUR]) + random.between(0, HOUR);
  const fields = { lastSyncStatus: random.pick(STATUS), state: random.pick(STATES) };
  const expiresIn = random.chance(0.1) ? random.between(-DAY, 3 * DAY) : undefined;
  return { fields, syncedAgo, ...(expiresIn !== undefined && { expiresIn }) };
}

function renewed(random: Random): Look {
  const other = random.pick(['appleId', 'organizationName', 'locationName']);
  const value = random.pick(['one@example.com', 'two@example.com']);
  return { fields: { [other]: value }, ...(random.chance(0.7) && { expiresIn: 365 * DAY }) };
}

function post(random: Random, tenantId: string, tokenId: string): Post {
  const status: Status = random.pick(['completed', 'failed', 'failed', 'inProgress']);
  const late = random.chance(0.7) ? 0 : random.between(MINUTE, 10 * HOUR);
  const syncedAgo = late + random.between(0, 2 * HOUR);
  // Who names no sync speaks of a token that Graph does not list: between the two each listing would have to decide.
  if (random.chance(0.3)) {
    const isDated = random.chance(0.5);
    return { kind: 'post', tenantId, tokenId: 'posted', status, late, ...(isDated && { syncedAgo }) };
  }
  return { kind: 'post', tenantId, tokenId, status, late, syncedAgo };
}

function waitOf(random: Random): number {
  if (random.chance(0.6)) return random.between(MINUTE, 4 * HOUR);
  return random.chance(0.8) ? random.between(4 * HOUR, 40 * HOUR) : random.between(2 * DAY, 9 * DAY);
}
