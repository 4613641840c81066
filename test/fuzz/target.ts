import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import type { FuzzRequest } from '../http/arbitraries.ts';
import { App, buildBundle, workplace } from '../support/app.ts';
import { tableIn } from '../support/storage.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What the app held at a moment, in MiB, garbage collected. */
export interface Memory {
  readonly rss: number;
  readonly heap: number;
}

export type StorageKind = 'azurite' | 'memory';

type AnyRow = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string>>;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The app as a process of its own, over storage of its own. */
export class Target {
  readonly memory: Memory[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #place: ReturnType<typeof workplace>;
  readonly #azurite: Azurite | undefined;
  readonly #app: App;

  private constructor(place: ReturnType<typeof workplace>, azurite: Azurite | undefined, app: App) {
    this.#place = place;
    this.#azurite = azurite;
    this.#app = app;
  }

  /** Over Azurite it is the bundle that goes to Azure, with queue and timers; in memory see `in-memory-app.ts`. */
  static async start(storage: StorageKind, environment: Environment): Promise<Target> {
    const place = workplace();
    const probed = { NODE_OPTIONS: `--import ${here('memory-probe.ts')}`, ...environment };
    if (storage === 'memory') {
      // Neither a queue nor a timer is in that app, so nobody calls the address that stands for storage.
      const settings = { AzureWebJobsStorage: 'AccountName=none', ...probed };
      return new Target(place, undefined, await App.start(place.path, settings, here('in-memory-app.ts')));
    }
    const [azurite, entry] = await Promise.all([startAzurite(), buildBundle(place.path)]);
    const settings = { AzureWebJobsStorage: azurite.connectionString, ...probed };
    return new Target(place, azurite, await App.start(place.path, settings, entry));
  }

  async row(partition: string, row: string): Promise<AnyRow | undefined> {
    if (this.#azurite) {
      const table = tableIn(this.#azurite.connectionString);
      return table.getEntity(partition, row).catch(() => undefined);
    }
    const query = new URLSearchParams({ partition, row });
    return (await this.#app.get(`row?${query}`)).json ?? undefined;
  }

  async rows(): Promise<readonly AnyRow[]> {
    if (!this.#azurite) return (await this.#app.get('rows')).text.split('\n').map((line) => JSON.parse(line));
    const rows: AnyRow[] = [];
    for await (const row of tableIn(this.#azurite.connectionString).listEntities()) rows.push(row);
    return rows;
  }

  /** What it printed since it was last asked. */
  takeLines(): string[] {
    const lines = this.#app.lines.splice(0);
    for (const line of lines) {
      const [, rss, heap] = /^memory-probe (\d+) (\d+)$/.exec(line) ?? [];
      if (rss && heap) this.memory.push({ rss: Number(rss) / 2 ** 20, heap: Number(heap) / 2 ** 20 });
    }
    return lines;
  }

  /** Drops idle connections: making a batch takes so long that the app may be about to close them. */
  reconnect(): void {
    this.#agent.destroy();
  }

  /** Sends headers and bytes as they are: `fetch` would add to them. @throws where the app hangs up. */
  send({ headers, body }: FuzzRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(`${this.#app.url}/api/sync-reports`, {
        method: 'POST',
        agent: this.#agent,
        headers: { ...headers, 'content-length': body.length },
      });
      call.once('error', reject);
      call.once('response', async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      call.end(body);
    });
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#app.stop();
    await this.#azurite?.stop();
    this.#place.remove();
  }
}
