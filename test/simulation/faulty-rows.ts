import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import type { Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import type { MemoryRows } from '../support/memory-rows.ts';
import { currentCall } from './call.ts';
import type { Chaos } from './chaos.ts';
import { type Instance, never } from './instance.ts';

/** Learns what was read and written in the moment in which it was, whatever the caller is told. */
export interface RowWatch {
  read(query: Query): void;
  written(actions: readonly TransactionAction[]): void;
}

const SLOWEST_MS = 3_000;

/** The table as one instance reaches it: through a network that fails, from a process that dies. */
export class FaultyRows implements RowStore {
  readonly #rows: MemoryRows;
  readonly #chaos: Chaos;
  readonly #instance: Instance;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #watch: RowWatch;

  constructor(
    rows: MemoryRows,
    { chaos, instance, sleep, watch }: {
      readonly chaos: Chaos;
      readonly instance: Instance;
      readonly sleep: (ms: number) => Promise<void>;
      readonly watch: RowWatch;
    },
  ) {
    this.#rows = rows;
    this.#chaos = chaos;
    this.#instance = instance;
    this.#sleep = sleep;
    this.#watch = watch;
  }

  get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    return this.#ask(() => this.#rows.get(partitionKey, rowKey));
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    await this.#reach();
    this.#watch.read(query);
    for await (const page of this.#rows.pages(query)) {
      yield page;
      await this.#reach();
    }
  }

  insert(row: TableEntity): Promise<'written' | 'conflict'> {
    return this.#write([['create', row]], () => this.#rows.insert(row));
  }

  put(row: TableEntity): Promise<void> {
    return this.#write([['upsert', row, 'Replace']], () => this.#rows.put(row));
  }

  replace(row: TableEntity, etag: string): Promise<{ etag: string } | 'conflict'> {
    return this.#write([['update', row, 'Replace', { etag }]], () => this.#rows.replace(row, etag));
  }

  transact(actions: TransactionAction[]): Promise<'committed' | 'conflict'> {
    return this.#write(actions, () => this.#rows.transact(actions));
  }

  transactGuarded(actions: TransactionAction[]): Promise<{ etag: string } | 'conflict'> {
    return this.#write(actions, () => this.#rows.transactGuarded(actions));
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    await this.#reach();
    const answer = await work();
    await this.#survive();
    return answer;
  }

  async #write<T>(actions: readonly TransactionAction[], work: () => Promise<T>): Promise<T> {
    await this.#reach();
    const done = await work();
    if (done !== 'conflict') this.#watch.written(actions);
    await this.#survive();
    if (!this.#chaos.strikes('answerLost')) return done;
    this.#hit();
    // The client repeats a write that got no answer, and the service finds that the row is not as it was.
    const isGuarded = actions.some(([kind]) => kind === 'create' || kind === 'update');
    if (isGuarded && this.#chaos.random.chance(0.5)) return 'conflict' as T;
    throw new StorageUnavailable('simulated: answer lost');
  }

  async #reach(): Promise<void> {
    await this.#survive();
    // Others that run at the same time get a turn now and then, so that races come out one way or the other.
    for (let turns = this.#chaos.random.whole(0, 3); turns > 0; turns--) await undefined;
    const isSweep = currentCall.getStore()?.kind === 'sweep';
    if (!isSweep && this.#chaos.strikes('slow')) await this.#sleep(this.#chaos.random.between(1, SLOWEST_MS));
    if (!this.#chaos.isDown && !this.#chaos.strikes('unreached')) return;
    this.#hit();
    throw new StorageUnavailable('simulated: 503');
  }

  async #survive(): Promise<void> {
    if (!this.#instance.isDead && this.#chaos.strikes('crash')) {
      this.#hit();
      this.#instance.die();
    }
    if (this.#instance.isDead) await never();
  }

  #hit(): void {
    const call = currentCall.getStore();
    if (call) call.wasHit = true;
  }
}
