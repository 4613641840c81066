import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RunningHost, startHost } from '../../local/host.ts';
import type { LogEntry } from '../../local/log.ts';

export const FIXTURE_APP = new URL('fixture-app/index.ts', import.meta.url);
export const FIXTURE_HOST_JSON = fileURLToPath(new URL('fixture-app/host.json', import.meta.url));

export interface Seen {
  readonly messages: {
    readonly message: { readonly mark?: string; readonly gate?: number };
    readonly metadata: Record<string, unknown>;
  }[];
  readonly poison: { readonly mark?: string }[];
  readonly ticks: { readonly at: number; readonly isPastDue: boolean }[];
  readonly missed: { readonly isPastDue: boolean; readonly scheduleStatus: { readonly last: string } }[];
  readonly mostAtOnce: number;
  readonly mostTicksAtOnce: number;
  readonly slowRuns: number;
  readonly hooks: string[];
}

export interface FixtureHost {
  readonly host: RunningHost;
  readonly logs: LogEntry[];
  seen(): Promise<Seen>;
}

export async function startFixtureHost(
  connectionString: string,
  settings: { dataDir?: string; leaseSeconds?: number; key?: string } = {},
): Promise<FixtureHost> {
  const logs: LogEntry[] = [];
  const host = await startHost({
    app: FIXTURE_APP,
    hostJson: FIXTURE_HOST_JSON,
    dataDir: settings.dataDir ?? temporaryDirectory(),
    port: 0,
    env: { AzureWebJobsStorage: connectionString, WORK_QUEUE: 'work', YEARLY_SCHEDULE: '0 0 0 1 1 *' },
    ...(settings.key !== undefined && { key: settings.key }),
    log: (entry) => logs.push(entry),
    queueLeaseSeconds: settings.leaseSeconds ?? 30,
  });
  return { host, logs, seen: async () => (await fetch(`${host.url}/api/seen`)).json() as Promise<Seen> };
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'local-host-'));
}

/** Polls until the probe gives something; fails with the last error, or with what was awaited. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain: ${what}`);
    await sleep(25);
  }
}
