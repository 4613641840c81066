import { createService, type Service } from '../functions/service.ts';
import { startAzurite } from '../local/azurite.ts';
import { readSettings } from '../src/config/settings.ts';
import { receive } from '../src/http/receive.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { Reports } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { median, rounded } from './statistics.ts';

const LIMIT_SECONDS = 30;
const REPEATS = 3;

interface Case {
  readonly what: string;
  readonly tenants: number;
  readonly tokensEach: number;
}

interface Swept extends Case {
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
}

/** What a sweep costs when there is nothing to do: it runs every five minutes. */
export const sweep: Section = { name: 'sweep', title: 'A sweep with nothing due', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const cases: readonly Case[] = isQuick
    ? [{ what: '20 tenants of 3 tokens', tenants: 20, tokensEach: 3 }]
    : [
        { what: 'one tenant of 3,000 tokens', tenants: 1, tokensEach: 3_000 },
        { what: '1,000 tenants of 3 tokens', tenants: 1_000, tokensEach: 3 },
      ];
  const swept: Swept[] = [];
  for (const it of cases) swept.push(await measure(it, progress));
  return {
    tables: [
      {
        head: ['', 'seconds', 'table reads', 'table writes'],
        rows: swept.map(({ what, seconds, reads, writes }) => [what, rounded(seconds), `${reads}`, `${writes}`]),
      },
    ],
    targets: swept.flatMap(({ what, seconds, reads, tenants }) => [
      { what: `${what}, a sweep`, measured: seconds, limit: LIMIT_SECONDS, kind: 'at most' as const, unit: 's' },
      {
        what: `${what}, reads for each tenant`,
        measured: Math.floor(reads / tenants),
        limit: pages(tenants),
        kind: 'at most' as const,
      },
    ]),
    method: [
      `Through a counting proxy in front of Azurite, the median of ${REPEATS} sweeps after one that set the tenants' hours. ` +
        'Beside the query of each tenant a sweep reads and writes its own heartbeat, and reads the list of tenants, what ' +
        "concerns the app itself, the list of targets, and twice a target's mailbox.",
    ],
  };
}

/** One query for each tenant; where there is only one, what the sweep reads for itself is seen beside it. */
function pages(tenants: number): number {
  return tenants === 1 ? 1 + OWN_READS : 1;
}

/** Heartbeat, list of tenants, the app's own subjects, targets; of the one mailbox the guard, twice, and what is due. */
const OWN_READS = 7;

async function measure(it: Case, progress: Bench['progress']): Promise<Swept> {
  const azurite = await startAzurite();
  const proxy = await startCountingProxy(azurite.connectionString);
  try {
    const read = readSettings({ AzureWebJobsStorage: proxy.connectionString });
    if (!read.ok) throw new Error(read.problems.join('; '));
    const service = await createService(read.settings);
    progress(`${it.what}: storing them`);
    await store(it, service);
    await service.sweep();
    const runs: Omit<Swept, keyof Case>[] = [];
    for (let i = 0; i < REPEATS; i++) {
      proxy.take();
      const startedAt = performance.now();
      const { decided, complete } = await service.sweep();
      if (decided > 0 || !complete) throw new Error(`there was something due: ${decided}, complete: ${complete}`);
      const { reads, writes } = proxy.take();
      runs.push({ seconds: (performance.now() - startedAt) / 1_000, reads, writes });
    }
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

async function store({ tenants, tokensEach }: Case, service: Service): Promise<void> {
  const reports = new Reports();
  const all = Array.from({ length: tenants * tokensEach }, (_, i) => ({
    ...reports.next(`token-${i % tokensEach}`),
    tenantId: `tenant-${Math.floor(i / tokensEach)}`,
  }));
  for (let i = 0; i < all.length; i += 300) {
    const body = Buffer.from(JSON.stringify(all.slice(i, i + 300)));
    const header = (name: string) => (name === 'content-type' ? 'application/json' : undefined);
    const received = receive({ method: 'POST', header, body }, { receivedAt: Date.now(), defaultTenantId: 'default' });
    if (received.kind !== 'items') throw new Error('the reports are valid');
    await service.ingest(received.items.filter((item) => item.ok));
  }
}
