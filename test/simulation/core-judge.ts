import type { SubjectState } from '../../src/app/model/subject.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { msOf } from '../../src/domain/timestamp.ts';
import { TENANTS_PARTITION } from '../../src/storage/keys.ts';
import type { Cause, ReportEvent, Told } from '../oracle/history.ts';
import { World as Oracle } from '../oracle/world.ts';
import type { Court } from './breach.ts';
import type { Call } from './call.ts';
import type { Witness } from './recorder.ts';

/** What of a movement the oracle says too. */
type Movement = Pick<Told, 'subject' | 'kind' | 'cause' | 'severity' | 'failing'>;

interface Tenant {
  readonly oracle: Oracle;
  /** Since the oracle saw it last, by the sweep that is under way. */
  moved: Movement[];
  isLookedAt: boolean;
  /**
   * Faults struck where the design does not fix what comes of them to the moment: a sweep that did not get to the end
   * of the tenant, a report in the midst of one. From then on the two may part for good.
   */
  isUnsure: boolean;
  readonly story: string[];
}

/** Compares what people should know with the oracle, decision by decision, each tenant for itself. */
export class CoreJudge implements Witness {
  readonly #court: Court;
  readonly #clock: () => number;
  readonly #policy: Policy;
  readonly #period: number;
  readonly #tenants = new Map<string, Tenant>();
  #sweeps = 0;
  #lastSweep: number;
  compared = 0;

  constructor(court: Court, clock: () => number, policy: Policy, period: number) {
    this.#court = court;
    this.#clock = clock;
    this.#policy = policy;
    this.#period = period;
    this.#lastSweep = clock();
  }

