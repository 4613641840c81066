import type { CommitDeps } from '../commit/commit-event.ts';
import type { KeyedMutex } from '../commit/keyed-mutex.ts';
import { DEADLINE_MS, untilCommitted } from '../commit/retry.ts';
import { togetherDue } from '../commit/together.ts';
import type { DecisionContext } from '../decide/context.ts';
import type { TenantStore } from '../model/ports.ts';
import type { SubjectChange } from '../model/state.ts';
import type { Stored, TokenState } from '../model/subject.ts';
import { type Batch, batchesOf } from './batch.ts';
import { decideGroup, type GroupDecision } from './idempotency.ts';
import type { IngestItem, IngestResult } from './ingest-item.ts';
import { welcomeTenant } from './welcome-tenant.ts';

export interface IngestDeps extends CommitDeps {
  readonly tenants: TenantStore;
  /** When the last outage of our own ended, in milliseconds since the epoch. */
  readonly wokeAt: () => Promise<number | undefined>;
  readonly mutex: KeyedMutex;
}

/** What the parts of one request share. */
interface Call extends IngestDeps {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether the request is about more tenants than one. */
  readonly isOfMany: boolean;
}

/**
 * Stores reports and what follows from them. When it returns, all of it is durable; whatever could not be brought to
 * the mailboxes is found by the sweep.
 *
 * @returns one result for each item, in the order of their indexes
 * @throws StorageUnavailable when the state could not be written in time; items stored by then stay stored
 */
export async function ingest(items: readonly IngestItem[], deps: IngestDeps): Promise<readonly IngestResult[]> {
  const isOfMany = new Set(items.map(({ report }) => report.tenantId)).size > 1;
  const call = { ...deps, deadline: deps.clock() + DEADLINE_MS, isOfMany };
  const results = await allOrThrow(batchesOf(items).map((batch) => ingestBatch(batch, call)));
  return results.flat().sort((a, b) => a.index - b.index);
}

/** The items of one tenant: together where they fit, one token at a time where others interfere. */
async function ingestBatch(batch: Batch, call: Call): Promise<readonly IngestResult[]> {
  const keys = batch.groups.map(({ tokenId }) => `${batch.tenantId}/${tokenId}`);
  return call.mutex.run(keys, async () => {
    const first = await attempt(batch, 0, call);
    const later: IngestResult[] = [];
    for (const group of first.conflicted) {
      const single = { ...batch, groups: [group] };
      const results = await untilCommitted(
        async (tries) => {
          const again = await attempt(single, tries + 1, call);
          return again.conflicted.length > 0 ? 'conflict' : again.results;
        },
        call.deadline,
        call,
      );
      later.push(...results);
    }
    return [...first.results, ...later];
  });
}

interface Attempted {
  readonly results: readonly IngestResult[];
  readonly conflicted: Batch['groups'];
}

/**
 * Reads, decides and writes once. Used delivery ids are not read the first time: an insert of one fails the whole
 * transaction, so the common case costs one read less.
 */
async function attempt(batch: Batch, tries: number, call: Call): Promise<Attempted> {
  const { tenantId, groups } = batch;
  const tokenIds = groups.map(({ tokenId }) => tokenId);
  const ids = groups.flatMap((group) => group.items.flatMap(({ report }) => report.deliveryId ?? []));
  const [stored, used] = await Promise.all([
    call.subjects.read(tenantId, tokenIds),
    tries > 0 && ids.length > 0 ? call.subjects.readIdempotency(tenantId, ids) : new Map<string, never>(),
  ]);
  const context = call.context(tenantId);
  if (stored.size < groups.length) await welcomeTenant(tenantId, context, call);
  const decided = await Promise.all(
    groups.map(async (group) => {
      // No token's id begins with an underscore, so what stands under it is a token.
      const row = stored.get(group.tokenId) as Stored<TokenState> | undefined;
      const decideIn = (it: DecisionContext) => decideGroup(tenantId, group, row, used, it);
      return { group, ...(await minding(decideIn, context, call)) };
    }),
  );
  const due = togetherDue(
    decided.flatMap(({ change }) => change ?? []),
    context.now,
    call.isOfMany,
  );
  const changed = decided.filter(({ change }) => change !== undefined);
  const packed = packs(
    changed.map((it, i) => ({ ...it, change: due[i] })),
    call,
  );
  // All end before the first failure is thrown, and all that is stored is handed over in one go.
  const ended = await Promise.allSettled(packed.map((pack) => call.subjects.commit(tenantId, changesOf(pack))));
  const written = packed.filter((_, i) => ended[i]?.status === 'fulfilled' && ended[i].value === 'committed').flat();
  const markers = changesOf(written).flatMap(({ marker }) => marker ?? []);
  if (markers.length > 0) await call.handOver(markers, call.deadline);
  const fault = ended.find((it) => it.status === 'rejected');
  if (fault) throw fault.reason;
  const groupsWritten = new Set(written.map(({ group }) => group));
  const failed = decided.filter(({ change, group }) => change !== undefined && !groupsWritten.has(group));
  return {
    results: decided.flatMap((it) => (failed.includes(it) ? [] : it.results)),
    conflicted: failed.map(({ group }) => group),
  };
}

/** Decides, and where a standstill seems to be found, once more with regard to the last outage of our own. */
async function minding(
  decideIn: (context: DecisionContext) => GroupDecision,
  context: DecisionContext,
  { wokeAt }: Call,
): Promise<GroupDecision> {
  const first = decideIn(context);
  if (!first.dependsOnOutage) return first;
  const woke = await wokeAt();
  return woke === undefined ? first : decideIn({ ...context, surroundings: { ...context.surroundings, wokeAt: woke } });
}

/** Lets all of them end before the first failure is thrown: what was begun is not left half handed over. */
async function allOrThrow<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(works);
  return ended.map((it) => {
    if (it.status === 'rejected') throw it.reason;
    return it.value;
  });
}

/** As many changes to a transaction as it takes. */
function packs<T extends GroupDecision>(decided: readonly T[], { subjects }: Call): T[][] {
  const all: T[][] = [];
  for (let rest = [...decided]; rest.length > 0; ) {
    const fitting = subjects.fitting(changesOf(rest));
    all.push(rest.slice(0, fitting));
    rest = rest.slice(fitting);
  }
  return all;
}

function changesOf(decided: readonly Pick<GroupDecision, 'change'>[]): readonly SubjectChange<TokenState>[] {
  return decided.flatMap(({ change }) => change ?? []);
}
