import { onTestFinished } from 'vitest';
import { bearerToken } from '../../local/graph-stand-in/access-token.ts';
import { type GraphStandInOptions, startGraphStandIn } from '../../local/graph-stand-in/server.ts';
import type { StandInTenant } from '../../local/graph-stand-in/tenant.ts';
import type { Answered, ListedPage } from '../../src/app/model/graph.ts';
import type { GraphSettings } from '../../src/graph/graph-settings.ts';
import { createGraphReader, type GraphPorts } from '../../src/graph/index.ts';

export const CONTOSO = '6f1c2d3e-0000-4000-8000-00000000abcd';
export const READ = 'DeviceManagementServiceConfig.Read.All';
const NOW = Date.parse('2026-11-27T08:00:00Z');

/** A token as Graph holds it, the secret and all. */
export function vppToken(n: number, given: object = {}): object {
  return {
    id: `b5c7f1d2-3a4e-4f60-8b1c-${String(n).padStart(12, '0')}`,
    appleId: 'vpp@contoso.example',
    organizationName: 'Contoso',
    displayName: `Token ${n}`,
    locationName: 'Berlin',
    vppTokenAccountType: 'business',
    state: 'valid',
    lastSyncStatus: 'completed',
    lastSyncDateTime: '2026-11-27T03:00:00.1234567Z',
    expirationDateTime: '2027-06-01T00:00:00Z',
    countryOrRegion: 'de',
    lastAppCount: 12,
    token: 'THE-SECRET',
    ...given,
  };
}

export function vppTokens(count: number): object[] {
  return Array.from({ length: count }, (_, n) => vppToken(n));
}

export interface WorldOptions extends Partial<Omit<GraphStandInOptions, 'tenants' | 'clock'>> {
  readonly tenants?: readonly StandInTenant[];
  readonly settings?: Partial<GraphSettings>;
  /** The permissions in the access token of a tenant, the n-th time one is asked for. */
  readonly roles?: (tenantId: string, n: number) => readonly string[];
  readonly ports?: Partial<GraphPorts>;
}

/** A stand-in for Graph and the reader over it, whose waits take no time but move the clock. */
export async function graphWorld(options: WorldOptions = {}) {
  let now = NOW;
  const clock = () => now;
  const waits: number[] = [];
  const logged: string[] = [];
  const note = (message: string) => void logged.push(message);
  const tenants = options.tenants ?? [{ id: CONTOSO, tokens: () => vppTokens(3) }];
  const standIn = await startGraphStandIn({
    ...options,
    tenants: new Map(tenants.map((tenant) => [tenant.id, tenant])),
    clock,
  });
  onTestFinished(() => standIn.stop());
  let signIns = 0;
  const settings: GraphSettings = {
    GRAPH_CLOUD: 'global',
    GRAPH_VERSION: 'beta',
    GRAPH_BASE_URL: standIn.url,
    ...options.settings,
  };
  const held = new Map<string, string>();
  const graph = createGraphReader(settings, {
    fetch,
    clock,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    random: () => 0.5,
    log: { info: note, warn: note, error: note },
    identity: {
      accessToken: async (tid, _, isFresh) => {
        if (isFresh || !held.has(tid)) {
          const roles = options.roles?.(tid, signIns) ?? [READ];
          held.set(tid, bearerToken({ tid, roles, exp: now / 1000 + 3600 }));
          signIns += 1;
        }
        return { ok: true, value: held.get(tid) ?? '' };
      },
    },
    ...options.ports,
  });
  return {
    standIn,
    graph,
    waits,
    logged,
    signIns: () => signIns,
    deadline: NOW + 10 * 60_000,
    now: clock,
    list: (tenantId = CONTOSO, deadline = NOW + 10 * 60_000) => collect(graph.tokens(tenantId, deadline)),
  };
}

export async function collect(pages: AsyncIterable<Answered<ListedPage>>): Promise<Answered<ListedPage>[]> {
  const all: Answered<ListedPage>[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** The items of the pages that came. */
export function itemsOf(pages: readonly Answered<ListedPage>[]): Record<string, unknown>[] {
  return pages.flatMap((page) => (page.ok ? page.value.items : [])) as Record<string, unknown>[];
}

/** The fault that a listing ended with. */
export function faultOf(pages: readonly Answered<unknown>[]) {
  const last = pages.at(-1);
  return last?.ok === false ? last.fault : undefined;
}
