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
const SPARED = 0.02;

/** The table as one instance reaches it: through a network that fails, from a process that dies. */
export class FaultyRows implements RowStore {
  readonly #rows: MemoryRows;
  readonly #chaos: Chaos;
  readonly #instance: Instance;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #watch: RowWatch;

  constructor(
    rows: MemoryRows,
    {
      chaos,
      instance,
      sleep,
      watch,
    }: {
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
    return this.#ask(partitionKey, () => this.#rows.get(partitionKey, rowKey));
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    await this.#reach(query.partition);
    this.#watch.read(query);
    for await (const page of this.#rows.pages(query)) {
      yield page;
      await this.#reach(query.partition);
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

  transact(actions: TransactionAction[]): Promise<readonly string[] | 'conflict'> {
    return this.#write(actions, () => this.#rows.transact(actions));
  }

  async #ask<T>(partition: string, work: () => Promise<T>): Promise<T> {
    await this.#reach(partition);
    const answer = await work();
    await this.#survive();
    return answer;
  }

  async #write<T>(actions: readonly TransactionAction[], work: () => Promise<T>): Promise<T> {
    await this.#reach(actions[0]?.[1].partitionKey);
    const done = await work();
    if (done !== 'conflict') this.#watch.written(actions);
    await this.#survive();
    if (!this.#strikes('answerLost')) return done;
    this.#struck(actions[0]?.[1].partitionKey);
    // The client repeats a write that got no answer, and the service finds that the row is not as it was.
    const isGuarded = actions.some(([kind]) => kind === 'create' || kind === 'update');
    if (isGuarded && this.#chaos.random.chance(0.5)) return 'conflict' as T;
    throw new StorageUnavailable('simulated: answer lost');
  }

  async #reach(partition = ''): Promise<void> {
    await this.#survive();
    // Others that run at the same time get a turn now and then, so that races come out one way or the other.
    for (let turns = this.#chaos.random.whole(0, 3); turns > 0; turns--) await undefined;
    if (!this.#isSweep && this.#chaos.strikes('slow')) await this.#sleep(this.#chaos.random.between(1, SLOWEST_MS));
    if (!this.#chaos.isDown && !this.#strikes('unreached')) return;
    this.#struck(partition);
    throw new StorageUnavailable('simulated: 503');
  }

  async #survive(): Promise<void> {
    if (!this.#instance.isDead && this.#strikes('crash')) this.#instance.die();
    if (this.#instance.isDead) await never();
  }

  /** A sweep makes so many calls that few would come to their end. */
  #strikes(fault: 'unreached' | 'answerLost' | 'crash'): boolean {
    return this.#chaos.strikes(fault) && (!this.#isSweep || this.#chaos.random.chance(SPARED));
  }

  get #isSweep(): boolean {
    return currentCall.getStore()?.kind === 'sweep';
  }

  #struck(partition = ''): void {
    currentCall.getStore()?.struck.add(partition);
  }
}
