import { DEFAULT_POLICY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { HistoryEvent, ReportEvent, Told } from './history.ts';
import { runOracle } from './oracle.ts';
import { World } from './world.ts';

/** 2026-03-02T00:00Z, a Monday. */
export const MONDAY = Date.UTC(2026, 2, 2);

/** A time as the hour after Monday's midnight, with a fraction. */
export const hour = (h: number): number => MONDAY + Math.round(h * HOUR);

type Member = Partial<Pick<ReportEvent, 'tokenId' | 'tokenState'>> & {
  /** Hours after Monday's midnight, like `at`. */
  sync?: number;
  seen?: number;
  expires?: number;
};

/** A report received at an hour; observed then, too, unless it says otherwise. */
export function report(at: number, status: ReportEvent['status'], more: Member = {}): ReportEvent {
  return {
    kind: 'report',
    at: hour(at),
    tenantId: 'tenant',
    tokenId: more.tokenId ?? 'token',
    status,
    observedAt: hour(more.seen ?? at),
    ...(more.sync !== undefined && { lastSyncAt: hour(more.sync) }),
    ...(more.expires !== undefined && { expiresAt: hour(more.expires) }),
    ...(more.tokenState !== undefined && { tokenState: more.tokenState }),
  };
}

export function retire(at: number, tokenId = 'token'): HistoryEvent {
  return { kind: 'retire', at: hour(at), tenantId: 'tenant', tokenId };
}

export function acknowledge(at: number, subject = 'token'): HistoryEvent {
  return { kind: 'acknowledge', at: hour(at), tenantId: 'tenant', subject, by: 'ann' };
}

/** The same report every so many hours, from an hour to another, both included. */
export function every(step: number, from: number, to: number, make: (at: number) => ReportEvent): ReportEvent[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => make(from + i * step));
}

interface Script {
  readonly events: readonly HistoryEvent[];
  /** The hour of the last sweep. They come every 15 minutes from hour 0 on. */
  readonly until: number;
  /** Hours between which no sweep runs, the second not included. */
  readonly outage?: readonly [number, number];
  readonly policy?: Partial<Policy>;
}

function history({ events, until, outage, policy }: Script) {
  const sweeps: HistoryEvent[] = [];
  for (let h = 0; h <= until; h += 0.25) {
    if (!outage || h < outage[0] || h >= outage[1]) sweeps.push({ kind: 'sweep', at: hour(h) });
  }
  return {
    policy: { ...DEFAULT_POLICY, ...policy },
    period: 15 * MINUTE,
    events: [...events, ...sweeps].sort((a, b) => a.at - b.at),
  };
}

/** What is told, a line each: `{hour} {subject} {kind} {cause} {severity} [failing] [direction or resolution]`. */
export function tell(script: Script): string[] {
  return runOracle(history(script)).map(line);
}

function line({ at, subject, kind, cause, severity, failing, direction, resolution }: Told): string {
  const words = [(at - MONDAY) / HOUR, subject, kind, cause, severity, failing && 'failing', direction, resolution];
  return words.filter((word) => word !== undefined && word !== false).join(' ');
}

/** The outcome of each report. */
export function outcomes(...reports: ReportEvent[]): string[] {
  const world = new World(DEFAULT_POLICY, 15 * MINUTE);
  return reports.map((each) => world.report(each).outcome);
}
