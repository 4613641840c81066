import { RestError, type TableClient, type TableEntity, type TransactionAction } from '@azure/data-tables';
import { StorageUnavailable } from '../app/model/ports.ts';
import { type Query, toFilter } from './query.ts';
import type { Row } from './row.ts';
import type { RowStore } from './row-store.ts';

/** One call to the service, retries included, is given up after this; the caller has a deadline of its own. */
const CALL_TIMEOUT_MS = 8_000;

/** A thin client of one Azure table that tells conflicts and absences from faults of the service. */
export class Table implements RowStore {
  readonly #client: TableClient;
  readonly #timeoutMs: number;

  constructor(client: TableClient, timeoutMs = CALL_TIMEOUT_MS) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    const found = await this.#call(
      (abortSignal) => this.#client.getEntity<Record<string, unknown>>(partitionKey, rowKey, { abortSignal }),
      [404],
    );
    return found === 404 ? undefined : (found as unknown as Row); // every entity has both keys
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    const { pageSize: maxPageSize = 1_000, columns } = query;
    const queryOptions = { filter: toFilter(query), ...(columns && { select: [...columns] }) };
    let continuationToken: string | undefined;
    do {
      const page = await this.#call(async (abortSignal) => {
        const pages = this.#client
          .listEntities<Record<string, unknown>>({ queryOptions, abortSignal })
          .byPage({ maxPageSize, ...(continuationToken && { continuationToken }) });
        return (await pages.next()).value;
      });
      if (!page) return;
      yield page as unknown as readonly Row[]; // every entity has both keys
      continuationToken = page.continuationToken;
    } while (continuationToken);
  }

  async insert(row: TableEntity): Promise<'written' | 'conflict'> {
    const done = await this.#call((abortSignal) => this.#client.createEntity(row, { abortSignal }), [409]);
    return done === 409 ? 'conflict' : 'written';
  }

  async put(row: TableEntity): Promise<void> {
    await this.#call((abortSignal) => this.#client.upsertEntity(row, 'Replace', { abortSignal }));
  }

  async replace(row: TableEntity, etag: string): Promise<{ etag: string } | 'conflict'> {
    const done = await this.#call(
      (abortSignal) => this.#client.updateEntity(row, 'Replace', { etag, abortSignal }),
      [404, 412],
    );
    return typeof done === 'number' ? 'conflict' : { etag: done.etag ?? '' };
  }

  async transact(actions: TransactionAction[]): Promise<readonly string[] | 'conflict'> {
    const done = await this.#call(
      (abortSignal) => this.#client.submitTransaction(actions, { abortSignal }),
      [404, 409, 412],
    );
    // The parts of the answer stand in the order of the actions; not all of them name their row.
    return typeof done === 'number' ? 'conflict' : done.subResponses.map(({ etag = '' }) => etag);
  }

  /** Runs one call; an expected status comes back as its number, every other failure is the service's. */
  async #call<T, S extends number = never>(
    call: (signal: AbortSignal) => Promise<T>,
    expected: readonly S[] = [],
    mayCreate = true,
  ): Promise<T | S> {
    try {
      return await call(AbortSignal.timeout(this.#timeoutMs));
    } catch (error) {
      const [status, code] = error instanceof RestError ? [error.statusCode, errorCode(error)] : [];
      // The table is made when it is first missed, which spares every cold start a request.
      if (code === 'TableNotFound' && mayCreate) {
        await this.#call((abortSignal) => this.#client.createTable({ abortSignal }), [], false);
        return this.#call(call, expected, false);
      }
      const known = expected.find((it) => it === status);
      if (known !== undefined && code !== 'TableNotFound') return known;
      if (status !== undefined && OUR_FAULT.has(status)) throw error;
      throw new StorageUnavailable(`table storage: ${status ?? codeOf(error)}`, { cause: error });
    }
  }
}

/** A request that the service calls malformed is a fault of this program, not of the service. */
const OUR_FAULT = new Set([400, 405, 411, 413, 415]);

/** The service's own code, wherever this kind of answer has it. */
function errorCode(error: RestError): string | undefined {
  const details = error.details as { odataError?: { code?: string } } | undefined;
  return error.code ?? details?.odataError?.code;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

/** Few and quick retries: a report that cannot be stored is better refused soon than answered late. */
export const STORAGE_OPTIONS = {
  retryOptions: { maxRetries: 2, retryDelayInMs: 150, maxRetryDelayInMs: 600 },
};
