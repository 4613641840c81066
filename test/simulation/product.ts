import { KeyedMutex } from '../../src/app/commit/keyed-mutex.ts';
import { surroundingsOf } from '../../src/app/commit/outage.ts';
import { type Publish, publisher } from '../../src/app/commit/publish.ts';
import type { TenantDecisionContext } from '../../src/app/decide/decide-tenant.ts';
import { healthNotes } from '../../src/app/deliver/target-health.ts';
import type { Log, OutbreakStore, Target } from '../../src/app/model/ports.ts';
import { tenantSilences } from '../../src/app/silence/tenant-silences.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { TableOutbox } from '../../src/storage/outbox.ts';
import { TableOutbreakStore } from '../../src/storage/outbreak-store.ts';
import { TableRetentionStore } from '../../src/storage/retention-store.ts';
import { TableStateStore } from '../../src/storage/state-store.ts';
import { TableSystemStore } from '../../src/storage/system-store.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { TableViews } from '../../src/storage/views.ts';
import { type Call, storeFor, tenantsFor, type Witness } from './call.ts';
import { type Chaos, Crash, type FaultyRows } from './chaos.ts';
import { EXPIRY_STEPS } from './expiry-model.ts';
import type { MemoryQueue } from './queue.ts';
import type { Random } from './random.ts';

/** How many openings of one cause within a quarter of an hour are told as one. */
export const OUTBREAK_MIN = 5;

const DAYS = 24 * 60 * 60_000;

/** The world that an instance of the product lives in. */
export interface Surrounds {
  readonly rows: FaultyRows;
  readonly queue: MemoryQueue;
  readonly chaos: Chaos;
  readonly random: Random;
  readonly clock: () => number;
  readonly pass: (ms: number) => void;
  readonly newId: () => string;
  readonly policy: Policy;
  /** Names the settings; another one from some day on, as after a deployment. */
  readonly policyHash: () => string;
  readonly period: number;
  readonly targets: ReadonlyMap<string, Target>;
  readonly witness: Witness & { outbreakCommitted(change: Parameters<OutbreakStore['commitOutbreak']>[0]): void };
  /** Faults of the product itself. */
  readonly log: Log;
}

export type Product = ReturnType<typeof startProduct>;

/** One instance: the real use cases over the real adapters, wired as src/compose.ts does. */
export function startProduct(world: Surrounds) {
  const { rows, queue, chaos, clock, period, log, targets, witness } = world;
  const random = world.random.next;
  const sleep = async (ms: number) => world.pass(Math.ceil(ms));
  const store = new TableStateStore(rows, clock);
  const tenants = new TableTenantStore(rows, clock);
  const system = new TableSystemStore(rows);
  const outbreaks = watched(new TableOutbreakStore(rows), world);
  const views = new TableViews(rows);
  const outbox = new TableOutbox(rows);
  const surroundings = surroundingsOf(system, clock, period);
  const health = healthNotes(system, clock, log);
  const silences = tenantSilences(tenants, clock);
  const mutex = new KeyedMutex();
  const publish = mortal(publisher(queue, outbreaks, log), chaos);
  const fixed = {
    policy: world.policy,
    unchangedWindow: 300_000,
    expirySteps: EXPIRY_STEPS,
    newId: world.newId,
    targetsFor: () => [...targets.keys()],
  };
  const context = async (): Promise<TenantDecisionContext> => ({
    ...fixed,
    policyHash: world.policyHash(),
    now: clock(),
  });

  /** What a call works with; its writes are laid at its door. */
  const depsOf = (call: Call) => ({
    clock,
    sleep,
    random,
    context,
    publish,
    surroundings,
    store: storeFor(call, store, rows, witness),
    tenants: tenantsFor(call, tenants, rows, witness),
  });
  return {
    ingest: (call: Call) => ({ ...depsOf(call), silences, mutex }),
    people: (call: Call) => ({ ...depsOf(call), outbreaks, views, targets, outbox, log }),
    sweep: (call: Call) => ({
      ...depsOf(call),
      outbreaks,
      views,
      queue,
      system,
      log,
      period,
      targets,
      outbox,
      health: system,
    }),
    deliver(call: Call) {
      const moves = depsOf(call);
      const grouping = { outbreaks, moves, context, outbreakMin: OUTBREAK_MIN };
      return { outbox, queue, targets, clock, random, log, grouping, health };
    },
    retention: {
      store,
      retention: new TableRetentionStore(rows),
      clock,
      log,
      keepHistory: 90 * DAYS,
      keepIncidents: 400 * DAYS,
    },
  };
}

/** A process may die when what it decided is stored, and not yet handed over. */
function mortal(publish: Publish, chaos: Chaos): Publish {
  return async (notifications, now) => {
    if (notifications.length > 0 && chaos.strikes('crash')) throw new Crash('before publishing');
    await publish(notifications, now);
  };
}

function watched(store: OutbreakStore, { rows, witness }: Surrounds): OutbreakStore {
  return {
    recordOpenings: (openings) => store.recordOpenings(openings),
    readOpenings: (...wanted) => store.readOpenings(...wanted),
    readOutbreak: (cause) => store.readOutbreak(cause),
    listOutbreaks: () => store.listOutbreaks(),
    readLost: (lostBefore) => store.readLost(lostBefore),
    commitOutbreak(change) {
      rows.witness = () => witness.outbreakCommitted(change);
      return store.commitOutbreak(change);
    },
  };
}
