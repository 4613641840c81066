import { createService, type Service } from '../functions/service.ts';
import { startAzurite } from '../local/azurite.ts';
import { readSettings } from '../src/config/settings.ts';
import { receive } from '../src/http/receive.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { partitionIndex } from './partition-index.ts';
import { Reports } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { median, rounded } from './statistics.ts';
import { renamed, rowsOfTenant, storeRows } from './tenant-copies.ts';

const REPEATS = 3;
/** Reports stored with one request. */
const AT_ONCE = 30;
const HOUR = 3_600_000;
const MANY = 10_000;

/** So long after a row was written sweeps still look whether the overview shows it. */
const SETTLED_MS = 61_000;

interface Case {
  readonly what: string;
  readonly tokens: number;
  /** Seconds that a sweep may take. */
  readonly limit: number;
  /** Tenants in all; all others are copies of the first. */
  readonly tenants: number;
  /** Queries are answered from an index by partition, after so many milliseconds. Without it Azurite answers them. */
  readonly indexAnswersAfter?: number;
  /** Under these settings, which the sweep is the first to have, every token is found to be overdue. */
  readonly becauseOf?: Readonly<Record<string, string>>;
}

interface Swept {
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
  /** How many it took until one was complete. */
  readonly sweeps: number;
}

const CASES: readonly Case[] = [
  { what: 'one quiet tenant of 3,000 tokens', tenants: 1, tokens: 3_000, limit: 25 },
  { what: '10,000 quiet tenants, an index by partition', tenants: MANY, tokens: 1, limit: 25, indexAnswersAfter: 0 },
  { what: '10,000 quiet tenants, 10 ms for each query', tenants: MANY, tokens: 1, limit: 25, indexAnswersAfter: 10 },
  { what: '10,000 quiet tenants, Azurite as it is', tenants: MANY, tokens: 1, limit: 25 },
  {
    what: 'one tenant, of which 1,000 tokens fail',
    tenants: 1,
    tokens: 1_000,
    limit: 10,
    becauseOf: { OVERDUE_AFTER: '20h' },
  },
];

const QUICK: readonly Case[] = CASES.map((it) => ({
  ...it,
  tenants: Math.min(20, it.tenants),
  tokens: Math.min(30, it.tokens),
}));

/** What a sweep costs: it runs every five minutes, and mostly has nothing to do. */
export const sweep: Section = { name: 'sweep', title: 'A sweep', run };

async function run(bench: Bench): Promise<Findings> {
  const all: (Case & Swept)[] = [];
  for (const it of bench.isQuick ? QUICK : CASES) all.push({ ...it, ...(await measure(it, bench)) });
  return {
    tables: [
      {
        head: ['', 'seconds', 'sweeps', 'table reads', 'table writes'],
        rows: all.map(({ what, seconds, sweeps, reads, writes }) => [
          what,
          rounded(seconds),
          ...[sweeps, reads, writes].map((it) => it.toLocaleString('en')),
        ]),
      },
    ],
    targets: all.flatMap(({ what, seconds, limit, tenants, reads }) => [
      { what, measured: seconds, limit, kind: 'at most' as const, unit: 's' },
      ...(tenants === 1
        ? []
        : [
            {
              what: `${what}: reads for each`,
              measured: Math.floor(reads / tenants),
              limit: 1,
              kind: 'at most' as const,
            },
          ]),
    ]),
    method: [
      `Through a counting proxy in front of Azurite, the median of ${REPEATS} sweeps (one of Azurite with many tenants), a ` +
        'minute after all was written. Beside the query of each tenant a sweep reads and writes its own heartbeat, and reads ' +
        "the list of tenants, what concerns the app itself, the list of targets, and a target's mailbox.",
      'The tenants are copies of one that the app stored: each has its rows, under its own id. For *an index by partition* ' +
        'the proxy itself answers queries of tenants from a map by partition, in the same process, where it looks at the rows ' +
        "of that partition only, as the real service does; all else goes to Azurite. So the first figure is the app's own " +
        'share, and a little of the proxy; the second is what 16 tenants at once make of an answer that takes 10 ms, as we ' +
        'assume of Azure.',
      '*Azurite as it is* goes through all rows of its table for every query: 10,000 times 60,000 rows, which is what its ' +
        'figure shows. A sweep stops after 200 seconds, and the next goes on there; the figure is all of them together.',
      'Where tokens fail, it is the first sweep under settings by which they are overdue, so it decides on each of them, ' +
        'opens an incident, and brings that to the mailbox.',
    ],
  };
}

