import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAzurite } from '../azurite.ts';
import { startGraphStandIn } from '../graph-stand-in/server.ts';
import { type RunningHost, startHost } from '../host.ts';
import { type AlertLine, startReceiver } from './receiver.ts';
import { happenings, STORY_HOURS, storyOf, TENANTS } from './story.ts';
import { environment, time } from './world.ts';

export interface DemoOptions {
  /** How long an hour of the story takes at least, in milliseconds. */
  readonly hourMs: number;
  /** Of the app; 0 takes any free one. */
  readonly port: number;
  readonly print: (line: string) => void;
  readonly heard?: (alert: AlertLine) => void;
}

export interface Demo {
  readonly host: RunningHost;
  /** Lets the story happen, to its end or until the demo is stopped. */
  tell(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts storage in memory, a stand-in for Graph with five tenants, and the app over both. One a process. */
export async function startDemo({ hourMs, port, print, heard }: DemoOptions): Promise<Demo> {
  const undo: (() => Promise<unknown>)[] = [];
  const ended = new AbortController();
  const stop = async () => {
    ended.abort();
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'vpp-demo-'));
    undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const receiver = await startReceiver((alert) => {
      print(`${time.format(alert.at)}  ${lineOf(alert)}`);
      heard?.(alert);
    });
    undo.push(receiver.stop);
    const graph = await startGraphStandIn({ tenants: storyOf(time.start), clock: time.now });
    undo.push(graph.stop);
    const azurite = await startAzurite();
    undo.push(azurite.stop);
    Object.assign(environment, settingsOf(azurite.connectionString, graph.url, receiver.url));
    const host = await startHost({
      app: new URL('app.ts', import.meta.url),
      hostJson: resolve('host.json'),
      dataDir,
      port,
      env: environment,
      log: ({ level, source, message }) => level === 'error' && print(`${level} ${source}: ${message}`),
    });
    undo.push(host.stop);
    return { host, tell: () => tell(hourMs, print, ended.signal), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsOf(storage: string, graph: string, receiver: string): Record<string, string> {
  return {
    AzureWebJobsStorage: storage,
    ALERT_WEBHOOK_URL: receiver,
    GRAPH_BASE_URL: graph,
    GRAPH_CLIENT_ID: '7d0e3a52-0000-4000-8000-000000000001',
    TENANTS: JSON.stringify(Object.values(TENANTS).map(({ id, name }) => ({ id, name, enabled: true }))),
    // The clock is put forward by whole hours.
    GRAPH_POLL_EVERY: '30m',
  };
}

async function tell(hourMs: number, print: (line: string) => void, ended: AbortSignal): Promise<void> {
  while (time.hour < STORY_HOURS) {
    for (const said of happenings(time.hour)) print(`${time.format(time.now())}  -- ${said}`);
    await sleep(hourMs);
    while (!time.isOver && !ended.aborted) await sleep(20);
    if (ended.aborted) return;
    time.putForward();
  }
}

function lineOf({ type, severity, title }: AlertLine): string {
  const [, kind = type, verb = ''] = /^vpp\.(\w+)(?:\.(\w+))?$/.exec(type) ?? [];
  return [severity.toUpperCase().padEnd(8), `${kind} ${verb}`.trim().padEnd(17), title].join('  ');
}
