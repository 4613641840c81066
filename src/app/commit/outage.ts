import { MINUTE } from '../../domain/policy.ts';
import type { AppStore, Clock, Heartbeat } from '../model/ports.ts';

/** So many periods without a sweep are an outage of our own, if they last at least as long as the second figure. */
const MISSED_PERIODS = 2;
const MIN_OUTAGE_MS = 2 * MINUTE;

/** How long an instance believes what it read of the sweep. */
const TRUST_MS = MINUTE;

/** How long no sweep may run before that is an outage of our own, in milliseconds. */
function outageAfter(period: number): number {
  return Math.max(MISSED_PERIODS * period, MIN_OUTAGE_MS);
}

/**
 * When the last outage of our own ended: now, where no sweep has run for so long.
 *
 * @param period from one sweep to the next, in milliseconds
 */
export function wokeAt(heartbeat: Heartbeat | undefined, now: number, period: number): number | undefined {
  if (!heartbeat) return undefined;
  return now - heartbeat.startedAt >= outageAfter(period) ? now : heartbeat.wokeAt;
}

/**
 * Whether the last complete sweep was too long ago.
 *
 * @param bornAt when the app was first seen, from which one counts that has never swept everything
 */
export function isLate(heartbeat: Heartbeat | undefined, now: number, period: number, bornAt = now): boolean {
  const { completedAt } = heartbeat ?? {};
  if (completedAt === undefined) return now - bornAt > outageAfter(period);
  return now - completedAt > outageAfter(period) + period;
}

/** When the last outage ended, for those who are no sweep; reads the heartbeat at most once a minute. */
export function outageWatch(app: AppStore, clock: Clock, period: number): () => Promise<number | undefined> {
  let known: { readonly at: number; readonly heartbeat: Heartbeat | undefined } | undefined;
  return async () => {
    const now = clock();
    if (!known || now - known.at >= TRUST_MS) known = { at: now, heartbeat: await app.readHeartbeat() };
    return wokeAt(known.heartbeat, now, period);
  };
}
