import { DAY, HOUR, SECOND } from '../../domain/policy.ts';
import type { PollFault } from '../model/graph.ts';
import type { PollProgress } from '../model/poll.ts';

/** How often tenants are polled, in milliseconds. */
export interface PollIntervals {
  /** While all is well. */
  readonly pollEvery: number;
  /** While a token fails, is in progress or expires within days, and after a poll that failed. */
  readonly urgentEvery: number;
}

/** How a poll ended. */
export type PollEnd =
  | { readonly ok: true; readonly listedAt: number; readonly isUrgent: boolean }
  | { readonly ok: false; readonly fault: PollFault };

/** Polls of many tenants that began together come apart by so much of the interval, either way. */
const JITTER = 0.05;

/** A message may come a little before its time, by another clock. */
const EARLY_MS = 10 * SECOND;

/** However long Graph asks to be left alone, it is asked again within this. */
const MAX_WAIT = DAY;

/** How often what stands beside the tokens is looked at while all is well. */
const NEIGHBOURS_EVERY = 6 * HOUR;

export function isPollDue({ nextPollAt }: PollProgress, now: number): boolean {
  return nextPollAt === undefined || nextPollAt <= now + EARLY_MS;
}

export function areNeighboursDue({ neighboursAt }: PollProgress, now: number): boolean {
  return neighboursAt === undefined || neighboursAt + NEIGHBOURS_EVERY <= now;
}

/**
 * What is kept of a poll. The first complete one is followed by another at any moment of the interval, so that tenants
 * brought in together do not stay together.
 *
 * @param random from 0 to 1
 */
export function progressAfter(
  before: PollProgress,
  end: PollEnd,
  now: number,
  { pollEvery, urgentEvery }: PollIntervals,
  random: number,
): PollProgress {
  const { failures, failingSince = now, fault: _, ...rest } = before;
  const spread = 1 + JITTER * (2 * random - 1);
  if (!end.ok) {
    const wait = Math.max(urgentEvery * spread, Math.min(end.fault.retryAfterMs ?? 0, MAX_WAIT));
    return {
      ...rest,
      polledAt: now,
      nextPollAt: now + Math.round(wait),
      failures: failures + 1,
      failingSince,
      fault: end.fault,
    };
  }
  const every = end.isUrgent ? urgentEvery : pollEvery;
  const wait = every * (before.listedAt === undefined ? random : spread);
  return { ...rest, polledAt: now, nextPollAt: now + Math.round(wait), listedAt: end.listedAt, failures: 0 };
}
