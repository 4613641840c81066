import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock, SendResult, Target } from '../app/ports.ts';

/** So many failures in a row open the circuit of a target, for so long. */
const FAILURES = 5;
const OPEN_MS = 30_000;

/**
 * Keeps a target from being hurried or asked in vain: at most so many sends a second, and none for a while after a
 * row of failures. What has to wait is given back as a free retry with its own place in the line. Both are kept in
 * the memory of one instance; the rows remain the truth.
 *
 * @param perSecond absent where the service has no limit worth keeping
 */
export function withPatience(target: Target, perSecond: number | undefined, clock: Clock): Target {
  const circuit = circuitBreaker(
    handleWhenResult((result) => isFailure(result as SendResult)),
    { halfOpenAfter: OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES) },
  );
  const takeTurn = perSecond === undefined ? undefined : turns(perSecond, clock);
  return {
    ...target,
    async send(notice) {
      const wait = await takeTurn?.();
      if (wait !== undefined) return later('the limit of sends a second is reached', wait);
      try {
        return await circuit.execute(() => target.send(notice));
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        return later('the last sends all failed, so it is left alone for a while', OPEN_MS);
      }
    },
  };
}

function isFailure(result: SendResult): boolean {
  return result.kind === 'retry' && result.free !== true;
}

function later(reason: string, retryAfterMs: number): SendResult {
  return { kind: 'retry', reason, retryAfterMs: Math.ceil(retryAfterMs), free: true };
}

/** @returns undefined where it may be sent now, otherwise how long to wait; each one that waits has a turn of its own */
function turns(perSecond: number, clock: Clock): () => Promise<number | undefined> {
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  const interval = 1_000 / perSecond;
  let lineEndsAt = 0;
  return async () => {
    try {
      await limiter.consume('sends');
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const now = clock();
      lineEndsAt = Math.max(now + refusal.msBeforeNext, lineEndsAt + interval);
      return lineEndsAt - now;
    }
  };
}
