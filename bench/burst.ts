import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAzurite } from '../local/azurite.ts';
import { startWholeApp } from './app-process.ts';
import { post, Reports } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { percentile, rounded } from './statistics.ts';

const TARGETS = ['first', 'second', 'third'] as const;
const MINUTE = 60_000;
const AT_ONCE = 4;
/** What is answered 503 is sent again after so long, so often. */
const AGAIN_MS = 1_000;
const MAX_TRIES = 10;
/** Long enough for the group's pace; what is not told by then never is. */
const PATIENCE_MS = 12 * MINUTE;

interface Burst {
  readonly tenants: number;
  readonly tokens: number;
  /** The reports come within this. */
  readonly withinMs: number;
}

/** A burst as three targets heard of it, each with its own service. */
interface Heard {
  readonly firstGroupMs: number;
  readonly allNamedMs: number;
  readonly allRecoveredMs: number;
  readonly messages: number;
}

/** How many tokens that begin to fail at once are told. */
export const burst: Section = { name: 'burst', title: 'A burst of failures', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const size: Burst = isQuick
    ? { tenants: 12, tokens: 100, withinMs: 5_000 }
    : { tenants: 600, tokens: 5_000, withinMs: MINUTE };
  progress('without targets');
  const alone = await measure(size, [], progress);
  progress('with three targets');
  const told = await measure(size, TARGETS, progress);
  return findings(size, alone, told);
}

interface Measured {
  /** How long reports waited for their answer, in milliseconds. */
  readonly answers: readonly number[];
  readonly memory: number;
  readonly heard: readonly Heard[];
}

async function measure(size: Burst, targets: readonly string[], progress: Bench['progress']): Promise<Measured> {
  const azurite = await startAzurite();
  const ears = await Promise.all(targets.map((name) => new Ear(name).open()));
  const app = await startWholeApp({ AzureWebJobsStorage: azurite.connectionString, ...routes(ears) });
  const watch = app.watchMemory();
  try {
    const reports = new Reports();
    const beginsAt = Date.now();
    const answers = await send(app.url, size, reports, 'failed');
    progress(`reported in ${Math.round((Date.now() - beginsAt) / 1_000)} s`);
    await until(() => ears.every((ear) => ear.failing.size >= size.tokens));
    const named = ears.map((ear) => ({
      firstGroupMs: ear.firstGroupAt - beginsAt,
      allNamedMs: ear.changedAt - beginsAt,
    }));
    progress(named.map((it) => `named after ${Math.round(it.allNamedMs / 1_000)} s`).join(', '));
    if (ears.length === 0) return { answers, memory: await watch.peak(), heard: [] };
    await send(app.url, size, reports, 'completed');
    const recoveredAt = Date.now();
    await until(() => ears.every((ear) => ear.failing.size === 0));
    const heard = ears.map((ear, i) => ({
      ...(named[i] ?? { firstGroupMs: Number.NaN, allNamedMs: Number.NaN }),
      allRecoveredMs: ear.changedAt - recoveredAt,
      messages: ear.messages,
    }));
    progress(heard.map((it) => `recovered after ${Math.round(it.allRecoveredMs / 1_000)} s`).join(', '));
    return { answers, memory: await watch.peak(), heard };
  } finally {
    await app.stop();
    for (const ear of ears) ear.close();
    await azurite.stop();
  }
}

function routes(ears: readonly Ear[]): Record<string, string> {
  if (ears.length === 0) return {};
  const urls = Object.fromEntries(ears.map(({ name, url }) => [`${name.toUpperCase()}_URL`, url]));
  const targets = Object.fromEntries(
    ears.map(({ name }) => [name, { kind: 'webhook', url: `$${name.toUpperCase()}_URL` }]),
  );
  return { ...urls, ALERT_ROUTES: JSON.stringify({ targets, rules: [{ targets: ears.map(({ name }) => name) }] }) };
}

