import { MINUTE, type Policy } from '../../src/domain/policy.ts';
import { type Diagnosis, diagnoseToken, readable, silenceSeverity } from './diagnosis.ts';
import { type Facts, factsOf } from './facts.ts';
import {
  type AcknowledgeEvent,
  type IncidentFacts,
  type Outcome,
  REPORTER,
  type ReportEvent,
  type RetireEvent,
  type Told,
} from './history.ts';
import { type Notice, People, resolutionOf } from './people.ts';

/**
 * Tenants, tokens and the three clocks. Decisions:
 * - `wokeAt` is the time of the first sweep after a stretch without sweeps of two periods and of 2 minutes ("inclusive").
 *   The first sweep of all ends no stretch.
 * - `spokeAgainAt` is noticed by the first sweep after news, and is the time of the tenant's newest report then ("when
 *   its reporter was heard again"), not of the sweep. It is set before that sweep looks at tokens.
 * - `newest` is "the latest report of any token of the tenant", the retired ones included.
 * - `_reporter` counts from the later of `newest` and `wokeAt`; only sweeps look for news. An acknowledgement of it
 *   decides by the news of the last sweep.
 * - A token's own silence is decided by the first sweep not earlier than the instant at which its age is SILENT_AFTER,
 *   or k eighths of that later, by what is known at that sweep ("decided at these instants only").
 * - "By half of that": `newest` at least half of SILENT_AFTER later than the clock, inclusive.
 * - A silence ends by any report that arrives, a stale one included; a standstill by a report after which no run is in
 *   progress that is as old as the one found: that another sender, who names no sync, saw it later, moves nothing.
 * - "Only a report observed after a retirement ends it": later than it. Others are kept, and nothing is said of them.
 * - A report decides of its own token, at once; so do a retirement and an acknowledgement. All else waits for a sweep.
 * - Outcomes: a report that ends what was found, or a retirement, is `applied`; an undated `completed` that is repeated
 *   is `unchanged`, though the sync it counts as moves with its `observedAt`; a report that changes nothing and is not
 *   the latest (nor repeats it) is `stale`.
 */
export class World {
  private readonly tenants = new Map<string, Tenant>();
  private sweptAt: number | null = null;
  private wokeAt = Number.NEGATIVE_INFINITY;
  private readonly policy: Policy;
  private readonly period: number;

  constructor(policy: Policy, period: number) {
    this.policy = policy;
    this.period = period;
  }

  report(event: ReportEvent): { outcome: Outcome; told: Told[] } {
    const tenant = this.tenants.get(event.tenantId) ?? new Tenant(event.tenantId, this.policy);
    this.tenants.set(event.tenantId, tenant);
    const token = tenant.token(event.tokenId);
    const outcome = token.hear(event, this.policy);
    return { outcome, told: tenant.say(event.at, token.id, token.decide(event.at, this.wokeAt, this.policy)) };
  }

  sweep(at: number): Told[] {
    const stretch = Math.max(2 * this.period, 2 * MINUTE);
    if (this.sweptAt !== null && at - this.sweptAt >= stretch) this.wokeAt = at;
    const before = this.sweptAt ?? Number.NEGATIVE_INFINITY;
    this.sweptAt = at;
    return [...this.tenants.values()].flatMap((tenant) => tenant.sweep(at, before, this.wokeAt));
  }

  retire(event: RetireEvent): Told[] {
    const tenant = this.tenants.get(event.tenantId);
    const token = tenant?.tokens.get(event.tokenId);
    if (!tenant || !token) return [];
    token.retire(event.at);
    return tenant.say(event.at, token.id, token.decide(event.at, this.wokeAt, this.policy));
  }

  acknowledge(event: AcknowledgeEvent): Told[] {
    const tenant = this.tenants.get(event.tenantId);
    if (!tenant) return [];
    if (event.subject === REPORTER) {
      return tenant.acknowledge(event.at, this.wokeAt);
    }
    const token = tenant.tokens.get(event.subject);
    if (!token?.people.facts()) return [];
    token.people.acknowledge(event.at);
    return tenant.say(event.at, token.id, token.decide(event.at, this.wokeAt, this.policy));
  }

  facts(tenantId: string, subject: string): IncidentFacts | null {
    const tenant = this.tenants.get(tenantId);
    const people = subject === REPORTER ? tenant?.people : tenant?.tokens.get(subject)?.people;
    return people?.facts() ?? null;
  }
}

class Tenant {
  readonly id: string;
  readonly tokens = new Map<string, Token>();
  readonly people = new People();
  private spokeAgainAt = Number.NEGATIVE_INFINITY;
  /** The tenant's silence: what its age counts from, and its newest report when it was found. */
  private silent: { from: number; newest: number } | null = null;
  private newest = Number.NEGATIVE_INFINITY;
  private readonly policy: Policy;

  constructor(id: string, policy: Policy) {
    this.id = id;
    this.policy = policy;
  }