  /** How many tenants could be compared to the end. */
  get sure(): number {
    return [...this.#tenants.values()].filter(({ isUnsure }) => !isUnsure).length;
  }

  tenant(tenantId: string): Tenant {
    let tenant = this.#tenants.get(tenantId);
    if (!tenant) {
      const oracle = new Oracle(this.#policy, this.#period);
      tenant = { oracle, moved: [], isLookedAt: false, isUnsure: false, story: [] };
      this.#tenants.set(tenantId, tenant);
    }
    return tenant;
  }

  looked(_call: Call, tenantId: string): void {
    if (tenantId !== '_app') this.tenant(tenantId).isLookedAt = true;
  }

  subjectWritten(call: Call | undefined, before: SubjectState | undefined, after: SubjectState): void {
    const { tenantId, subject } = after;
    if (tenantId === '_app' || (after.kind !== 'token' && after.kind !== 'reporter')) return;
    const tenant = this.tenant(tenantId);
    const movement = movementOf(before, after);
    const now = this.#clock();
    if (movement) note(tenant, now, `${call?.kind}: ${lineOf(movement)}`);
    if (tenant.isUnsure) return;
    if (call?.kind === 'sweep') {
      if (movement) tenant.moved.push(movement);
      return;
    }
    const told = this.#oracleSays(tenant, call, before, after);
    if (told === undefined) {
      // A person's other deeds look at the time as well, of which the oracle knows nothing.
      if (movement) tenant.isUnsure = true;
      return;
    }
    // Whether an outage of our own has ended counts at once for a report, for the oracle from the next sweep on.
    const isAfterOutage = now - this.#lastSweep >= 2 * this.#period;
    if (this.#sweeps > 0 || isAfterOutage) tenant.isUnsure = true;
    else this.#compare(tenantId, tenant, told, movement ? [movement] : [], `${call?.kind} of ${subject}`);
  }

  #oracleSays(
    { oracle, story }: Tenant,
    call: Call | undefined,
    before: SubjectState | undefined,
    { tenantId, subject }: SubjectState,
  ): readonly Told[] | undefined {
    const at = this.#clock();
    switch (call?.kind) {
      case 'reports': {
        const report = call.reports.find((it) => it.tokenId === subject && it.tenantId === tenantId);
        // A new tenant's other rows come with its first report.
        if (!report) return [];
        const event = eventOf(report);
        note({ story }, at, `report ${JSON.stringify(event)}`);
        return oracle.report(event).told;
      }
      case 'retire':
        note({ story }, at, `retire ${subject}`);
        return oracle.retire({ kind: 'retire', at, tenantId, tokenId: subject });
      case 'acknowledge':
        note({ story }, at, `acknowledge ${subject}`);
        if (before?.incident?.acknowledged) return undefined;
        return oracle.acknowledge({ kind: 'acknowledge', at, tenantId, subject, by: 'kim' });
      default:
        return undefined;
    }
  }

  sweepBegins(): void {
    this.#sweeps += 1;
  }

  /** @param ends how each instance's part of it went */
  sweepEnds(startedAt: number, ends: readonly { readonly call: Call; readonly hasEnded: boolean }[]): void {
    this.#sweeps -= 1;
    if (this.#sweeps > 0 || !ends.some(({ call }) => call.hasBegun)) return;
    const whole = ends.filter(({ call, hasEnded }) => hasEnded && !call.struck.has(TENANTS_PARTITION));
    this.#lastSweep = startedAt;
    for (const [tenantId, tenant] of this.#tenants) {
      const { moved, isLookedAt } = tenant;
      Object.assign(tenant, { moved: [], isLookedAt: false });
      if (whole.every(({ call }) => call.struck.has(tenantId))) tenant.isUnsure = true;
      if (tenant.isUnsure) continue;
      const told = tenant.oracle.sweep(startedAt);
      if (told.length > 0 && !isLookedAt) tenant.isUnsure = true;
      else this.#compare(tenantId, tenant, told, moved, 'a sweep');
    }
  }

  #compare(tenantId: string, tenant: Tenant, told: readonly Told[], moved: readonly Movement[], what: string): void {
    this.compared += told.length;
    const [oracle, product] = [told.map(lineOf).sort().join('; '), moved.map(lineOf).sort().join('; ')];
    if (oracle === product) return;
    const text = `at ${what}: the oracle says "${oracle}", the product "${product}"`;
    const subjects = new Set([...told, ...moved].map(({ subject }) => subject));
    const story = tenant.story.filter((line) => [...subjects].some((subject) => line.includes(subject)));
    this.#court.accuse('what people should know is so', tenantId, text, story);
  }
}

function note({ story }: Pick<Tenant, 'story'>, now: number, line: string): void {
  story.push(`${new Date(now).toISOString()} ${line}`);
  if (story.length > 3_000) story.splice(0, 1_000);
}

function lineOf({ subject, kind, cause, severity, failing }: Movement): string {
  return [subject, kind, cause, severity, ...(failing ? ['failing'] : [])].join(' ');
}

/** What a commit moved of what people should know; undefined where only the audience did, or nothing. */
function movementOf(before: SubjectState | undefined, after: SubjectState): Movement | undefined {
  const { subject, told } = after;
  const was = before?.told ?? null;
  if (after.no === (before?.no ?? 0) || JSON.stringify(was) === JSON.stringify(told)) return undefined;
  if (!told) {
    if (!was) return undefined;
    const { severity, failing } = was;
    const cause = was.cause as Cause;
    return { subject, kind: 'resolved', cause, severity, failing };
  }
  const { severity, failing } = told;
  const cause = told.cause as Cause;
  const kind = after.isReminder ? 'reminder' : was ? 'updated' : 'opened';
  return { subject, kind, cause, severity, failing };
}

function eventOf({ tenantId, tokenId, status, lastSyncAt, observedAt, receivedAt, tokenState, expiresAt }: Report) {
  const event: ReportEvent = {
    ...{ kind: 'report', at: msOf(receivedAt), tenantId, tokenId, status, observedAt: msOf(observedAt) },
    ...(lastSyncAt && { lastSyncAt: msOf(lastSyncAt) }),
    ...(tokenState && { tokenState }),
    ...(expiresAt && { expiresAt: msOf(expiresAt) }),
  };
  return event;
}
