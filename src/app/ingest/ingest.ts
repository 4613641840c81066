import type { KeyedMutex } from '../commit/keyed-mutex.ts';
import { type Surroundings, settle } from '../commit/outage.ts';
import type { Publish } from '../commit/publish.ts';
import { DEADLINE_MS, type Patience, untilCommitted } from '../commit/retry.ts';
import type { DecisionContext } from '../decide/decision.ts';
import type { StateStore, TenantStore } from '../model/ports.ts';
import type { TokenChange } from '../model/state.ts';
import type { TenantSilences } from '../silence/tenant-silences.ts';
import { type Batch, batchesOf } from './batch.ts';
import { decideGroup, type GroupDecision } from './idempotency.ts';
import type { IngestItem, IngestResult } from './ingest-item.ts';

export interface IngestDeps extends Patience {
  readonly store: StateStore;
  readonly tenants: TenantStore;
  readonly silences: TenantSilences;
  readonly surroundings: Surroundings;
  readonly mutex: KeyedMutex;
  readonly publish: Publish;
  /** What a decision made now depends on. */
  readonly context: () => Promise<DecisionContext>;
}

/** How long the openings of a request with several tokens wait, so that even the first can join an outbreak. */
export const OUTBREAK_WAIT_MS = 60_000;

/**
 * Stores reports and what follows from them. When it returns, all of it is durable; whatever could not be handed to
 * the queue is found by the sweep.
 *
 * @returns one result for each item, in the order of their indexes
 * @throws StorageUnavailable when the state could not be written in time; items stored by then stay stored
 */
export async function ingest(items: readonly IngestItem[], deps: IngestDeps): Promise<readonly IngestResult[]> {
  const deadline = deps.clock() + DEADLINE_MS;
  const tokens = new Set(items.map(({ report }) => `${report.tenantId}/${report.tokenId}`));
  const openedDelay = tokens.size > 1 ? OUTBREAK_WAIT_MS : 0;
  const patient = { ...deps, context: async () => ({ ...(await deps.context()), openedDelay }) };
  const results = await allOrThrow(batchesOf(items).map((batch) => ingestBatch(batch, deadline, patient)));
  return results.flat().sort((a, b) => a.index - b.index);
}

/** The items of one tenant: together where they fit, one token at a time where others interfere. */
async function ingestBatch(batch: Batch, deadline: number, deps: IngestDeps): Promise<readonly IngestResult[]> {
  const keys = batch.groups.map(({ tokenId }) => `${batch.tenantId}/${tokenId}`);
  return deps.mutex.run(keys, async () => {
    const first = await attempt(batch, 0, deps);
    const rest = first.conflicted.map((group) => ({ ...batch, groups: [group] }));
    const later: IngestResult[] = [];
    for (const single of rest) {
      later.push(
        ...(await untilCommitted(
          async (tries) => {
            const { results, conflicted } = await attempt(single, tries + 1, deps);
            return conflicted.length > 0 ? 'conflict' : results;
          },
          deadline,
          deps,
        )),
      );
    }
    return [...first.results, ...later];
  });
}

interface Attempt {
  readonly results: readonly IngestResult[];
  readonly conflicted: Batch['groups'];
}

/**
 * Reads, decides and writes once. The ledger is not read the first time: an insert of a used delivery id fails the
 * whole transaction, so the common case costs one read less.
 */
async function attempt(batch: Batch, tries: number, deps: IngestDeps): Promise<Attempt> {
  const { tenantId, groups } = batch;
  const ids = groups.flatMap((group) => group.items.flatMap(({ report }) => report.deliveryId ?? []));
  const [stored, used, context] = await Promise.all([
    deps.store.readTokens(
      tenantId,
      groups.map((group) => group.tokenId),
    ),
    tries > 0 && ids.length > 0 ? deps.store.readDeliveries(tenantId, ids) : new Map<string, never>(),
    deps.context(),
  ]);
  const around = stored.size < groups.length ? await welcome(tenantId, context, deps) : context;
  const decided = await Promise.all(
    groups.map(async (group) => ({
      group,
      ...(await settle(tenantId, around, deps.surroundings, (it) =>
        decideGroup(tenantId, group, stored.get(group.tokenId), used, it),
      )),
    })),
  );
  const packed = packs(
    decided.filter((it) => it.change !== undefined),
    deps.store,
  );
  // All end before the first failure is thrown, and all that is stored is told, in one go: the openings of a hundred
  // incidents are then one write.
  const ended = await Promise.allSettled(packed.map((pack) => deps.store.commit(tenantId, changesOf(pack))));
  const written = packed.filter((_, i) => ended[i]?.status === 'fulfilled' && ended[i].value === 'committed').flat();
  await deps.publish(
    changesOf(written).flatMap(({ notifications }) => notifications),
    context.now,
  );
  const fault = ended.find((it) => it.status === 'rejected');
  if (fault) throw fault.reason;
  const failed = new Set<GroupDecision>(packed.flat().filter((it) => !written.includes(it)));
  return {
    results: decided.flatMap((it) => (failed.has(it) ? [] : it.results)),
    conflicted: decided.filter((it) => failed.has(it)).map((it) => it.group),
  };
}

/** The first report of a token: its tenant is listed before its row is there, and may have asked for silence. */
async function welcome(tenantId: string, context: DecisionContext, deps: IngestDeps): Promise<DecisionContext> {
  await deps.tenants.ensureTenant(tenantId);
  const tenantSilence = await deps.silences(tenantId);
  return tenantSilence ? { ...context, tenantSilence } : context;
}

/** Lets all of them end before the first failure is thrown: what was begun is not left half told. */
async function allOrThrow<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(works);
  return ended.map((it) => {
    if (it.status === 'rejected') throw it.reason;
    return it.value;
  });
}

/** As many changes to a transaction as it takes. */
function packs<T extends GroupDecision>(decided: readonly T[], store: StateStore): T[][] {
  const all: T[][] = [];
  for (let rest = [...decided]; rest.length > 0; ) {
    const fitting = store.fitting(changesOf(rest));
    all.push(rest.slice(0, fitting));
    rest = rest.slice(fitting);
  }
  return all;
}

function changesOf(decided: readonly GroupDecision[]): readonly TokenChange[] {
  return decided.flatMap(({ change }) => change ?? []);
}
