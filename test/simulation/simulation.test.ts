import { beforeEach, describe, expect, test, vi } from 'vitest';
import { HOUR } from '../../src/domain/policy.ts';
import type * as Domain from '../../src/domain/reconcile.ts';
import { explain } from './breach.ts';
import { simulate } from './simulate.ts';

type Reconcile = typeof Domain.reconcile;

/** What stands in the place of `reconcile`, where a test plants a fault. */
const planted = vi.hoisted(() => ({ fault: undefined as ((real: Reconcile) => Reconcile) | undefined }));

vi.mock('../../src/domain/reconcile.ts', async (importOriginal) => {
  const original = await importOriginal<typeof Domain>();
  const reconcile: Reconcile = (...all) => (planted.fault?.(original.reconcile) ?? original.reconcile)(...all);
  return { ...original, reconcile };
});

beforeEach(() => {
  planted.fault = undefined;
});

/** Small enough for every day; `npm run simulate` lives through more. */
const SMALL = { tokens: 40, days: 45, period: HOUR };

/** Where others use the machine too, a world takes its time. */
const PATIENCE_MS = 120_000;

describe('a small world', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'keeps the laws with seed %i',
    async (seed) => {
      const { breach, world } = await simulate({ ...SMALL, seed });
      expect(breach && explain(breach, seed)).toBeUndefined();
      expect(world.ears.kinds.get('vpp.incident.opened')).toBeGreaterThan(10);
      expect(world.counts.incomplete).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test(
    'is the same for the same seed',
    async () => {
      const runs = await Promise.all([1, 2].map(() => simulate({ ...SMALL, days: 20, seed: 7 })));
      const [one, two] = runs.map(({ world }) => ({ counts: world.counts, kinds: [...world.ears.kinds] }));
      expect(one).toEqual(two);
    },
    PATIENCE_MS,
  );
});

/** Each takes the answer of the real one, or what it is asked, and spoils it. */
const FAULTS: Readonly<Record<string, (real: Reconcile) => Reconcile>> = {
  'what was told is not kept': (real) => (known, diagnosis, now, policy, silencedUntil, freshId) => {
    const answer = real(known, diagnosis, now, policy, silencedUntil, freshId);
    return answer.notice?.kind === 'updated' ? { ...answer, told: answer.notice.previous } : answer;
  },
  'silences are not heeded': (real) => (known, diagnosis, now, policy, _silencedUntil, freshId) =>
    real(known, diagnosis, now, policy, undefined, freshId),
  'ends are not told': (real) => (known, diagnosis, now, policy, silencedUntil, freshId) => {
    const answer = real(known, diagnosis, now, policy, silencedUntil, freshId);
    return answer.notice?.kind === 'resolved' ? { ...answer, notice: undefined } : answer;
  },
  'reminders come at every look': (real) => (known, diagnosis, now, policy, silencedUntil, freshId) =>
    real(known, diagnosis, now, { ...policy, remindCriticalEvery: 1, remindWarningEvery: 1 }, silencedUntil, freshId),
  'acknowledgements hold nothing': (real) => (known, diagnosis, now, policy, silencedUntil, freshId) => {
    const { incident, told } = known;
    const unheeded = incident && { ...incident, acknowledged: undefined };
    return real({ incident: unheeded, told }, diagnosis, now, policy, silencedUntil, freshId);
  },
  'the next look comes a day late': (real) => (known, diagnosis, now, policy, silencedUntil, freshId) => {
    const answer = real(known, diagnosis, now, policy, silencedUntil, freshId);
    return { ...answer, nextCheckAt: answer.nextCheckAt && answer.nextCheckAt + 24 * HOUR };
  },
};

describe('a fault planted in reconcile is found', () => {
  test.each(Object.entries(FAULTS))(
    '%s',
    async (_name, fault) => {
      planted.fault = fault;
      let breach: unknown;
      for (let seed = 1; seed <= 20 && !breach; seed++) breach = (await simulate({ ...SMALL, seed })).breach;
      expect(breach).toBeDefined();
    },
    PATIENCE_MS,
  );
});
