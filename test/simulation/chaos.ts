import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import type { Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import type { MemoryRows } from '../support/memory-rows.ts';
import type { Random } from './random.ts';

/** How often what goes wrong does, from 0 to 1. */
export interface Rates {
  /** Storage is out of reach before anything was done. */
  readonly unreached: number;
  /** A write is done, and its answer is lost. */
  readonly answerLost: number;
  readonly conflict: number;
  /** The process dies between a commit and its publishing, or between a send and its record. */
  readonly crash: number;
  readonly messageLost: number;
  readonly messageTwice: number;
}

export const USUAL: Rates = {
  unreached: 0.0005,
  answerLost: 0.0005,
  conflict: 0.002,
  crash: 0.002,
  messageLost: 0.01,
  messageTwice: 0.02,
};

/** The process is gone in this moment; nothing behind it is done. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Rolls the dice for everything that may go wrong. */
export class Chaos {
  readonly #random: Random;
  readonly #rates: Rates;
  /** While true no call reaches the table. */
  isDown = false;
  /** While true nothing goes wrong by chance. */
  isOver = false;

  constructor(random: Random, rates: Rates) {
    this.#random = random;
    this.#rates = rates;
  }

  strikes(fault: keyof Rates): boolean {
    return !this.isOver && this.#rates[fault] > 0 && this.#random.chance(this.#rates[fault]);
  }

  /** Gives others that run at the same time a turn now and then, so that races come out one way or the other. */
  async dawdle(): Promise<void> {
    for (let turns = this.#random.whole(0, 3); turns > 0; turns--) await undefined;
  }
}

/** Hears of writes that took place, whatever the writer was told. */
export interface RowWatch {
  notification(row: TableEntity): void;
  heartbeat(row: TableEntity): void;
}

/** The table as the product reaches it: through a network that fails. */
export class FaultyRows implements RowStore {
  readonly #rows: MemoryRows;
  readonly #chaos: Chaos;
  readonly #watch: RowWatch;
  /** Called when the next transaction is written; whoever sets it makes the call in the same step. */
  witness: (() => void) | undefined;

  constructor(rows: MemoryRows, chaos: Chaos, watch: RowWatch) {
    this.#rows = rows;
    this.#chaos = chaos;
    this.#watch = watch;
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    await this.#reach();
    return this.#rows.get(partitionKey, rowKey);
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    await this.#reach();
    for await (const page of this.#rows.pages(query)) {
      yield page;
      await this.#reach();
    }
  }

  async insert(row: TableEntity): Promise<'written' | 'conflict'> {
    await this.#reach();
    const done = await this.#rows.insert(row);
    this.#answer();
    return done;
  }

  async put(row: TableEntity): Promise<void> {
    await this.#reach();
    await this.#rows.put(row);
    if (row.partitionKey === '_system' && row.rowKey === 'sweep') this.#watch.heartbeat(row);
    this.#answer();
  }

  async replace(row: TableEntity, etag: string): Promise<{ etag: string } | 'conflict'> {
    await this.#reach();
    if (this.#chaos.strikes('conflict')) return 'conflict';
    const done = await this.#rows.replace(row, etag);
    if (done !== 'conflict' && row.rowKey.startsWith('notification!')) this.#watch.notification(row);
    this.#answer();
    return done;
  }

  async transact(actions: TransactionAction[]): Promise<'committed' | 'conflict'> {
    const { witness } = this;
    this.witness = undefined;
    await this.#reach();
    // Only what names a row as it was read, or as not there, can meet one that is otherwise.
    const canConflict = actions.some(([kind]) => kind === 'create' || kind === 'update');
    if (canConflict && this.#chaos.strikes('conflict')) return 'conflict';
    const done = await this.#rows.transact(actions);
    if (done === 'committed') witness?.();
    this.#answer();
    return done;
  }

  async transactGuarded(actions: TransactionAction[]): Promise<{ readonly etag: string } | 'conflict'> {
    await this.#reach();
    if (this.#chaos.strikes('conflict')) return 'conflict';
    const done = await this.#rows.transactGuarded(actions);
    this.#answer();
    return done;
  }

  async #reach(): Promise<void> {
    await this.#chaos.dawdle();
    if (this.#chaos.isDown || this.#chaos.strikes('unreached')) throw new StorageUnavailable('simulated: 503');
  }

  #answer(): void {
    if (this.#chaos.strikes('answerLost')) throw new StorageUnavailable('simulated: answer lost');
  }
}
