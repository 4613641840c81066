import fc from 'fast-check';
import { DAY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { type Report, TOKEN_STATES } from '../../src/domain/report.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';
import { type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';
import { NOON, ts } from './build.ts';

const TIMES = Number(process.env.FC_TIMES ?? 1);

/**
 * How often a law is tried: `FC_TIMES=50` soaks, and below 1, as for mutation tests, the first counterexample is
 * enough and is not made smaller.
 */
export function runs(numRuns: number): { readonly numRuns: number; readonly endOnFailure: boolean } {
  return { numRuns: Math.ceil(numRuns * TIMES), endOnFailure: TIMES < 1 };
}

/** One instant in the ways senders write it: digits of the fraction, letter case, offset. */
export function spell(ms: number, ticks: number, spelling: number): Timestamp {
  const fraction = `${String(ms % 1000).padStart(3, '0')}${String(ticks).padStart(4, '0')}`;
  const local = (offset: number) => new Date(ms + offset).toISOString().slice(0, 19);
  if (spelling === 0) return ts(`${local(0)}.${fraction}Z`);
  if (spelling === 1) return ts(`${local(2 * HOUR)}.${fraction}+02:00`);
  const trimmed = fraction.replace(/0+$/, '');
  return ts(`${local(0)}${trimmed && `.${trimmed}`}z`);
}

/** Few instants, so that reports collide often; some are apart by less than a millisecond. */
export const anInstant: fc.Arbitrary<Timestamp> = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 0, 0, 1, 9_999), fc.constantFrom(0, 0, 1, 2))
  .map(([minutes, ticks, spelling]) => spell(NOON + minutes * MINUTE, ticks, spelling));

/** A report of one and the same token; about half of them name their sync. */
export const aReport: fc.Arbitrary<Report> = fc
  .record({
    status: fc.constantFrom(...SYNC_STATUSES),
    observedAt: anInstant,
    lag: fc.integer({ min: 0, max: 3 }),
    optional: fc.record(
      {
        lastSyncAt: anInstant,
        tokenState: fc.constantFrom(...TOKEN_STATES),
        expiresAt: anInstant,
        displayName: fc.constantFrom('Lab', 'Library'),
        detail: fc.constantFrom('timeout', 'terms'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ status, observedAt, lag, optional }) => ({
    tenantId: 'contoso',
    tokenId: 'token-1',
    status,
    observedAt,
    receivedAt: timestampOf(Math.ceil(Date.parse(observedAt) / MINUTE) * MINUTE + lag * MINUTE),
    source: 'report',
    ...optional,
  }));

export const someReports: fc.Arbitrary<Report[]> = fc.array(aReport, { minLength: 1, maxLength: 12 });

const hours = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * HOUR);

/** Small whole hours, so that everything a policy can do happens within days. Whole-day reminders included. */
export const aPolicy: fc.Arbitrary<Policy> = fc.record({
  failedGrace: fc.oneof(fc.constant(0), hours(0, 12)),
  criticalAfter: hours(1, 30),
  stuckAfter: hours(1, 12),
  overdueAfter: hours(1, 40),
  silentAfter: hours(4, 80),
  remindCriticalEvery: fc.oneof(hours(1, 12), fc.constant(DAY)),
  remindWarningEvery: fc.oneof(hours(1, 30), fc.constant(2 * DAY)),
  remindAt: fc.integer({ min: 0, max: 23 }).map((hour) => hour * 60),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo'),
  flapWindow: hours(1, 30),
});

/** The tokens of the tenant whose life scenarios tell. */
export const TOKENS = ['token-1', 'token-2', 'token-3'] as const;

/** What happens to a tenant and its tokens from outside, at an hour after the start of a scenario. */
export type Happening = { readonly hour: number; readonly token: string } & (
  | { readonly kind: 'report'; readonly report: (now: number, tokenId: string) => Report }
  | { readonly kind: 'acknowledge' | 'retire' }
  /** Nobody sweeps. */
  | { readonly kind: 'away'; readonly forHours: number }
);

/** Long enough for an acknowledgement to end. */
export const SCENARIO_HOURS = 290;

const aReportNow = fc
  .record({
    status: fc.constantFrom(...SYNC_STATUSES, 'completed' as const, 'failed' as const),
    seenHoursAgo: fc.constantFrom(0, 0, 0, 3),
    syncedHoursAgo: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    expiresInHours: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: -10, max: 60 }) },
    ),
    tokenState: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...TOKEN_STATES) },
    ),
  })
  .map(({ status, seenHoursAgo, syncedHoursAgo, expiresInHours, tokenState }) => ({
    kind: 'report' as const,
    report: (now: number, tokenId: string): Report => ({
      tenantId: 'contoso',
      tokenId,
      status,
      observedAt: timestampOf(now - seenHoursAgo * HOUR),
      receivedAt: timestampOf(now),
      source: 'report',
      ...(syncedHoursAgo !== undefined && { lastSyncAt: timestampOf(now - syncedHoursAgo * HOUR) }),
      ...(expiresInHours !== undefined && { expiresAt: timestampOf(now + expiresInHours * HOUR) }),
      ...(tokenState && { tokenState }),
    }),
  }));

const forHours = fc.integer({ min: 0, max: 40 });

const aHappening: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.integer({ min: 0, max: 110 }),
    fc.constantFrom(...TOKENS),
    fc.oneof(
      { weight: 8, arbitrary: aReportNow },
      { weight: 1, arbitrary: fc.constant({ kind: 'acknowledge' as const }) },
      { weight: 1, arbitrary: forHours.map((n) => ({ kind: 'away' as const, forHours: n })) },
      { weight: 1, arbitrary: fc.constant({ kind: 'retire' as const }) },
    ),
  )
  .map(([hour, token, what]) => ({ hour, token, ...what }));

/** A token that is reported every so many hours, for a while. */
const aRoutine: fc.Arbitrary<readonly Happening[]> = fc
  .record({
    token: fc.constantFrom(...TOKENS),
    every: fc.integer({ min: 2, max: 24 }),
    until: fc.integer({ min: 0, max: 240 }),
    report: aReportNow,
  })
  .map(({ token, every, until, report }) =>
    Array.from({ length: Math.ceil(until / every) }, (_, i) => ({ hour: i * every, token, ...report })),
  );

/** A first report at the start, then anything, in order of time. */
export const aScenario: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    aReportNow,
    fc.array(aRoutine, { maxLength: 2 }),
    fc.array(aHappening, { minLength: 1, maxLength: 20, size: 'max' }),
  )
  .map(([first, routines, rest]) => [
    { hour: 0, token: TOKENS[0], ...first },
    ...[...routines.flat(), ...rest].toSorted((a, b) => a.hour - b.hour),
  ]);
