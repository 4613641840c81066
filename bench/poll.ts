import { type Service, serviceOver } from '../functions/service.ts';
import { startAzurite } from '../local/azurite.ts';
import { bearerToken } from '../local/graph-stand-in/access-token.ts';
import { type GraphStandIn, startGraphStandIn } from '../local/graph-stand-in/server.ts';
import type { StandInRequest } from '../local/graph-stand-in/tenant.ts';
import { readSettings } from '../src/config/settings.ts';
import type { Identity } from '../src/graph/identity.ts';
import { connect } from '../src/storage/connect.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import type { Bench, Findings, Section } from './section.ts';
import { rounded } from './statistics.ts';

const HOUR = 3_600_000;
/** As the Functions host hands messages of a queue to an instance. */
const AT_ONCE = 16;
const LIMIT_SECONDS = 60;
const SYNCED_AT = new Date().toISOString();
const EXPIRES_AT = new Date(Date.now() + 200 * 24 * HOUR).toISOString();

interface Case {
  readonly what: string;
  readonly tenants: number;
  readonly tokensEach: number;
}

interface Polled {
  readonly what: string;
  readonly seconds: number;
  readonly requests: number;
  readonly reads: number;
  readonly writes: number;
}

/** What it costs to read tenants from Graph. */
export const poll: Section = { name: 'poll', title: 'Reading tenants from Graph', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const tenants = isQuick ? 20 : 600;
  const tokens = isQuick ? 300 : 3_000;
  const many = { what: `${tenants} tenants of 5 tokens`, tenants, tokensEach: 5 };
  const large = { what: `one tenant of ${tokens} tokens`, tenants: 1, tokensEach: tokens };
  const manyPolled = await measure(many, () => undefined, progress);
  const largePolled = await measure(large, oneInTen, progress);
  const quiet = manyPolled[1];
  if (!quiet) throw new Error('a second poll was made');
  return {
    tables: [
      {
        head: ['', 'seconds', 'Graph requests', 'table reads', 'table writes'],
        rows: [...manyPolled, ...largePolled].map((it) => [
          it.what,
          rounded(it.seconds),
          ...[it.requests, it.reads, it.writes].map(String),
        ]),
      },
    ],
    targets: [
      { what: quiet.what, measured: quiet.seconds, limit: LIMIT_SECONDS, kind: 'at most', unit: 's' },
      {
        what: `${quiet.what}, Graph requests each`,
        measured: quiet.requests / many.tenants,
        limit: 1,
        kind: 'at most',
      },
      {
        what: `${quiet.what}, storage requests each`,
        measured: (quiet.reads + quiet.writes) / many.tenants,
        limit: 2,
        kind: 'at most',
      },
    ],
    method: [
      `The service itself, without the host, over a stand-in for Graph on this machine and Azurite behind a counting proxy; ${AT_ONCE} polls at once. ` +
        'The first poll of a tenant stores its tokens and looks at its push certificate and enrollment program tokens; the ' +
        'second, an hour later, finds nothing new. ' +
        'Every tenth page of the large tenant is 429 or 503 at the first try; a second of waiting for each is in the figure.',
    ],
  };
}

/** Every tenth page fails at the first try. */
function oneInTen({ page, before }: StandInRequest) {
  if (page % 10 !== 4 || before > 0) return undefined;
  return { status: page % 20 === 4 ? 429 : 503 };
}

async function measure(
  it: Case,
  mishap: (request: StandInRequest) => { status: number } | undefined,
  progress: Bench['progress'],
): Promise<readonly Polled[]> {
  const azurite = await startAzurite();
  const proxy = await startCountingProxy(azurite.connectionString);
  const ids = Array.from({ length: it.tenants }, (_, n) => idOf('6f1c2d3e', n));
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const tokens = Array.from({ length: it.tokensEach }, (_, n) => token(n));
  const tenants = new Map(ids.map((id) => [id, { id, tokens: () => tokens }]));
  const graph = await startGraphStandIn({ tenants, clock, mishap });
  try {
    const service = await serviceFor(ids, proxy, graph, clock);
    await service.sweep();
    const polled: Polled[] = [];
    for (const time of ['the first poll', 'a quiet poll']) {
      polled.push(await timed(`${it.what}, ${time}`, ids, service, proxy, graph));
      progress(`${it.what}, ${time}: ${rounded(polled.at(-1)?.seconds ?? 0)} s`);
      ahead += 1.1 * HOUR;
    }
    return polled;
  } finally {
    await graph.stop();
    await proxy.stop();
    await azurite.stop();
  }
}

async function timed(
  what: string,
  ids: readonly string[],
  service: Service,
  proxy: CountingProxy,
  graph: GraphStandIn,
): Promise<Polled> {
  proxy.take();
  const before = graph.seen.length;
  const startedAt = performance.now();
  const waiting = [...ids];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await service.poll({ tenantId: id });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { reads, writes } = proxy.take();
  return { what, seconds, reads, writes, requests: graph.seen.length - before };
}

async function serviceFor(
  ids: readonly string[],
  proxy: CountingProxy,
  { url }: GraphStandIn,
  clock: () => number,
): Promise<Service> {
  const read = readSettings({
    AzureWebJobsStorage: proxy.connectionString,
    GRAPH_TENANT_IDS: ids.join(' '),
    GRAPH_CLIENT_ID: idOf('7d0e3a52', 1),
    GRAPH_BASE_URL: url,
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const connections = await connect(read.settings);
  const identity: Identity = {
    accessToken: async (tid) => {
      const roles = ['DeviceManagementServiceConfig.Read.All'];
      return { ok: true, value: bearerToken({ tid, roles, exp: (clock() + HOUR) / 1_000 }) };
    },
  };
  // The sweep lists the tenants; polls are made here, so that nothing of the queue is measured.
  const polls = { put: async () => {} };
  return serviceOver({ ...connections, polls }, read.settings, undefined, { clock, identity });
}

function token(n: number): object {
  return {
    id: idOf('b5c7f1d2', n),
    displayName: `Token ${n}`,
    organizationName: 'Contoso',
    appleId: 'vpp@contoso.example',
    vppTokenAccountType: 'business',
    state: 'valid',
    lastSyncStatus: 'completed',
    lastSyncDateTime: SYNCED_AT,
    expirationDateTime: EXPIRES_AT,
    countryOrRegion: 'de',
    lastAppCount: 12,
  };
}

function idOf(beginning: string, n: number): string {
  return `${beginning}-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
