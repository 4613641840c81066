import type { Notice } from '../../src/app/model/notice.ts';
import type { SendResult, Target } from '../../src/app/model/ports.ts';
import { HOUR } from '../../src/domain/policy.ts';
import { type Chaos, Crash } from './chaos.ts';
import type { Random } from './random.ts';

/** Hears of every attempt to send. */
export type Sent = (target: string, notice: Notice, result: SendResult) => void;

export interface World {
  readonly clock: () => number;
  /** Lets so much time pass while somebody waits. */
  readonly pass: (ms: number) => void;
  readonly chaos: Chaos;
  readonly sent: Sent;
}

/** One that takes everything at once, and one that is slow, now and then refuses, and is out of order for hours. */
export function fakeTargets(random: Random, world: World): ReadonlyMap<string, Target> {
  return new Map([steady(world), moody(random, world)].map((target) => [target.id, target]));
}

/** The target whose every notice must arrive in time. */
export const STEADY = 'steady';
const MOODY = 'moody';

function steady(world: World): Target {
  return { id: STEADY, send: async (notice) => answer(STEADY, notice, { kind: 'delivered' }, world) };
}

function moody(random: Random, world: World): Target {
  let isDownUntil = 0;
  let nextOutageAt = world.clock() + random.between(24 * HOUR, 20 * 24 * HOUR);
  return {
    id: MOODY,
    async send(notice) {
      // Others go on meanwhile, so that little of it stops the whole world.
      if (random.chance(0.02)) world.pass(random.between(1_000, 9_000));
      const now = world.clock();
      if (now >= nextOutageAt) {
        isDownUntil = nextOutageAt + random.between(HOUR / 4, 40 * HOUR);
        nextOutageAt = isDownUntil + random.between(24 * HOUR, 20 * 24 * HOUR);
      }
      if (now < isDownUntil) return answer(MOODY, notice, { kind: 'retry', reason: 'HTTP 503' }, world);
      if (world.chaos.isOver || random.chance(0.9)) return answer(MOODY, notice, { kind: 'delivered' }, world);
      const patience = random.between(1_000, HOUR);
      const moods: readonly SendResult[] = [
        { kind: 'retry', reason: 'HTTP 429', retryAfterMs: patience, free: true },
        { kind: 'retry', reason: 'time-out' },
        { kind: 'refused', reason: 'HTTP 400' },
      ];
      return answer(MOODY, notice, random.pick(moods), world);
    },
  };
}

function answer(target: string, notice: Notice, result: SendResult, { chaos, sent }: World): SendResult {
  sent(target, notice, result);
  if (chaos.strikes('crash')) throw new Crash('after the send');
  return result;
}
