import type { GraphReader, ListedPage, PollFault } from '../app/model/graph.ts';
import type { Clock, Log } from '../app/model/ports.ts';
import { isJsonObject, type JsonObject, type JsonValue, member } from '../reports/json.ts';
import { CLOUDS } from './clouds.ts';
import { firstPage, type Query } from './first-page.ts';
import { type GetPorts, getJson } from './get-json.ts';
import type { GraphSettings, GraphVersion } from './graph-settings.ts';
import { ENROLLMENTS, PUSH_CERTIFICATE, type Resource, VPP_TOKENS } from './resources.ts';

export interface ReaderPorts extends GetPorts {
  readonly log: Log;
}

const ODDLY_SHAPED: PollFault = { kind: 'unexpected', reason: 'the answer is not a listing' };
const CIRCLING: PollFault = { kind: 'unexpected', reason: 'the next page is one that was read' };
const STRAYING: PollFault = { kind: 'unexpected', reason: 'the next page is not on the host that was asked' };

/** Reads Graph as the port asks. What a tenant's cloud turned out not to know is not asked for again. */
export function readerOver(settings: GraphSettings, ports: ReaderPorts): GraphReader {
  const { clock, log } = ports;
  const host = settings.GRAPH_BASE_URL ?? CLOUDS[settings.GRAPH_CLOUD].graph;
  const learned = new Map<string, readonly Query[]>();
  const versions: readonly GraphVersion[] = settings.GRAPH_VERSION === 'beta' ? ['beta', 'v1.0'] : ['v1.0'];

  async function first(resource: Resource, order: readonly GraphVersion[], tenantId: string, deadline: number) {
    const key = `${tenantId} ${resource.path}`;
    const get = ({ version, members }: Query) =>
      getJson(`${host}/${version}/${resource.path}?$select=${members.join(',')}`, tenantId, deadline, ports);
    const { got, queries } = await firstPage(resource, learned.get(key) ?? queriesOf(resource, order), get, log);
    if (got.ok) learned.set(key, queries);
    return got;
  }

  async function* pages(resource: Resource, order: readonly GraphVersion[], tenantId: string, deadline: number) {
    let got = await first(resource, order, tenantId, deadline);
    const followed = new Set<string>();
    for (;;) {
      const page = got.ok ? readPage(got.value, host, clock) : got;
      yield page.ok ? ({ ok: true, value: page.value } as const) : ({ ok: false, fault: page.fault } as const);
      if (!page.ok || page.next === undefined) return;
      if (followed.has(page.next)) {
        yield { ok: false, fault: CIRCLING } as const;
        return;
      }
      followed.add(page.next);
      got = await getJson(page.next, tenantId, deadline, ports);
    }
  }

  return {
    tokens: (tenantId, deadline) => pages(VPP_TOKENS, versions, tenantId, deadline),

    async enrollments(tenantId, deadline) {
      const found: unknown[] = [];
      for await (const page of pages(ENROLLMENTS, ['beta'], tenantId, deadline)) {
        if (!page.ok) return page;
        found.push(...page.value.items);
      }
      return { ok: true, value: found };
    },

    async pushCertificate(tenantId, deadline) {
      const got = await first(PUSH_CERTIFICATE, ['v1.0'], tenantId, deadline);
      if (got.ok) return got;
      return got.refusal?.status === 404 ? { ok: true, value: undefined } : { ok: false, fault: got.fault };
    },
  };
}

function queriesOf({ members }: Resource, order: readonly GraphVersion[]): readonly Query[] {
  return order.map((version) => ({ version, members: members[version] ?? [] }));
}

type Page = { ok: true; value: ListedPage; next?: string } | { ok: false; fault: PollFault };

/** The next page is followed as Graph names it, but nowhere else than on the host that was asked: the bearer goes along. */
function readPage(body: JsonObject, host: string, clock: Clock): Page {
  const items = member(body, 'value');
  if (!Array.isArray(items)) return { ok: false, fault: ODDLY_SHAPED };
  const next = member(body, '@odata.nextLink') ?? undefined;
  if (next !== undefined) {
    const isHere = typeof next === 'string' && URL.parse(next)?.origin === new URL(host).origin;
    if (!isHere) return { ok: false, fault: STRAYING };
  }
  const value = { items: items.map(withoutSecret), at: clock(), isLast: next === undefined };
  return { ok: true, value, ...(next !== undefined && { next }) };
}

/** Nothing asks for the secret, and where it comes all the same it goes no further. */
function withoutSecret(item: JsonValue): JsonValue {
  if (!isJsonObject(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => name.toLowerCase() !== 'token'));
}