/** A report for each tenant with all of its tokens, spread evenly. @returns how long each waited for its answer */
async function send(url: string, size: Burst, reports: Reports, status: string): Promise<readonly number[]> {
  const bodies = Array.from({ length: size.tenants }, (_, tenant) => {
    const own = Array.from({ length: size.tokens }, (_, i) => i).filter((i) => i % size.tenants === tenant);
    return own.map((i) => ({ ...reports.next(`token-${i}`, status), tenantId: `tenant-${tenant}` }));
  });
  const waits: number[] = [];
  const startedAt = Date.now();
  let next = 0;
  const sender = async () => {
    for (let i = next++; i < bodies.length; i = next++) {
      await sleep(Math.max(0, startedAt + (i * size.withinMs) / bodies.length - Date.now()));
      const before = performance.now();
      await postUntilTaken(url, bodies[i]);
      waits.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return waits;
}

/** A sender that is asked to come back later does. */
async function postUntilTaken(url: string, body: unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await post(url, body);
      return;
    } catch (error) {
      if (tries === MAX_TRIES || !String(error).includes('answered 503')) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !isSo(); await sleep(200)) {
    if (Date.now() > deadline) throw new Error('Not everything was told in time.');
  }
}

interface Member {
  readonly tenantId: string;
  readonly tokenId: string;
  readonly state: string;
}

/** A service that takes everything, and what its people believe. */
class Ear {
  readonly name: string;
  readonly failing = new Set<string>();
  firstGroupAt = Number.NaN;
  changedAt = 0;
  messages = 0;
  url = '';
  readonly #server = createServer(async (request, response) => {
    const event = (await json(request)) as { type: string; data: Member & { members?: readonly Member[] } };
    response.writeHead(204).end();
    this.#hear(event.type, event.data.members ?? [event.data]);
  });

  constructor(name: string) {
    this.name = name;
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    return this;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #hear(type: string, members: readonly Member[]): void {
    this.messages += 1;
    this.changedAt = Date.now();
    if (type === 'vpp.outbreak.opened' && Number.isNaN(this.firstGroupAt)) this.firstGroupAt = this.changedAt;
    for (const { tenantId, tokenId, state } of members) {
      const isOpen = type.startsWith('vpp.outbreak.') ? state === 'open' : !type.endsWith('.resolved');
      if (isOpen) this.failing.add(`${tenantId}/${tokenId}`);
      else this.failing.delete(`${tenantId}/${tokenId}`);
    }
  }
}

function findings({ tenants, tokens }: Burst, alone: Measured, told: Measured): Findings {
  const most = (of: (heard: Heard) => number) => Math.max(...told.heard.map(of)) / 1_000;
  const [p99, p99Alone] = [percentile(told.answers, 0.99), percentile(alone.answers, 0.99)];
  const seconds = { kind: 'at most' as const, unit: 's' };
  return {
    targets: [
      { what: 'first group message', measured: most((it) => it.firstGroupMs), limit: 10, ...seconds },
      { what: 'all named', measured: most((it) => it.allNamedMs), limit: 180, ...seconds },
      { what: 'all recovered, told', measured: most((it) => it.allRecoveredMs), limit: 120, ...seconds },
      { what: 'memory', measured: told.memory, limit: 400, kind: 'at most', unit: 'MiB' },
      { what: "reports' p99 against that without targets", measured: p99 / p99Alone, limit: 3, kind: 'at most' },
    ],
    tables: [
      {
        head: ['target', 'first group message, s', 'all named, s', 'all recovered, s', 'messages'],
        rows: told.heard.map((it, i) => [
          TARGETS[i] ?? '',
          ...[it.firstGroupMs, it.allNamedMs, it.allRecoveredMs].map((ms) => rounded(ms / 1_000)),
          `${it.messages}`,
        ]),
      },
      {
        head: ['ms until a report was answered', 'p50', 'p99', 'most'],
        rows: [
          ['with three targets', told],
          ['without', alone],
        ].map(([what, measured]) => [
          String(what),
          ...[0.5, 0.99, 1].map((part) => rounded(percentile((measured as Measured).answers, part))),
        ]),
      },
    ],
    method: [
      `The whole app as \`npm start\` runs it, on the bundle: ${tokens.toLocaleString('en')} tokens of ${tenants} tenants begin to fail ` +
        'within a minute, a request for each tenant, and recover as quickly. Each of three targets is a webhook that answers ' +
        'at once. Memory is the greatest resident set of the process, looked at once a second.',
    ],
  };
}
