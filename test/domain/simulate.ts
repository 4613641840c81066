import { diagnose } from '../../src/domain/diagnose.ts';
import { diagnoseReporter } from '../../src/domain/diagnose-reporter.ts';
import type { Diagnosis, Found } from '../../src/domain/diagnosis.ts';
import { fold } from '../../src/domain/fold.ts';
import { HOUR, type Policy } from '../../src/domain/policy.ts';
import { type Known, type Reconciliation, reconcile } from '../../src/domain/reconcile.ts';
import type { TokenRecord } from '../../src/domain/record.ts';
import { endsRetirement } from '../../src/domain/retirement.ts';
import { latestOf, type Timestamp } from '../../src/domain/timestamp.ts';
import { type Happening, SCENARIO_HOURS, TOKENS } from './arbitraries.ts';

/** Two nights before the clocks of Berlin go forward, so that reminders cross it. */
export const START = Date.parse('2026-03-27T00:00:00Z');

/** One reconciliation with all that went into it. */
export interface Moment {
  readonly now: number;
  readonly subject: string;
  /** Whether it was a sweep's, and not a request's. */
  readonly isSweep: boolean;
  readonly diagnosis: Diagnosis;
  readonly before: Known;
  readonly answer: Reconciliation;
}

/** What a row holds. */
interface Row {
  known: Known;
  found: Found;
  nextCheckAt: number | undefined;
  record?: TokenRecord;
  retiredAt?: number | undefined;
}

export type Sweeping = 'eachHour' | 'whenDue';

/**
 * Lives through a scenario of one tenant as the app does: decides at every happening, and sweeps each hour, or of each
 * row only once its `nextCheckAt` has come. All durations are whole hours, so that nothing changes between two sweeps.
 */
export function simulate(scenario: readonly Happening[], policy: Policy, sweeping: Sweeping): Moment[] {
  return new Tenant(policy, sweeping).live(scenario);
}

class Tenant {
  readonly #policy: Policy;
  readonly #sweeping: Sweeping;
  readonly #moments: Moment[] = [];
  readonly #reporter: Row = { known: { told: null }, found: {}, nextCheckAt: undefined };
  readonly #tokens = new Map<string, Row>();
  #awayUntil = START;
  #sweptAt = START;
  #wokeAt: number | undefined;
  #spokeAgainAt: number | undefined;

  constructor(policy: Policy, sweeping: Sweeping) {
    this.#policy = policy;
    this.#sweeping = sweeping;
  }

  live(scenario: readonly Happening[]): Moment[] {
    for (let hour = 0; hour <= SCENARIO_HOURS; hour++) {
      const now = START + hour * HOUR;
      if (now >= this.#awayUntil) this.#sweep(now);
      for (const happening of scenario.filter((one) => one.hour === hour)) this.#happen(happening, now);
    }
    return this.#moments;
  }

  /** The reporter first, since that it was heard again excuses its tokens. */
  #sweep(now: number): void {
    if (now - this.#sweptAt > 2 * HOUR) this.#wokeAt = now;
    this.#sweptAt = now;
    const isDue = (row: Row) => this.#sweeping === 'eachHour' || (row.nextCheckAt ?? Number.POSITIVE_INFINITY) <= now;
    if (isDue(this.#reporter)) this.#decideReporter(now, true);
    for (const tokenId of [...this.#tokens].filter(([, row]) => isDue(row)).map(([id]) => id)) {
      this.#decideToken(tokenId, now, true);
    }
  }

  #happen(happening: Happening, now: number): void {
    const tokenId = happening.token;
    const row = this.#tokens.get(tokenId);
    switch (happening.kind) {
      case 'report': {
        const report = happening.report(now, tokenId);
        const ends = row?.retiredAt === undefined || endsRetirement(report, row.retiredAt);
        this.#tokens.set(tokenId, {
          ...(row ?? { known: { told: null }, found: {}, nextCheckAt: undefined }),
          record: fold(row?.record, report).record,
          retiredAt: ends ? undefined : row?.retiredAt,
        });
        // A token that is new, or in use again, makes its tenant's row due.
        if (!row || (row.retiredAt !== undefined && ends)) this.#reporter.nextCheckAt = now;
        this.#decideToken(tokenId, now, false);
        break;
      }
      case 'retire':
        if (row) row.retiredAt ??= now;
        this.#decideToken(tokenId, now, false);
        this.#decideReporter(now, false);
        break;
      case 'acknowledge':
        for (const one of [row, this.#reporter]) acknowledge(one, now);
        this.#decideAll(now);
        break;
      case 'away':
        this.#awayUntil = now + happening.forHours * HOUR;
    }
  }

  #decideAll(now: number): void {
    this.#decideReporter(now, false);
    for (const tokenId of this.#tokens.keys()) this.#decideToken(tokenId, now, false);
  }

  #decideReporter(now: number, isSweep: boolean): void {
    const rows = [...this.#tokens.values()];
    const tokenCount = rows.filter(({ retiredAt }) => retiredAt === undefined).length;
    const newest = this.#newest();
    const clocks = { spokeAgainAt: this.#spokeAgainAt, wokeAt: this.#wokeAt };
    const { found } = this.#reporter;
    const diagnosis = diagnoseReporter({ newest, tokenCount }, now, this.#policy, clocks, found);
    this.#spokeAgainAt = diagnosis.spokeAgainAt;
    this.#reconcile('_reporter', this.#reporter, diagnosis, now, isSweep);
  }

  #decideToken(tokenId: string, now: number, isSweep: boolean): void {
    const row = this.#tokens.get(tokenId);
    if (!row?.record) return;
    const around = {
      spokeAgainAt: this.#spokeAgainAt,
      wokeAt: this.#wokeAt,
      newest: isSweep ? this.#newest() : undefined,
    };
    const diagnosis: Diagnosis =
      row.retiredAt === undefined
        ? diagnose(row.record, now, this.#policy, around, row.found)
        : { fault: null, ending: 'retired', found: {} };
    this.#reconcile(tokenId, row, diagnosis, now, isSweep);
  }

  #reconcile(subject: string, row: Row, diagnosis: Diagnosis, now: number, isSweep: boolean): void {
    const before = row.known;
    const answer = reconcile(before, diagnosis, now, this.#policy, `${subject}-${now}`);
    this.#moments.push({ now, subject, isSweep, diagnosis, before, answer });
    row.known = { incident: answer.incident, told: answer.told };
    row.found = diagnosis.found;
    row.nextCheckAt = answer.nextCheckAt;
  }

  #newest(): Timestamp | undefined {
    return [...this.#tokens.values()].reduce<Timestamp | undefined>(
      (it, { record }) => (record ? latestOf(it, record.lastReportAt) : it),
      undefined,
    );
  }
}

function acknowledge(row: Row | undefined, at: number): void {
  const incident = row?.known.incident;
  if (!row || !incident || incident.resolvedAt !== undefined) return;
  row.known = { ...row.known, incident: { ...incident, acknowledged: incident.acknowledged ?? { at, by: 'kim' } } };
}

/** The moments of each subject, in their order. */
export function bySubject(moments: readonly Moment[]): Moment[][] {
  return [...TOKENS, '_reporter'].map((subject) => moments.filter((moment) => moment.subject === subject));
}
