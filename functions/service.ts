import { ulid } from 'ulid';
import type { DecisionContext } from '../src/app/decision.ts';
import type { DeliverDeps } from '../src/app/deliver.ts';
import type { IngestDeps } from '../src/app/ingest.ts';
import { KeyedMutex } from '../src/app/keyed-mutex.ts';
import type { Clock, Target, Views } from '../src/app/ports.ts';
import { publisher } from '../src/app/publish.ts';
import type { SweepDeps } from '../src/app/sweep.ts';
import { TableOutbox } from '../src/storage/outbox.ts';
import { TableStateStore } from '../src/storage/state-store.ts';
import { TableViews } from '../src/storage/views.ts';
import { connect } from './connections.ts';
import { invocationLog } from './invocation-log.ts';
import { hashOf, policyOf, type Settings, unchangedWindowOf } from './settings.ts';
import { targetsOf } from './targets.ts';

/** The use cases' surroundings, built once in the life of an instance. */
export interface Service {
  readonly clock: Clock;
  readonly defaultTenantId: string;
  readonly ingest: IngestDeps;
  readonly sweep: SweepDeps;
  readonly deliver: DeliverDeps;
  readonly views: Views;
  readonly targets: ReadonlyMap<string, Target>;
}

/** Builds the adapters that the settings ask for. Nothing is sent before the first use. */
export async function createService(settings: Settings): Promise<Service> {
  const clock: Clock = Date.now;
  const { table, queue } = await connect(settings);
  const store = new TableStateStore(table, clock);
  const targets = targetsOf(settings, clock);
  const publish = publisher(queue, invocationLog);
  const patience = { clock, sleep, random: Math.random };
  const policy = policyOf(settings);
  const policyHash = hashOf(policy);
  const unchangedWindow = unchangedWindowOf(policy);
  const targetIds = [...targets.keys()];
  const context = async (): Promise<DecisionContext> => ({
    now: clock(),
    policy,
    policyHash,
    unchangedWindow,
    newId: () => ulid(),
    targetsFor: () => targetIds,
  });
  const moves = { ...patience, store, publish, context };
  return {
    clock,
    defaultTenantId: settings.DEFAULT_TENANT_ID,
    ingest: { ...moves, mutex: new KeyedMutex() },
    sweep: { ...moves, queue, log: invocationLog },
    deliver: { outbox: new TableOutbox(table), queue, targets, clock, random: Math.random, log: invocationLog },
    views: new TableViews(table),
    targets,
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