/** A tenant's id that no other text holds. */
const FIRST = 'tenant-first';

async function measure(it: Case, { progress }: Bench): Promise<Swept> {
  const azurite = await startAzurite();
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const proxies: CountingProxy[] = [];
  try {
    progress(`${it.what}: storing them`);
    const service = await serviceAt(azurite.connectionString, {}, clock);
    await store(it, service);
    // The first sets the tenant's hours; the second, a minute later, is the first to find nothing.
    for (let i = 0; i < 2; i++) {
      await service.sweep();
      ahead += SETTLED_MS;
    }
    const proxy = await withCopies(azurite.connectionString, it);
    proxies.push(proxy);
    const sweeper = await serviceAt(proxy.connectionString, it.becauseOf ?? {}, clock);
    const isSlow = it.tenants > 1 && it.indexAnswersAfter === undefined;
    const runs: Swept[] = [];
    for (let i = 0; i < (it.becauseOf || isSlow ? 1 : REPEATS); i++) runs.push(await sweepAll(it, sweeper, proxy));
    const [first] = runs;
    if (!first) throw new Error('a sweep was run');
    const seconds = median(runs.map((run) => run.seconds));
    progress(`${it.what}: ${rounded(seconds)} s, ${first.reads} reads`);
    return { ...first, seconds };
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await azurite.stop();
  }
}

/** Gives the other tenants their rows, in Azurite or in an index before it. @returns what leads to all of them */
async function withCopies(connectionString: string, { tenants, indexAnswersAfter }: Case): Promise<CountingProxy> {
  const first = await rowsOfTenant(connectionString, FIRST);
  const copies = Array.from({ length: tenants - 1 }, (_, i) => renamed(first, FIRST, `tenant-${i}`)).flat();
  if (indexAnswersAfter !== undefined) {
    return startCountingProxy(connectionString, partitionIndex([...first, ...copies], indexAnswersAfter));
  }
  await storeRows(connectionString, copies);
  return startCountingProxy(connectionString);
}

async function serviceAt(
  connectionString: string,
  settings: Readonly<Record<string, string>>,
  clock: () => number,
): Promise<Service> {
  const read = readSettings({ AzureWebJobsStorage: connectionString, ...settings });
  if (!read.ok) throw new Error(read.problems.join('; '));
  return createService(read.settings, undefined, { clock });
}

/** Sweeps until all was looked at. */
async function sweepAll(it: Case, service: Service, proxy: CountingProxy): Promise<Swept> {
  proxy.take();
  const startedAt = performance.now();
  const expected = it.becauseOf ? it.tokens : 0;
  let decided = 0;
  for (let sweeps = 1; ; sweeps++) {
    const done = await service.sweep();
    decided += done.decided;
    if (!done.complete) continue;
    if (decided !== expected) throw new Error(`decided on ${decided} in place of ${expected}`);
    const { reads, writes } = proxy.take();
    return { seconds: (performance.now() - startedAt) / 1_000, reads, writes, sweeps };
  }
}

async function store({ tokens }: Case, service: Service): Promise<void> {
  const reports = new Reports();
  // Long enough ago to be overdue under settings that say so, and under no others.
  const lastSyncDateTime = new Date(Date.now() - 30 * HOUR).toISOString();
  const all = Array.from({ length: tokens }, (_, i) => ({
    ...reports.next(`token-${i}-of-${FIRST}`),
    lastSyncDateTime,
    tenantId: FIRST,
  }));
  for (let i = 0; i < all.length; i += AT_ONCE) {
    const body = Buffer.from(JSON.stringify(all.slice(i, i + AT_ONCE)));
    const header = (name: string) => (name === 'content-type' ? 'application/json' : undefined);
    const received = receive({ method: 'POST', header, body }, { receivedAt: Date.now(), defaultTenantId: 'default' });
    if (received.kind !== 'items') throw new Error('the reports are valid');
    await service.ingest(received.items.filter((item) => item.ok));
  }
}
