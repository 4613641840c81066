import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import type { TenantSummary } from '../../../src/app/model/summary.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { tokenView } from '../../../src/http/views.ts';
import { SILENCE_PREFIX, SUMMARIES_PARTITION } from '../../../src/storage/keys.ts';
import { MemoryRows } from '../../support/memory-rows.ts';
import { type Instance, ts, World } from '../../support/world.ts';

/** What may happen before somebody looks at the summaries; each kind reads what it needs. */
const event = fc.record({
  kind: fc.constantFrom('report', 'report', 'time', 'retire', 'acknowledge', 'silence', 'lift', 'sweep', 'out', 'in'),
  tenantId: fc.constantFrom('contoso', 'fabrikam'),
  tokenId: fc.constantFrom('t-1', 't-2', 't-3'),
  status: fc.constantFrom('completed' as const, 'failed' as const, 'inProgress' as const),
  tokenState: fc.constantFrom('valid', 'invalid', undefined),
  expiresIn: fc.constantFrom(2 * HOUR, 20 * DAY, undefined),
  ms: fc.constantFrom(MINUTE, HOUR, DAY, 3 * DAY),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

test('after a complete sweep the summaries say what all rows together say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      const rows = new MemoryRows();
      const world = new World({ rows });
      for (const it of events) await happen(it, world);
      reach(world.app);
      const { complete } = await world.sweep();

      const kept: TenantSummary[] = [];
      for await (const summary of world.app.summaries()) kept.push(summary);
      expect(complete).toBe(true);
      expect(kept.map(shown).sort(byTenant)).toEqual((await fromAllRows(world, rows)).sort(byTenant));
      expect(await statusesIn(world.app.overview())).toEqual(await statusesOfRows(world));
    }),
    { numRuns: 150 },
  );
});

async function happen({ kind, tenantId, ...it }: Event, world: World): Promise<void> {
  const { app } = world;
  const open = (await app.views.incidents({ tenantId, state: 'open' }, { limit: 1 })).items[0];
  switch (kind) {
    case 'report': {
      const { tokenId, status, tokenState, expiresIn } = it;
      const expiresAt = expiresIn && { expiresAt: ts(world.now + expiresIn) };
      await world.report({ tenantId, tokenId, status, ...(tokenState && { tokenState }), ...expiresAt });
      break;
    }
    case 'time':
      world.now += it.ms;
      break;
    case 'retire':
      await app.retireToken({ tenantId, tokenId: it.tokenId }, { kind: 'retired', by: 'ana' });
      break;
    case 'acknowledge':
      if (open) await app.acknowledge(tenantId, open.incident.id, { by: 'ana' });
      break;
    case 'silence':
      await silenced(app, tenantId, open?.subject ?? '*', { at: world.now, until: world.now + it.ms, by: 'ana' });
      break;
    case 'lift':
      await silenced(app, tenantId, '*', undefined);
      break;
    case 'sweep':
      await world.sweep();
      break;
    case 'out':
      cutOff(app);
      break;
    default:
      reach(app);
  }
  await world.settle();
}

/** Who is told that storage is out of reach tries again later. */
async function silenced(app: Instance, ...wish: Parameters<Instance['silence']>): Promise<void> {
  try {
    await app.silence(...wish);
  } catch {
    reach(app);
    await app.silence(...wish);
  }
}

/** From now on no summary can be written. */
function cutOff({ way }: Instance): void {
  way.beforeWrite = ([row]) => {
    if (row?.partitionKey === SUMMARIES_PARTITION) throw new StorageUnavailable('table storage: 503');
  };
}

function reach({ way }: Instance): void {
  way.beforeWrite = () => {};
}

/** The parts of a summary that the API shows elsewhere, from whole rows. */
function shown({ tenantId, tokens, others, silences }: TenantSummary) {
  return {
    tenantId,
    tokens: tokens.map((token) => ({
      tokenId: token.tokenId,
      status: token.status,
      tokenState: token.tokenState ?? null,
      expirationDateTime: token.expiresAt ?? null,
      lastSyncDateTime: token.lastSyncAt ?? null,
      lastReportDateTime: token.lastReportAt,
      retiredDateTime: token.retiredAt === undefined ? null : new Date(token.retiredAt).toISOString(),
    })),
    open: [
      ...tokens.flatMap(({ tokenId, incident }) => (incident ? [{ subject: tokenId, ...incident }] : [])),
      ...others,
    ]
      .map(({ subject, incidentId, cause, severity, acknowledged }) => ({
        ...{ subject, incidentId, cause, severity },
        acknowledgedBy: acknowledged?.by,
      }))
      .sort(bySubject),
    silences: silences.map(({ subject, until }) => ({ subject, until: new Date(until).toISOString() })),
  };
}

/** The same, built from everything that is stored. */
async function fromAllRows({ app, now }: World, rows: MemoryRows): Promise<ReturnType<typeof shown>[]> {
  const page = { limit: 500 };
  const open = (await app.views.incidents({ state: 'open' }, page)).items;
  const tokens = (await app.views.tokens({}, page)).items.map((state) => tokenView(state, undefined));
  const silences = [...rows.everything()]
    .filter(({ rowKey, until }) => rowKey.startsWith(SILENCE_PREFIX) && Date.parse(String(until)) > now)
    .map(({ partitionKey, subject, until }) => ({
      tenantId: partitionKey,
      subject: String(subject),
      until: String(until),
    }));
  const tenantIds = new Set([...tokens, ...silences].map(({ tenantId }) => tenantId));
  return [...tenantIds].map((tenantId) => ({
    tenantId,
    tokens: tokens
      .filter((it) => it.tenantId === tenantId)
      .map(
        ({
          tokenId,
          status,
          tokenState,
          expirationDateTime,
          lastSyncDateTime,
          lastReportDateTime,
          retiredDateTime,
        }) => ({
          ...{ tokenId, status, tokenState, expirationDateTime },
          ...{ lastSyncDateTime, lastReportDateTime, retiredDateTime },
        }),
      ),
    open: open
      .filter((it) => it.tenantId === tenantId)
      .map(({ subject, incident: { id, cause, severity, acknowledged } }) => ({
        ...{ subject, incidentId: id, cause, severity },
        acknowledgedBy: acknowledged?.by,
      }))
      .sort(bySubject),
    silences: silences
      .filter((it) => it.tenantId === tenantId)
      .map(({ subject, until }) => ({ subject, until }))
      .sort(bySubject),
  }));
}

/** How many monitored tokens have which status and problem, by the overview. */
async function statusesIn(overview: ReturnType<Instance['overview']>): Promise<string[]> {
  const { tokens } = await overview;
  return tokens.flatMap(({ status, cause, count }) => Array.from({ length: count }, () => `${status} ${cause}`)).sort();
}

async function statusesOfRows({ app }: World): Promise<string[]> {
  const { items } = await app.views.tokens({}, { limit: 500 });
  return items
    .map((state) => tokenView(state, undefined))
    .filter(({ retiredDateTime }) => retiredDateTime === null)
    .map(({ status, incident }) => `${status} ${incident?.cause ?? null}`)
    .sort();
}

function bySubject(a: { readonly subject: string }, b: { readonly subject: string }): number {
  return a.subject < b.subject ? -1 : 1;
}

function byTenant(a: { readonly tenantId: string }, b: { readonly tenantId: string }): number {
  return a.tenantId < b.tenantId ? -1 : 1;
}
