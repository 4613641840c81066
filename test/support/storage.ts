import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TableClient, type TableEntityResult } from '@azure/data-tables';
import { afterAll, beforeAll } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';

export type StoredRow = TableEntityResult<Record<string, unknown>>;

/** An Azurite of this test file, in memory, with a bare client that bypasses the product. */
export function useStorage(): { readonly connection: string; readonly table: TableClient } {
  let azurite: Azurite | undefined;
  let table: TableClient | undefined;
  beforeAll(async () => {
    azurite = await startAzurite();
    table = tableIn(azurite.connectionString);
    await table.createTable();
  });
  afterAll(() => azurite?.stop());
  return {
    get connection() {
      if (!azurite) throw new Error('storage is not up yet');
      return azurite.connectionString;
    },
    get table() {
      if (!table) throw new Error('storage is not up yet');
      return table;
    },
  };
}

export function tableIn(connection: string): TableClient {
  return TableClient.fromConnectionString(connection, 'VppTokenSync', { allowInsecureConnection: true });
}

/** The rows of one partition whose key begins so, in the order of their keys. */
export async function rowsOf(table: TableClient, tenantId: string, prefix = ''): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  const filter = `PartitionKey eq '${tenantId}'`;
  for await (const row of table.listEntities<Record<string, unknown>>({ queryOptions: { filter } })) {
    if (row.rowKey?.startsWith(prefix)) rows.push(row);
  }
  return rows;
}

/** How the proxy treats what comes: pass it on, cut the connection, or pass it on and lose the answer to a write. */
type Mode = 'pass' | 'cut' | 'loseAnswers';

/** Stands between the product and the table service: counts requests, and can be out of order. */
export class TableProxy {
  mode: Mode = 'pass';
  reads = 0;
  writes = 0;
  #port = 0;
  readonly #server = createServer((request, response) => this.#take(request, response));

  /** @returns the connection string with the table reached through this proxy */
  async start(connection: string): Promise<string> {
    const [endpoint = '', port = ''] =
      /http:\/\/127\.0\.0\.1:(\d+)(?=\/\w+;?$|\/\w+;)/.exec(connection.slice(connection.indexOf('TableEndpoint='))) ??
      [];
    this.#port = Number(port);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const own = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return connection.replace(`TableEndpoint=${endpoint}`, `TableEndpoint=${own}`);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  count(): { reads: number; writes: number } {
    const counted = { reads: this.reads, writes: this.writes };
    this.reads = 0;
    this.writes = 0;
    return counted;
  }

  #take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming;
    const isRead = method === 'GET';
    if (isRead) this.reads += 1;
    else this.writes += 1;
    if (this.mode === 'cut') {
      outgoing.destroy();
      return;
    }
    const isLost = this.mode === 'loseAnswers' && !isRead;
    const onward = forward({ host: '127.0.0.1', port: this.#port, method, path: url, headers }, (answer) => {
      if (isLost) {
        // The write is done; nobody will hear of it.
        answer.resume().on('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }
}
