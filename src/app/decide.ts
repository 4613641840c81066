import { type Diagnosis, diagnose } from '../domain/diagnose.ts';
import { fold, type Outcome } from '../domain/fold.ts';
import { reconcile } from '../domain/reconcile.ts';
import { latestSighting, type TokenRecord } from '../domain/record.ts';
import type { Report, TokenKey } from '../domain/report.ts';
import type { Decision, DecisionContext, ReportResult, TokenEvent } from './decision.ts';
import type { HistoryItem, Silence, Stored, TokenState } from './state.ts';
import { tellingOf } from './telling.ts';

/**
 * The one path of everything that happens to a token: join the reports, diagnose, compare with what people were
 * told, and gather all that has to be written for it in one transaction.
 *
 * @param key used where nothing is stored yet
 */
export function decide(
  key: TokenKey,
  stored: Stored<TokenState> | undefined,
  event: TokenEvent,
  context: DecisionContext,
): Decision {
  const before = stored?.value;
  const { record, results, history } = foldAll(before?.record, event.kind === 'reports' ? event.reports : []);
  const retiredAt = retiredAfter(before, event, context.now);
  const diagnosis = diagnosisOf(record, retiredAt !== undefined, context);
  const told = reconcile(
    before?.incident,
    diagnosis,
    context.now,
    context.policy,
    silencedUntil(before, context.now),
    context.newId(),
  );
  const telling = tellingOf(key, before, event, results, record, told, context);
  const state: TokenState = {
    ...carriedOver(before, context.now),
    record,
    ...(told.incident && { incident: told.incident }),
    ...telling.state,
    ...(retiredAt !== undefined && { retiredAt }),
    ...(told.nextCheckAt !== undefined && { nextCheckAt: told.nextCheckAt }),
    policyHash: context.policyHash,
  };
  return {
    change: {
      key,
      state,
      ...(stored && { basis: stored }),
      history,
      deliveries: [],
      timeline: telling.timeline,
      notifications: telling.notifications,
    },
    results,
    isNews:
      telling.timeline.length > 0 ||
      results.some((result) => result.outcome !== 'unchanged') ||
      JSON.stringify(before?.incident) !== JSON.stringify(told.incident) ||
      before?.retiredAt !== retiredAt,
  };
}

/** The latest end of the silences that are in force. */
export function silencedUntil(state: TokenState | undefined, now: number): number | undefined {
  const ends = [state?.silence?.until, state?.tenantSilence?.until].filter((until) => until !== undefined);
  const latest = Math.max(...ends);
  return latest > now ? latest : undefined;
}

/** A silence that has passed is not carried on. */
function carriedOver(before: TokenState | undefined, now: number): { silence?: Silence; tenantSilence?: Silence } {
  const { silence, tenantSilence } = before ?? {};
  return {
    ...(silence && silence.until > now && { silence }),
    ...(tenantSilence && tenantSilence.until > now && { tenantSilence }),
  };
}

function foldAll(
  known: TokenRecord | undefined,
  reports: readonly Report[],
): { record: TokenRecord; results: ReportResult[]; history: HistoryItem[] } {
  let record = known;
  const results: ReportResult[] = [];
  const history: HistoryItem[] = [];
  for (const report of reports) {
    const previousStatus = record ? latestSighting(record).status : null;
    const folded = fold(record, report);
    record = folded.record;
    results.push({ outcome: folded.outcome, status: latestSighting(record).status, previousStatus });
    if (folded.outcome !== 'unchanged') history.push(historyItem(report, folded.outcome));
  }
  if (!record) throw new Error('a token is known by a report only');
  return { record, results, history };
}

function historyItem(report: Report, outcome: Outcome): HistoryItem {
  const { tenantId, tokenId, status, lastSyncAt, observedAt, receivedAt, source, deliveryId, detail } = report;
  return { tenantId, tokenId, status, outcome, lastSyncAt, observedAt, receivedAt, source, deliveryId, detail };
}

function retiredAfter(before: TokenState | undefined, event: TokenEvent, now: number): number | undefined {
  if (event.kind === 'retired') return before?.retiredAt ?? now;
  return event.kind === 'reports' ? undefined : before?.retiredAt;
}

function diagnosisOf(record: TokenRecord, isRetired: boolean, context: DecisionContext): Diagnosis {
  if (isRetired) return { fault: null, status: latestSighting(record).status, ending: 'retired' };
  return diagnose(record, context.now, context.policy, context.holdUntil);
}
