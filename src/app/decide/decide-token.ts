import { diagnose } from '../../domain/diagnose.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import { fold, type ReportOutcome } from '../../domain/fold.ts';
import { isRemovedForGood } from '../../domain/listing.ts';
import { isOfSameSync } from '../../domain/observation.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import { DAY } from '../../domain/policy.ts';
import { fieldOf, latestObservation, type TokenRecord } from '../../domain/record.ts';
import type { Report, TokenKey } from '../../domain/report.ts';
import { endsRetirement } from '../../domain/retirement.ts';
import { joinStrip, type Strip } from '../../domain/strip.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import { compareTimestamps, msOf } from '../../domain/timestamp.ts';
import type { Actor, HistoryItem, SubjectChange, TimelineEvent } from '../model/state.ts';
import type { Stored, TokenState } from '../model/subject.ts';
import { advance, type IncidentEvent } from './advance.ts';
import { applyToIncident } from './apply-to-incident.ts';
import type { DecisionContext } from './context.ts';

/** What expires within this is told with the next sweep, whichever report named it first. */
export const URGENT_EXPIRY = 3 * DAY;

/** Everything that can happen to a token: reports, a person, or nothing but time. */
export type TokenEvent =
  | { readonly kind: 'reports'; readonly reports: readonly Report[] }
  | { readonly kind: 'time' }
  | ({ readonly kind: 'retired' | 'unretired' } & Partial<Actor>)
  /** Two complete listings in a row lacked it. */
  | { readonly kind: 'removed' }
  | IncidentEvent;

/** What became of one report. */
export interface ReportResult {
  readonly outcome: ReportOutcome;
  readonly status: SyncStatus;
  readonly previousStatus: SyncStatus | null;
}

export interface TokenDecision {
  readonly change: SubjectChange<TokenState>;
  /** Whether a standstill was found just now, so that an outage of our own would matter. */
  readonly dependsOnOutage: boolean;
  /** One for each report of the event, in its order. */
  readonly results: readonly ReportResult[];
  /** Whether anything but the moments of observation differs from what is stored. */
  readonly isNews: boolean;
}

/**
 * The one path of everything that happens to a token: join the reports, diagnose, compare with what people should
 * know, and gather all that has to be written for it in one transaction.
 *
 * @param key used where nothing is stored yet; then only reports can happen
 */
export function decideToken(
  { tenantId, tokenId }: TokenKey,
  stored: Stored<TokenState> | undefined,
  event: TokenEvent,
  context: DecisionContext,
): TokenDecision {
  const { now } = context;
  const key = { tenantId, subject: tokenId };
  const reports = event.kind === 'reports' ? event.reports : [];
  const { record, strip, folded, repeats } = foldAll(stored?.value, reports);
  const { before, events } = happenedTo(stored?.value, event, now);
  const retirement = retirementAfter(record, before, event, context);
  const diagnosis = diagnosisOf(record, before, retirement, context);
  const retired = retirement && {
    retiredAt: retirement.retiredAt,
    ...(retirement.retiredBy && { retiredBy: retirement.retiredBy }),
  };
  const kept = { record, found: diagnosis.found, ...retired };
  const isApplied = stored && outcomeOf('unchanged', stored.value, kept, context.policy) === 'applied';
  const results = isApplied ? withApplied(folded) : folded;
  const said = results.flatMap(({ outcome }, i) => (outcome === 'applied' ? reportEvents(reports[i]) : []));
  const { telling, timeline, marker, isNews } = advance(key, before, diagnosis, [...said, ...events], context);
  const urgentAt = isUrgent(stored?.value.record, record, now) ? now : undefined;
  const state: TokenState = {
    ...telling,
    ...key,
    kind: 'token',
    record,
    strip,
    found: diagnosis.found,
    ...retired,
    ...(urgentAt !== undefined && { nextCheckAt: urgentAt }),
  };
  return {
    change: {
      state,
      ...(stored && { basis: stored }),
      // Graph shows more of a sync than others do; that it does is no second report of it.
      history: results.flatMap((it, i) =>
        context.surroundings.isListed && repeats[i] ? [] : historyOf(reports[i], it.outcome),
      ),
      timeline,
      ...(marker && { marker }),
    },
    dependsOnOutage: diagnosis.found.standstillSince !== undefined && before?.found.standstillSince === undefined,
    results,
    isNews:
      isNews ||
      results.some(({ outcome }) => outcome !== 'unchanged') ||
      stored?.value.retiredAt !== retired?.retiredAt ||
      JSON.stringify(stored?.value.found) !== JSON.stringify(diagnosis.found) ||
      stored?.value.strip !== strip,
  };
}

function foldAll(
  before: TokenState | undefined,
  reports: readonly Report[],
): { record: TokenRecord; strip: Strip; folded: ReportResult[]; repeats: boolean[] } {
  let { record, strip } = { record: before?.record, strip: before?.strip };
  const folded: ReportResult[] = [];
  const repeats: boolean[] = [];
  for (const report of reports) {
    const previousStatus = record ? latestObservation(record).status : null;
    repeats.push(record !== undefined && isOfSameSync(latestObservation(record), report));
    const joined = fold(record, report);
    record = joined.record;
    strip = joinStrip(strip, report.status, report.observedAt);
    folded.push({ outcome: joined.outcome, status: latestObservation(record).status, previousStatus });
  }
  if (!record || strip === undefined) throw new Error('a token is known by a report only');
  return { record, strip, folded, repeats };
}

