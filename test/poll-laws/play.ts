import type { PollFault, PollFaultKind } from '../../src/app/model/graph.ts';
import { APP_TENANT, CREDENTIAL as CREDENTIAL_SUBJECT } from '../../src/app/model/subject.ts';
import { DAY, DEFAULT_POLICY, HOUR, MINUTE, type Policy, SECOND } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { Item } from '../support/fake-graph.ts';
import { World } from '../support/world.ts';
import type { History, Known, Put, Step } from './history.ts';
import { CREDENTIAL, NOTHING } from './oracle.ts';

/** The clocks are short, so that much happens in few days; nothing that is over is held back. */
export const POLICY: Policy = {
  ...DEFAULT_POLICY,
  silentAfter: 16 * HOUR,
  overdueAfter: 30 * HOUR,
  flapWindow: MINUTE,
};
const PAGE_SIZE = 2;
const LONG = 90 * MINUTE;

/** The program in a history: plays it step by step, notes what it came to know, and says what is open. */
export class Play {
  readonly world: World;
  readonly known: Known[] = [];
  readonly #tenants: readonly string[];
  readonly #last = new Map<string, Item>();
  readonly #truth = new Map<string, Map<string, Item>>();

  constructor({ tenants }: Pick<History, 'tenants'>) {
    this.#tenants = tenants;
    this.world = new World({ polled: tenants, policy: POLICY });
    this.world.graph.pageSize = PAGE_SIZE;
    this.#note();
  }

  get now(): number {
    return this.world.now;
  }

  /** Notes every answer that a poll read, as it ends. */
  #note(): void {
    const { graph } = this.world;
    const tokens = graph.tokens.bind(graph);
    const { known, world } = this;
    graph.tokens = async function* (tenantId) {
      const items: Item[] = [];
      let fault: PollFaultKind | undefined;
      for await (const answer of tokens(tenantId)) {
        if (answer.ok) items.push(...(answer.value.items as Item[]));
        else fault = answer.fault.kind;
        const isEnd = !answer.ok || answer.value.isLast;
        if (isEnd) known.push({ kind: 'poll', at: world.now, tenantId, answer: { items, ...(fault && { fault }) } });
        yield answer;
      }
    };
  }

  async step(step: Step): Promise<void> {
    const { world } = this;
    switch (step.kind) {
      case 'put':
        return this.#put(step);
      case 'drop':
        return this.#change(step.tenantId, (items) => items.delete(step.tokenId));
      case 'answers':
        if (step.fault)
          world.graph.faults.set(step.tenantId, { page: step.fault.page, fault: faultOf(step.fault.kind) });
        else world.graph.faults.delete(step.tenantId);
        return;
      case 'post': {
        world.now += SECOND;
        const { tenantId, tokenId, status, late, syncedAgo } = step;
        const observedAt = world.now - late;
        const lastSyncAt = syncedAgo === undefined ? undefined : world.now - syncedAgo;
        this.known.push({
          kind: 'post',
          at: world.now,
          tenantId,
          tokenId,
          status,
          observedAt,
          ...(lastSyncAt !== undefined && { lastSyncAt }),
        });
        await world.post(world.app, {
          ...{ tenantId, tokenId, status, observedAt: timestampOf(observedAt), receivedAt: timestampOf(world.now) },
          lastSyncAt: lastSyncAt === undefined ? undefined : timestampOf(lastSyncAt),
        });
        return;
      }
      case 'retire':
      case 'undo': {
        world.now += SECOND;
        const { tenantId, tokenId, kind } = step;
        if (!(await world.find(tokenId, tenantId))) return;
        this.known.push({ kind, at: world.now, tenantId, tokenId });
        await world.app.retireToken(
          { tenantId, tokenId },
          kind === 'retire' ? { kind: 'retired', by: 'kim' } : { kind: 'unretired' },
        );
        return;
      }
      case 'wait':
        // A long time passes with a sweep an hour, as if those between had found nothing.
        await world.run(world.now + step.ms, step.ms > LONG ? HOUR : 5 * MINUTE);
        await world.sweepAt(world.now);
    }
  }

  #put({ tenantId, tokenId, fields, syncedAgo, expiresIn }: Put): void {
    const { now } = this.world;
    this.#change(tenantId, (items) => {
      // What comes back comes back as it was.
      const key = `${tenantId}/${tokenId}`;
      const before = this.#last.get(key) ?? fresh(tokenId, now);
      const item = {
        ...before,
        ...fields,
        ...(syncedAgo !== undefined && {
          lastSyncDateTime: later(before.lastSyncDateTime, timestampOf(now - syncedAgo)),
        }),
        ...(expiresIn !== undefined && { expirationDateTime: timestampOf(now + expiresIn) }),
      };
      this.#last.set(key, item);
      items.set(tokenId, item);
    });
  }

  #change(tenantId: string, change: (items: Map<string, Item>) => unknown): void {
    if (!this.#tenants.includes(tenantId)) return;
    const items = this.#truth.get(tenantId) ?? new Map<string, Item>();
    change(items);
    this.#truth.set(tenantId, items);
    this.world.graph.items.set(tenantId, [...items.values()]);
  }

  /** What is open of a subject: cause and severity, of a fault of polling the cause alone. */
  async open(subject: string): Promise<string> {
    const [tenantId = '', id = ''] = subject === CREDENTIAL ? [APP_TENANT, CREDENTIAL_SUBJECT] : subject.split('/');
    const state = await this.world.find(id, tenantId);
    if (!state?.incident || state.incident.resolvedAt !== undefined) return NOTHING;
    const { cause, severity } = state.incident;
    return cause === 'pollFailing' ? cause : `${cause} ${severity}`;
  }
}

/** Graph never speaks of an older sync than before. */
function later(before: unknown, after: string): unknown {
  return Date.parse(String(before)) > Date.parse(after) ? before : after;
}

function fresh(id: string, now: number): Item {
  return {
    ...{
      id,
      appleId: 'vpp@example.com',
      organizationName: 'Contoso',
      displayName: `Token ${id}`,
      locationName: 'Main',
    },
    ...{ lastSyncStatus: 'completed', state: 'valid', lastAppCount: 100 },
    lastSyncDateTime: timestampOf(now - DAY),
    expirationDateTime: timestampOf(now + 120 * DAY),
  };
}

function faultOf(kind: PollFaultKind): PollFault {
  return { kind, reason: `the test says ${kind}` };
}
