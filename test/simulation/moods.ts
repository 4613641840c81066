import type { SendOutcome } from '../../src/app/model/ports.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/policy.ts';
import type { Random } from './random.ts';

/** What a service does with one request. Durations are milliseconds from the send on. */
export interface Fate {
  readonly outcome: SendOutcome;
  readonly answersAfter: number;
  /** Absent where it never arrives. */
  readonly landsAfter?: number;
}

export type Mood = (now: number) => Fate;

const DELIVERED = { kind: 'delivered' } as const;
const GIVEN_UP_MS = 10 * SECOND;
/** What gets no answer arrives within this, or never. */
const LATEST_MS = 30 * SECOND;

/** Takes everything, most of it at once. */
export function steady(random: Random): Mood {
  return () => taken(random);
}

/** Slow, now and then unwilling, and out of order for hours; never so from `calmAt` on. */
export function moody(random: Random, startsAt: number, calmAt: number, chance: number): Mood {
  let outage = { from: startsAt + random.between(4 * HOUR, 240 * HOUR), until: 0, fate: down(random) };
  outage.until = outage.from + lengthOf(random);
  return (now) => {
    if (now >= calmAt) return taken(random);
    if (now >= outage.until && outage.until > 0) {
      const from = Math.max(now, outage.until) + random.between(24 * HOUR, 480 * HOUR);
      outage = { from, until: from + lengthOf(random), fate: down(random) };
    }
    if (now >= outage.from && now < outage.until) return outage.fate();
    return random.chance(chance) ? unwilling(random) : taken(random);
  };
}

function taken(random: Random): Fate {
  const after = random.chance(0.9) ? random.between(20, 300) : random.between(300, 4 * SECOND);
  return { outcome: DELIVERED, answersAfter: after, landsAfter: random.whole(0, after) };
}

/** Most outages last hours, some days. */
function lengthOf(random: Random): number {
  return random.chance(0.8) ? random.between(10 * MINUTE, 8 * HOUR) : random.between(20 * HOUR, 40 * HOUR);
}

function down(random: Random): () => Fate {
  return random.pick([
    () => ({ outcome: { kind: 'failed', reason: 'HTTP 503', status: 503 }, answersAfter: 100 }) as const,
    () => ({ outcome: { kind: 'notTaken', reason: 'connection refused' }, answersAfter: 10 }) as const,
    () => ({ outcome: { kind: 'noAnswer', reason: 'time-out' }, answersAfter: GIVEN_UP_MS }) as const,
  ]);
}

function unwilling(random: Random): Fate {
  const lands = (after: number) => (random.chance(0.5) ? { landsAfter: after } : {});
  const retryAfterMs = random.between(1_000, HOUR);
  return random.pick<() => Fate>([
    () => ({ outcome: { kind: 'notTaken', reason: 'HTTP 429', retryAfterMs }, answersAfter: 50 }),
    () => ({ outcome: { kind: 'notTaken', reason: 'connection refused' }, answersAfter: 5 }),
    () => ({ outcome: { kind: 'failed', reason: 'HTTP 500', status: 500 }, answersAfter: 100, ...lands(80) }),
    () => ({
      outcome: { kind: 'failed', reason: 'HTTP 504', status: 504 },
      answersAfter: 9 * SECOND,
      ...lands(random.between(0, LATEST_MS)),
    }),
    () => ({
      outcome: { kind: 'noAnswer', reason: 'time-out' },
      answersAfter: GIVEN_UP_MS,
      ...lands(random.between(0, LATEST_MS)),
    }),
    () => ({ outcome: { kind: 'noAnswer', reason: 'reset' }, answersAfter: 30, ...lands(random.between(0, 200)) }),
    () => ({ outcome: { kind: 'refused', reason: 'HTTP 400' }, answersAfter: 40 }),
  ])();
}
