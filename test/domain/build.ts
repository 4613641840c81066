import { diagnose } from '../../src/domain/diagnose.ts';
import type { Diagnosis, Found, Surroundings } from '../../src/domain/diagnosis.ts';
import { fold, type ReportOutcome } from '../../src/domain/fold.ts';
import { DEFAULT_POLICY, type Policy, SECOND } from '../../src/domain/policy.ts';
import { type Reconciliation, reconcile } from '../../src/domain/reconcile.ts';
import type { TokenRecord } from '../../src/domain/record.ts';
import type { Report } from '../../src/domain/report.ts';
import { parseTimestamp, type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';

/** A Tuesday without anything special about it. */
export const NOON = Date.parse('2026-03-10T12:00:00Z');

/** One second and one millisecond before a boundary, the boundary, and as far after it. */
export const AROUND = [
  { when: 'one second before', by: -SECOND, reached: false },
  { when: 'one millisecond before', by: -1, reached: false },
  { when: 'exactly at', by: 0, reached: true },
  { when: 'one millisecond after', by: 1, reached: true },
  { when: 'one second after', by: SECOND, reached: true },
] as const;

export function ts(text: string): Timestamp {
  const parsed = parseTimestamp(text);
  if (!parsed) throw new Error(`no timestamp: ${text}`);
  return parsed;
}

/** So many milliseconds after noon, as a timestamp. */
export function fromNoon(ms: number): Timestamp {
  return timestampOf(NOON + ms);
}

/** A report received when it was observed, at noon unless told otherwise. */
export function report(fields: Partial<Report> = {}): Report {
  const observedAt = fields.observedAt ?? fromNoon(0);
  return {
    tenantId: 'contoso',
    tokenId: 'token-1',
    status: 'completed',
    observedAt,
    receivedAt: observedAt,
    source: 'report',
    ...fields,
  };
}

export function foldAll(reports: readonly Report[]): { record: TokenRecord; outcomes: ReportOutcome[] } {
  let record: TokenRecord | undefined;
  const outcomes: ReportOutcome[] = [];
  for (const one of reports) {
    const folded = fold(record, one);
    record = folded.record;
    outcomes.push(folded.outcome);
  }
  if (!record) throw new Error('no reports');
  return { record, outcomes };
}

export function recordOf(...reports: readonly Report[]): TokenRecord {
  return foldAll(reports).record;
}

export function policy(fields: Partial<Policy> = {}): Policy {
  return { ...DEFAULT_POLICY, ...fields };
}

/** A diagnosis some time after noon; unless told otherwise of a token that is the only one. */
export function diagnosed(
  reports: readonly Report[],
  ms: number,
  rules: Policy = DEFAULT_POLICY,
  surroundings: Surroundings = {},
  found: Found = {},
): Diagnosis {
  return diagnose(recordOf(...reports), NOON + ms, rules, surroundings, found);
}

/** As `cause severity`, or `well`. */
export function inWords({ fault }: Pick<Diagnosis, 'fault'>): string {
  return fault ? `${fault.cause} ${fault.severity}` : 'well';
}

/** What the next of a row of reconciliations is given. */
export interface Step {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly is: Pick<Diagnosis, 'fault'> & Partial<Diagnosis>;
  /** A person acknowledges just before. */
  readonly acknowledgedBy?: string;
}

/** Reconciles one step after the other, as the sweep does, and returns every answer. */
export function walk(steps: readonly Step[], rules: Policy = DEFAULT_POLICY): Reconciliation[] {
  const answers: Reconciliation[] = [];
  for (const [i, { at, is, acknowledgedBy }] of steps.entries()) {
    const { incident: known, told = null } = answers.at(-1) ?? {};
    const incident = known && acknowledgedBy ? { ...known, acknowledged: { at, by: acknowledgedBy } } : known;
    const diagnosis: Diagnosis = { status: is.fault ? 'failed' : 'completed', found: {}, ...is };
    answers.push(reconcile({ incident, told }, diagnosis, at, rules, `incident-${i}`));
  }
  return answers;
}

/** The answer to the last of the steps. */
export function last(steps: readonly Step[], rules: Policy = DEFAULT_POLICY): Reconciliation {
  const answer = walk(steps, rules).at(-1);
  if (!answer) throw new Error('no steps');
  return answer;
}