/** A token that is not monitored. Times are milliseconds since the epoch. */
interface Retired {
  readonly retiredAt: number;
  readonly retiredBy?: string;
  /** No person retired it: it was removed from Graph, at this time. */
  readonly removedAt?: number;
}

/**
 * A person retires a token, or it was gone from Graph for long enough; a report of it may end that. That Graph lists it
 * says nothing of whether a person wants it monitored, but all of one that was gone from Graph.
 */
function retirementAfter(
  record: TokenRecord,
  before: TokenState | undefined,
  event: TokenEvent,
  { now, policy, surroundings }: DecisionContext,
): Retired | undefined {
  if (event.kind === 'unretired' || !before) return undefined;
  const { found, retiredAt, retiredBy } = before;
  const { removedAt } = found;
  if (event.kind === 'retired' && (retiredAt === undefined || removedAt !== undefined)) {
    return { retiredAt: now, ...(event.by && { retiredBy: event.by }) };
  }
  if (retiredAt === undefined) {
    const isOver = isRemovedForGood({ record, now, policy, surroundings, found });
    return isOver && removedAt !== undefined ? { retiredAt: now, removedAt } : undefined;
  }
  const retired = { retiredAt, ...(retiredBy && { retiredBy }), ...(removedAt !== undefined && { removedAt }) };
  const reports = event.kind === 'reports' ? event.reports : [];
  const counts = !surroundings.isListed || removedAt !== undefined;
  return counts && reports.some((report) => endsRetirement(report, retiredAt)) ? undefined : retired;
}

function happenedTo(
  before: TokenState | undefined,
  event: TokenEvent,
  now: number,
): { readonly before: TokenState | undefined; readonly events: readonly TimelineEvent[] } {
  switch (event.kind) {
    case 'reports':
    case 'time':
      return { before, events: [] };
    case 'retired':
      return { before, events: [event] };
    case 'unretired': {
      // Who wants it monitored knows that Graph does not list it.
      const { removedAt: _, ...found } = before?.found ?? {};
      return { before: before && { ...before, found }, events: [event] };
    }
    case 'removed': {
      const isKnown = before?.retiredAt !== undefined || before?.found.removedAt !== undefined;
      return {
        before: before && !isKnown ? { ...before, found: { ...before.found, removedAt: now } } : before,
        events: [],
      };
    }
    default:
      return before ? applyToIncident(before, event, now) : { before, events: [] };
  }
}

function diagnosisOf(
  record: TokenRecord,
  before: TokenState | undefined,
  retired: Retired | undefined,
  { now, policy, surroundings }: DecisionContext,
): Diagnosis {
  if (retired) {
    const { removedAt } = retired;
    const found = removedAt === undefined ? {} : { removedAt };
    return { fault: null, status: latestObservation(record).status, ending: 'retired', found };
  }
  return diagnose(record, now, policy, surroundings, before?.found ?? {});
}

/** What did more than the record shows is `applied`, even where it says what was known: that it came is the news. */
function withApplied(folded: readonly ReportResult[]): readonly ReportResult[] {
  if (folded.some(({ outcome }) => outcome === 'applied')) return folded;
  const last = folded.findLastIndex(({ outcome }) => outcome === 'unchanged');
  return folded.map((result, i) => (i === last ? { ...result, outcome: 'applied' } : result));
}

function reportEvents(report: Report | undefined): readonly TimelineEvent[] {
  if (!report) return [];
  const { status, source, detail } = report;
  return [{ kind: 'report', status, source, ...(detail && { detail }) }];
}

function historyOf(report: Report | undefined, outcome: ReportOutcome): readonly HistoryItem[] {
  if (!report || outcome === 'unchanged') return [];
  const { tenantId, tokenId, status, lastSyncAt, observedAt, receivedAt, source, deliveryId, detail } = report;
  return [{ tenantId, tokenId, status, outcome, lastSyncAt, observedAt, receivedAt, source, deliveryId, detail }];
}

/** Whether these reports are the first to name an expiry that is so near that its tenant's next daily look is too late. */
function isUrgent(before: TokenRecord | undefined, after: TokenRecord, now: number): boolean {
  const expiresAt = fieldOf(after, 'expiresAt');
  if (!expiresAt) return false;
  const known = before && fieldOf(before, 'expiresAt');
  return hasUrgentExpiry(after, now) && (!known || compareTimestamps(known, expiresAt) !== 0);
}

/** Whether a token has so little time left that its tenant's next daily look is too late. */
export function hasUrgentExpiry(record: TokenRecord, now: number): boolean {
  const expiresAt = fieldOf(record, 'expiresAt');
  const left = expiresAt ? msOf(expiresAt) - now : 0;
  return left > 0 && left <= URGENT_EXPIRY;
}
