import { createService } from '../functions/service.ts';
import { startAzurite } from '../local/azurite.ts';
import { readSettings } from '../src/config/settings.ts';
import { receive } from '../src/http/receive.ts';
import { BUNDLE, startApp } from './app-process.ts';
import { type CountingProxy, type Counts, startCountingProxy } from './counting-proxy.ts';
import { post, Reports, tokenIdOf } from './reports.ts';
import type { Bench, Findings, Section, Target } from './section.ts';

/** What there is to tell goes to the one mailbox; then its marker is deleted. */
const HAND_OVER = 2;

/** What is promised of each kind of request, in table reads and writes. */
const LIMITS = {
  report: { what: 'a report with nothing to tell', reads: 1, writes: 1 },
  telling: { what: 'a report that begins, changes or ends an incident', reads: 1, writes: 1 + HAND_OVER },
  unchanged: { what: 'an unchanged report within 5 minutes', reads: 1, writes: 0 },
  array: { what: 'an array of 100 tokens', reads: 3, writes: 10 },
} as const;

/** What telling of one incident alone costs. */
const DELIVERY = { storage: 14, queue: 3 };

interface Case {
  readonly what: string;
  readonly body: () => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Which promise it falls under; what happens once in the life of an app, or by mistake, under none. */
  readonly kind?: keyof typeof LIMITS;
}

type Counted = readonly (readonly [Case, Counts])[];

/** What a report costs on the bill of the storage account. */
export const requests: Section = { name: 'requests', title: 'Storage requests', run };

async function run({ progress }: Bench): Promise<Findings> {
  const azurite = await startAzurite();
  const proxy = await startCountingProxy(azurite.connectionString);
  const app = await startApp(BUNDLE, { AzureWebJobsStorage: proxy.connectionString });
  try {
    const counted: (readonly [Case, Counts])[] = [];
    for (const it of cases()) {
      proxy.take();
      await post(app.url, it.body(), it.headers);
      const counts = proxy.take();
      counted.push([it, counts]);
      progress(`${it.what}: ${counts.reads} reads, ${counts.writes} writes, ${counts.messages} to the queue`);
    }
    const delivery = await deliverOne(proxy);
    progress(`delivering one alert: ${delivery.storage} to the table, ${delivery.queue} to the queue`);
    return findings(counted, delivery);
  } finally {
    await app.stop();
    await proxy.stop();
    await azurite.stop();
  }
}

/** The host takes the wake-up off the queue and deletes it. */
const HOSTS_OWN = 2;

/** Opens one incident and has it told, as the queue's function does. */
async function deliverOne(proxy: CountingProxy): Promise<{ readonly storage: number; readonly queue: number }> {
  const read = readSettings({ AzureWebJobsStorage: proxy.connectionString });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const service = await createService(read.settings);
  // What waits from before is told first.
  await service.deliver({ target: 'log' }, 1);
  const body = Buffer.from(JSON.stringify(new Reports().next(tokenIdOf(4), 'failed')));
  const header = (name: string) => (name === 'content-type' ? 'application/json' : undefined);
  const received = receive({ method: 'POST', header, body }, { receivedAt: Date.now(), defaultTenantId: 'other' });
  if (received.kind !== 'items') throw new Error('the report is valid');
  await service.ingest(received.items.filter((item) => item.ok));
  proxy.take();
  await service.deliver({ target: 'log' }, 1);
  const { reads, writes, messages } = proxy.take();
  return { storage: reads + writes, queue: messages + HOSTS_OWN };
}

function cases(): readonly Case[] {
  const reports = new Reports();
  const [first, other, keyed] = [tokenIdOf(1), tokenIdOf(2), tokenIdOf(3)];
  const report = (tokenId: string, status?: string) => () => reports.next(tokenId, status);
  const array = (count: number, step: number, status?: string) => () =>
    Array.from({ length: count }, (_, i) => reports.next(tokenIdOf(10_000 + i * step), status));
  const kept = (body: unknown) => () => body;
  const [unchanging, delivered] = [reports.next(keyed), reports.next(keyed)];
  const headers = { 'idempotency-key': 'bench-1' };
  return [
    { what: 'the very first: table and tenant are made', body: report(first) },
    { what: 'first report of another token', kind: 'report', body: report(other) },
    { what: 'later report', kind: 'report', body: report(first) },
    { what: 'another token again', kind: 'report', body: kept(unchanging) },
    { what: 'the same again', kind: 'unchanged', body: kept(unchanging) },
    { what: 'begins to fail (finds no queue, makes it)', kind: 'telling', body: report(other, 'failed') },
    { what: 'fails again, nothing to tell', kind: 'report', body: report(other, 'failed') },
    { what: 'turns invalid', kind: 'telling', body: () => ({ ...reports.next(other, 'failed'), state: 'invalid' }) },
    { what: 'completed, resolved', kind: 'telling', body: report(other) },
    { what: 'with a delivery id', kind: 'report', body: kept(delivered), headers },
    { what: 'the same delivery again', body: kept(delivered), headers },
    { what: '100 tokens never seen', kind: 'array', body: array(100, 25) },
    { what: '100 tokens, completed', kind: 'array', body: array(100, 25) },
    { what: '100 tokens begin to fail', kind: 'array', body: array(100, 25, 'failed') },
    { what: '100 tokens, resolved', kind: 'array', body: array(100, 25) },
    { what: '1,000 tokens never seen', body: array(1_000, 1) },
    { what: '100 tokens among a thousand others', kind: 'array', body: array(100, 25) },
  ];
}

function findings(counted: Counted, delivery: { readonly storage: number; readonly queue: number }): Findings {
  return {
    targets: [
      ...Object.keys(LIMITS).flatMap((kind) => targetsOf(kind as keyof typeof LIMITS, counted)),
      { what: 'delivering one alert, table', measured: delivery.storage, limit: DELIVERY.storage, kind: 'at most' },
      { what: 'delivering one alert, queue', measured: delivery.queue, limit: DELIVERY.queue, kind: 'at most' },
    ],
    tables: [
      {
        head: ['request', 'table reads', 'table writes', 'queue requests'],
        rows: counted.map(([{ what }, { reads, writes, messages }]) => [what, `${reads}`, `${writes}`, `${messages}`]),
      },
    ],
    method: [
      'Counted by a proxy between the app and Azurite, one request to the app at a time. A transaction is one write; a ' +
        'page of a range is one read. The log is the one channel that is on, so that an incident concerns one mailbox. ' +
        'Delivering is counted apart, since another function does it: one alert that is alone, with what the host asks of the ' +
        'queue. A target is held against the most that any request of its kind cost.',
    ],
  };
}

function targetsOf(kind: keyof typeof LIMITS, counted: Counted): Target[] {
  const { what, reads, writes } = LIMITS[kind];
  const own = counted.filter(([it]) => it.kind === kind).map(([, counts]) => counts);
  const most = (name: 'reads' | 'writes') => Math.max(...own.map((counts) => counts[name]));
  return [
    { what: `${what}, reads`, measured: most('reads'), limit: reads, kind: 'at most' },
    { what: `${what}, writes`, measured: most('writes'), limit: writes, kind: 'at most' },
  ];
}
