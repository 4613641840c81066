import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import type { Clock, SendResult, Target } from '../app/model/ports.ts';

/** So many failures in a row open the circuit of a target: for so long at first, then twice as long each time, up to the last. */
const FAILURES = 5;
const OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 5 * 60_000;

/** One send is tried then; nobody else waits for how it ends, which may take as long as a send may. */
const PROBE_MS = 10_000;

const LEFT_ALONE = 'the last sends all failed, so it is left alone for a while';

/** So many wait for their turn where they are; more would keep the host from bringing what goes to other targets. */
const WAITING = 3;

/** A place in the line whose notice has not come back by then is nobody's: the notice was replaced by a newer one. */
const PLACE_MS = 10 * 60_000;

/**
 * Keeps a target from being hurried or asked in vain: at most so many sends a second, none while it asks for patience,
 * and none for a while after a row of failures. What has to wait is given back as a free retry with its own place in
 * the line; so is what was tried only to see whether the target is well again, since that says nothing of the notice.
 * All of it is kept in the memory of one instance; the rows remain the truth.
 *
 * @param perSecond absent where the service has no limit worth keeping
 */
export function withPatience(target: Target, perSecond: number | undefined, clock: Clock): Target {
  let openUntil = 0;
  let restUntil = 0;
  const halfOpenAfter = new DelegateBackoff<IHalfOpenAfterBackoffContext>(({ attempt }) => {
    const wait = Math.min(LONGEST_OPEN_MS, OPEN_MS * 2 ** (attempt - 1));
    openUntil = clock() + wait;
    return wait;
  });
  const circuit = circuitBreaker(
    handleWhenResult((result) => isFailure(result as SendResult)),
    { halfOpenAfter, breaker: new ConsecutiveBreaker(FAILURES) },
  );
  const takeTurn = perSecond === undefined ? undefined : turns(perSecond, clock);
  const illness = (): SendResult | undefined => {
    const isTried = circuit.state === CircuitState.HalfOpen;
    const wait = isTried ? PROBE_MS : circuit.state === CircuitState.Open ? openUntil - clock() : 0;
    return wait > 0 ? later(LEFT_ALONE, wait) : undefined;
  };
  const rest = () => (clock() < restUntil ? later('it asked for patience', restUntil - clock()) : undefined);
  return {
    ...target,
    async send(notice) {
      const pause = illness() ?? rest();
      if (pause) return pause;
      const wait = await takeTurn?.(notice.notificationId);
      if (wait !== undefined) return later('the limit of sends a second is reached', wait);
      // While this one waited for its turn another may have failed.
      const news = illness() ?? rest();
      if (news) return news;
      const isProbe = circuit.state !== CircuitState.Closed;
      try {
        const result = await circuit.execute(() => target.send(notice));
        if (result.kind !== 'retry') return result;
        const { free, retryAfterMs = 0 } = result;
        // Where all senders are held to one limit, what it says to one notice holds for all of them.
        if (free && takeTurn) restUntil = Math.max(restUntil, clock() + retryAfterMs);
        if (!isProbe || free) return result;
        return { ...result, retryAfterMs: Math.max(retryAfterMs, openUntil - clock()), free: true };
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        return later(LEFT_ALONE, PROBE_MS);
      }
    },
  };
}

function isFailure(result: SendResult): boolean {
  return result.kind === 'retry' && result.free !== true;
}

function later(reason: string, retryAfterMs: number): SendResult {
  return { kind: 'retry', reason, retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)), free: true };
}

/**
 * Gives everyone a turn, evenly spaced. A few wait for it here, which the queue's own delay of whole seconds could not
 * do as closely; the others are told when theirs comes, and come back once.
 *
 * @returns undefined when it may be sent now, otherwise how long to stay away, in milliseconds
 */
function turns(perSecond: number, clock: Clock): (id: string) => Promise<number | undefined> {
  const interval = 1_000 / perSecond;
  const limiter = new RateLimiterMemory({ points: 1, duration: interval / 1_000 });
  const queue = new RateLimiterQueue(limiter);
  const places = new Map<string, number>();
  let lineEndsAt = 0;
  let waiting = 0;
  return async (id) => {
    const now = clock();
    if (now - lineEndsAt > PLACE_MS) places.clear();
    const place = places.get(id);
    // Who comes new does not push in front of a line.
    const isTheirTurn = place === undefined ? now >= lineEndsAt : now >= place;
    if (isTheirTurn && waiting <= WAITING) {
      places.delete(id);
      waiting += 1;
      await queue.removeTokens(1).finally(() => {
        waiting -= 1;
      });
      return undefined;
    }
    if (place !== undefined) return Math.max(place - now, WAITING * interval);
    lineEndsAt = Math.max(lineEndsAt, now + WAITING * interval) + interval;
    places.set(id, lineEndsAt);
    return lineEndsAt - now;
  };
}
