import { main } from '../../cli/main.ts';
import type { HostPorts, Service } from '../../functions/service.ts';
import { serviceOver } from '../../functions/service.ts';
import type { IngestItem } from '../../src/app/ingest/ingest-item.ts';
import type { Report } from '../../src/domain/report.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { SignInOptions } from '../../src/graph/credentials.ts';
import { MemoryRows } from '../support/memory-rows.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a command prints is whatever it says; the assertions type it.
  readonly json: any;
}

export const MINIMAL = { AzureWebJobsStorage: 'UseDevelopmentStorage=true' };

/** The commands over a table in memory, with the settings of an environment. */
export class Cli {
  readonly rows = new MemoryRows();
  service: Service | undefined;
  readonly #host: HostPorts;
  readonly #signIn: SignInOptions;

  constructor(host: HostPorts = {}, signIn: SignInOptions = {}) {
    this.#host = host;
    this.#signIn = signIn;
  }

  /** Runs a command line. */
  async run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    { isTerminal = false, width = 200 } = {},
  ): Promise<Ran> {
    let [out, err] = ['', ''];
    const io = {
      env: { ...MINIMAL, ...env },
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        err += text;
      },
      ...{ width, isTerminal },
    };
    const exitCode = await main(args, {
      io,
      signIn: this.#signIn,
      connect: async (settings, routes, log) => {
        const queue = { put: async () => {} };
        this.service = serviceOver({ table: this.rows, queue, polls: queue }, settings, routes, { log, ...this.#host });
        return this.service;
      },
    });
    return { exitCode, out, err, json: args.includes('--json') ? JSON.parse(out || 'null') : undefined };
  }

  /** Stores reports as they come in now, under the settings of the last command. */
  async report(...reports: readonly Partial<Report>[]): Promise<void> {
    if (!this.service) await this.run(['tenants', 'list']);
    const now = timestampOf(Date.now());
    const items = reports.map((fields, index): IngestItem => {
      const report = {
        tenantId: 'contoso',
        tokenId: 'token-e7f2',
        status: 'failed',
        source: 'report',
        ...fields,
      } as const;
      return { index, contentHash: '', report: { observedAt: now, receivedAt: now, lastSyncAt: now, ...report } };
    });
    await this.service?.ingest(items);
  }
}
