import { TableClient, type TableEntity, type TransactionAction } from '@azure/data-tables';

const PARTITION = 'raw';

/** The rows of a report as the app stores them: what the bare client writes too. */
export interface Rows {
  readonly token: TableEntity;
  readonly history: TableEntity;
}

/** Reads from the app's table the rows that one of its reports left. */
export async function rowsOf(connectionString: string, tenantId: string, tokenId: string): Promise<Rows> {
  const table = TableClient.fromConnectionString(connectionString, 'VppTokenSync', { allowInsecureConnection: true });
  const token = await table.getEntity(tenantId, `token!${tokenId}`);
  const prefix = `history!${tokenId}!`;
  const filter = `PartitionKey eq '${tenantId}' and RowKey ge '${prefix}' and RowKey lt '${prefix}~'`;
  const history = (await table.listEntities({ queryOptions: { filter } }).next()).value;
  if (!history) throw new Error('The app stored no history of the report.');
  return { token: columnsOf(token), history: columnsOf(history) };
}

/** What a row holds, without what the service adds to it. */
export function columnsOf(row: Record<string, unknown>): TableEntity {
  const { etag: _, timestamp: __, 'odata.metadata': ___, ...columns } = row;
  return columns as TableEntity; // every row has both keys
}

/** Makes the transactions of the app with nothing around them: the most that this storage gives. */
export class RawTable {
  readonly #client: TableClient;
  readonly #rows: Rows;
  readonly #known = new Set<number>();
  #written = 0;

  private constructor(client: TableClient, rows: Rows) {
    this.#client = client;
    this.#rows = rows;
  }

  static async open(connectionString: string, rows: Rows): Promise<RawTable> {
    const client = TableClient.fromConnectionString(connectionString, 'RawRows', { allowInsecureConnection: true });
    await client.createTable();
    return new RawTable(client, rows);
  }

  /** Writes the rows of one report for each of the tokens, in one transaction: replaced where they were there. */
  async write(tokens: readonly number[]): Promise<void> {
    const actions = tokens.flatMap((n): TransactionAction[] => {
      const token = { ...this.#rows.token, partitionKey: PARTITION, rowKey: `token!${n}` };
      this.#written += 1;
      const history = { ...this.#rows.history, partitionKey: PARTITION, rowKey: `history!${n}!${this.#written}` };
      // Any ETag will do: two that write the same token here are no conflict worth measuring.
      const first: TransactionAction = this.#known.has(n)
        ? ['update', token, 'Replace', { etag: '*' }]
        : ['create', token];
      return [first, ['create', history]];
    });
    await this.#client.submitTransaction(actions);
    for (const n of tokens) this.#known.add(n);
  }

  /** Reads a token's row first, as the app has to. */
  async readAndWrite(token: number): Promise<void> {
    await this.#client.getEntity(PARTITION, `token!${token}`);
    await this.write([token]);
  }

  /**
   * Does something for so many seconds, so many times at once.
   *
   * @param work is given the next tokens, so many of so many
   * @returns tokens a second
   */
  async rate(
    work: (tokens: readonly number[]) => Promise<void>,
    {
      atOnce,
      tokensEach,
      tokenCount,
      seconds,
    }: Readonly<Record<'atOnce' | 'tokensEach' | 'tokenCount' | 'seconds', number>>,
  ): Promise<number> {
    const end = performance.now() + seconds * 1_000;
    const begin = performance.now();
    let next = 0;
    let reports = 0;
    const keepWorking = async () => {
      while (performance.now() < end) {
        const tokens = Array.from({ length: tokensEach }, () => next++ % tokenCount);
        await work(tokens);
        reports += tokensEach;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, keepWorking));
    return reports / ((performance.now() - begin) / 1_000);
  }
}