  token(id: string): Token {
    const token = this.tokens.get(id) ?? new Token(id);
    this.tokens.set(id, token);
    return token;
  }

  say(at: number, subject: string, notice: Notice | null): Told[] {
    return notice ? [{ at, tenantId: this.id, subject, ...notice }] : [];
  }

  acknowledge(now: number, wokeAt: number): Told[] {
    if (!this.people.facts()) return [];
    this.people.acknowledge(now);
    this.listen(now, this.newest, wokeAt);
    return this.say(now, REPORTER, this.decide(now));
  }

  sweep(now: number, before: number, wokeAt: number): Told[] {
    const tokens = [...this.tokens.values()];
    const newest = Math.max(...tokens.map((token) => token.facts().lastReported));
    this.newest = newest;
    this.listen(now, newest, wokeAt);
    const told = this.say(now, REPORTER, this.decide(now));
    for (const token of tokens) {
      token.listen(now, before, newest, Math.max(this.spokeAgainAt, wokeAt), this.policy);
      told.push(...this.say(now, token.id, token.decide(now, wokeAt, this.policy)));
    }
    return told;
  }

  private listen(now: number, newest: number, wokeAt: number): void {
    if (this.isRetired()) {
      this.silent = null;
      return;
    }
    if (this.silent && newest > this.silent.newest) {
      this.silent = null;
      this.spokeAgainAt = newest;
    }
    const from = Math.max(newest, wokeAt);
    if (!this.silent && now - from >= this.policy.silentAfter) this.silent = { from, newest };
  }

  decide(now: number): Notice | null {
    const diagnosis: Diagnosis | null = this.silent && {
      cause: 'reporterSilent',
      severity: silenceSeverity(this.silent.from, now, this.policy),
      failing: false,
      failingSince: null,
    };
    return this.people.decide(diagnosis, this.isRetired() ? 'retired' : 'reported', now, this.policy);
  }

  private isRetired(): boolean {
    return [...this.tokens.values()].every((token) => token.retiredAt !== null);
  }
}

class Token {
  readonly id: string;
  readonly people = new People();
  retiredAt: number | null = null;
  private readonly reports: ReportEvent[] = [];
  private silentFrom: number | null = null;
  private stuck: { from: number; since: number } | null = null;
  private known: Facts | null = null;

  constructor(id: string) {
    this.id = id;
  }

  facts(): Facts {
    this.known ??= factsOf(this.reports);
    return this.known;
  }

  hear(report: ReportEvent, policy: Policy): Outcome {
    const before = this.reports.length ? this.facts() : null;
    this.reports.push(report);
    this.known = null;
    const after = this.facts();
    const ends = this.endFound(report);
    if (!before || ends || readable(before, policy) !== readable(after, policy)) return 'applied';
    const repeats = content(before.latest) === content(report);
    return after.latest === report || repeats ? 'unchanged' : 'stale';
  }

  /** Whether the report ended a retirement, a silence or a standstill. */
  private endFound(report: ReportEvent): boolean {
    const returns = this.retiredAt !== null && report.observedAt > this.retiredAt;
    if (returns) this.retiredAt = null;
    const spoke = this.silentFrom !== null;
    this.silentFrom = null;
    const { stuck } = this;
    const moves = stuck !== null && !this.facts().runs.some(({ since }) => since <= stuck.since);
    if (moves) this.stuck = null;
    return returns || spoke || moves;
  }

  retire(at: number): void {
    this.retiredAt = at;
    this.silentFrom = null;
    this.stuck = null;
  }

  listen(now: number, before: number, newest: number, clocks: number, policy: Policy): void {
    if (this.retiredAt !== null || this.silentFrom !== null) return;
    const clock = Math.max(this.facts().lastReported, clocks);
    const eighth = policy.silentAfter / 8;
    const last = Math.floor((now - clock - policy.silentAfter) / eighth);
    const instant = clock + policy.silentAfter + last * eighth;
    const isDue = last >= 0 && instant > before;
    if (isDue && newest - clock >= policy.silentAfter / 2) this.silentFrom = clock;
  }

  decide(now: number, wokeAt: number, policy: Policy): Notice | null {
    if (this.retiredAt !== null) return this.people.decide(null, 'retired', now, policy);
    const facts = this.facts();
    if (facts.run && !this.stuck) {
      const from = Math.max(facts.run.since, wokeAt);
      if (now - from >= policy.stuckAfter) this.stuck = { from, since: facts.run.since };
    }
    const found = { silentFrom: this.silentFrom, stuckFrom: this.stuck?.from ?? null };
    const told = this.people.facts();
    const renewed = facts.expiresAt !== null && facts.expiresAt > now;
    const ended = told ? resolutionOf(told.cause, renewed) : 'completed';
    return this.people.decide(diagnoseToken(facts, found, now, policy), ended, now, policy);
  }
}

function content({ status, lastSyncAt, observedAt, tokenState, expiresAt }: ReportEvent): string {
  return JSON.stringify([status, lastSyncAt, observedAt, tokenState, expiresAt]);
}
