import { setTimeout as sleep } from 'node:timers/promises';
import { createService, type Service } from '../functions/service.ts';
import { startAzurite } from '../local/azurite.ts';
import { readSettings } from '../src/config/settings.ts';
import { receive } from '../src/http/receive.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { Reports } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { median, rounded } from './statistics.ts';

const REPEATS = 3;
/** Reports stored with one request: of a new tenant one costs five times as much as others. */
const AT_ONCE = 30;
const HOUR = 3_600_000;

/** So long after a row was written sweeps still look whether the overview shows it. */
const SETTLED_MS = 61_000;

interface Case {
  readonly what: string;
  readonly tenants: number;
  readonly tokensEach: number;
  /** Seconds that a sweep may take. */
  readonly limit: number;
  /** Under these settings, which the sweep is the first to have, every token is found to be overdue. */
  readonly becauseOf?: Readonly<Record<string, string>>;
}

interface Swept extends Case {
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
}

const CASES: readonly Case[] = [
  { what: 'one quiet tenant of 3,000 tokens', tenants: 1, tokensEach: 3_000, limit: 25 },
  { what: '10,000 quiet tenants of one token', tenants: 10_000, tokensEach: 1, limit: 25 },
  {
    what: 'one tenant, of which 1,000 tokens fail',
    tenants: 1,
    tokensEach: 1_000,
    limit: 10,
    becauseOf: { OVERDUE_AFTER: '20h' },
  },
];

const QUICK: readonly Case[] = CASES.map((it) => ({
  ...it,
  tenants: Math.min(20, it.tenants),
  tokensEach: Math.min(30, it.tokensEach),
}));

/** What a sweep costs: it runs every five minutes, and mostly has nothing to do. */
export const sweep: Section = { name: 'sweep', title: 'A sweep', run };

async function run(bench: Bench): Promise<Findings> {
  const swept: Swept[] = [];
  for (const it of bench.isQuick ? QUICK : CASES) swept.push(await measure(it, bench));
  const many = swept.filter(({ tenants }) => tenants > 1);
  return {
    tables: [
      {
        head: ['', 'seconds', 'table reads', 'table writes'],
        rows: swept.map(({ what, seconds, reads, writes }) => [what, rounded(seconds), `${reads}`, `${writes}`]),
      },
    ],
    targets: [
      ...swept.map(({ what, seconds, limit }) => ({
        ...{ what: `${what}, a sweep`, measured: seconds, limit },
        kind: 'at most' as const,
        unit: 's',
      })),
      ...many.map(({ what, reads, tenants }) => ({
        what: `${what}, reads for each tenant`,
        measured: Math.floor(reads / tenants),
        limit: 1,
        kind: 'at most' as const,
      })),
    ],
    method: [
      `Through a counting proxy in front of Azurite, the median of ${REPEATS} sweeps, a minute after one that set the tenants' hours. ` +
        'Beside the query of each tenant a sweep reads and writes its own heartbeat, and reads the list of tenants, what ' +
        "concerns the app itself, the list of targets, and twice a target's mailbox.",
      'Where tokens fail, it is the first sweep under settings by which they are overdue, so it decides on each of them, ' +
        'opens an incident, and brings that to the mailbox.',
      'Azurite goes through all rows of its table for every query, a tenth of a microsecond each, so its share grows with ' +
        'the tenants; the real service goes to the partition.',
    ],
  };
}

async function measure(it: Case, { isQuick, progress }: Bench): Promise<Swept> {
  const azurite = await startAzurite();
  const proxy = await startCountingProxy(azurite.connectionString);
  try {
    const service = await serviceAt(proxy, {});
    progress(`${it.what}: storing them`);
    await store(it, service);
    await service.sweep();
    if (!it.becauseOf && !isQuick) {
      await sleep(SETTLED_MS);
      await service.sweep();
    }
    const runs: Omit<Swept, keyof Case>[] = [];
    const sweeper = it.becauseOf ? await serviceAt(proxy, it.becauseOf) : service;
    for (let i = 0; i < (it.becauseOf ? 1 : REPEATS); i++) runs.push(await sweepOnce(it, sweeper, proxy));
    const [first] = runs;
    if (!first) throw new Error('a sweep was run');
    const seconds = median(runs.map((run) => run.seconds));
    progress(`${it.what}: ${rounded(seconds)} s, ${first.reads} reads`);
    return { ...it, ...first, seconds };
  } finally {
    await proxy.stop();
    await azurite.stop();
  }
}

async function serviceAt(proxy: CountingProxy, settings: Readonly<Record<string, string>>): Promise<Service> {
  const read = readSettings({ AzureWebJobsStorage: proxy.connectionString, ...settings });
  if (!read.ok) throw new Error(read.problems.join('; '));
  return createService(read.settings);
}

async function sweepOnce(it: Case, service: Service, proxy: CountingProxy): Promise<Omit<Swept, keyof Case>> {
  proxy.take();
  const startedAt = performance.now();
  const { decided, complete } = await service.sweep();
  const expected = it.becauseOf ? it.tokensEach : 0;
  if (decided !== expected || !complete) throw new Error(`decided on ${decided}, complete: ${complete}`);
  const { reads, writes } = proxy.take();
  return { seconds: (performance.now() - startedAt) / 1_000, reads, writes };
}

async function store({ tenants, tokensEach }: Case, service: Service): Promise<void> {
  const reports = new Reports();
  // Long enough ago to be overdue under settings that say so, and under no others.
  const lastSyncDateTime = new Date(Date.now() - 30 * HOUR).toISOString();
  const all = Array.from({ length: tenants * tokensEach }, (_, i) => ({
    ...reports.next(`token-${i % tokensEach}`),
    lastSyncDateTime,
    tenantId: `tenant-${Math.floor(i / tokensEach)}`,
  }));
  for (let i = 0; i < all.length; i += AT_ONCE) {
    const body = Buffer.from(JSON.stringify(all.slice(i, i + AT_ONCE)));
    const header = (name: string) => (name === 'content-type' ? 'application/json' : undefined);
    const received = receive({ method: 'POST', header, body }, { receivedAt: Date.now(), defaultTenantId: 'default' });
    if (received.kind !== 'items') throw new Error('the reports are valid');
    await service.ingest(received.items.filter((item) => item.ok));
  }
}
