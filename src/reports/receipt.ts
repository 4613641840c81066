import { type Timestamp, ticksOf, timestampOf } from '../domain/timestamp.ts';
import { MAX_AHEAD_MS } from './limits.ts';

/** The moment of receipt, worked out once for all items of a request. */
export interface Receipt {
  readonly at: Timestamp;
  readonly ticks: bigint;
  /** The last moment that a sender's clock may name. */
  readonly latestTicks: bigint;
}

/** @param receivedAt milliseconds since the epoch. */
export function receiptOf(receivedAt: number): Receipt {
  const at = timestampOf(receivedAt);
  return { at, ticks: ticksOf(at), latestTicks: ticksOf(timestampOf(receivedAt + MAX_AHEAD_MS)) };
}

/** What is said of a date that lies after `latestTicks`. */
export function aheadAllowed(at: Timestamp): string {
  return `must not be more than 15 minutes ahead of this server's clock, which reads ${at}`;
}
