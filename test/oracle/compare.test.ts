import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { compare, expectAgreement, type Make, shrink } from './compare.ts';
import { generateHistory } from './generate.ts';
import { World } from './world.ts';

const HISTORIES = 300;

/** The oracle, with one setting a little off. */
const off =
  (change: (policy: Policy) => Partial<Policy>): Make =>
  ({ policy, period }) =>
    new World({ ...policy, ...change(policy) }, period);

async function firstDifference(make: Make) {
  for (let seed = 0; seed < HISTORIES; seed += 1) {
    const history = generateHistory(seed);
    const found = await compare(history, make);
    if (found) return { history, found };
  }
  return null;
}

describe('the histories', () => {
  it('come the same from the same seed, in order of time', () => {
    const history = generateHistory(7);
    expect(generateHistory(7)).toEqual(history);
    expect(generateHistory(8)).not.toEqual(history);
    expect(history.events.map((e) => e.at)).toEqual(history.events.map((e) => e.at).sort((a, b) => a - b));
  });

  it.each<[string, (policy: Policy) => Partial<Policy>]>([
    ['failedGrace', (p) => ({ failedGrace: p.failedGrace + 1 })],
    ['criticalAfter', (p) => ({ criticalAfter: p.criticalAfter + 1 })],
    ['stuckAfter', (p) => ({ stuckAfter: p.stuckAfter + 1 })],
    ['stuckAfter, less', (p) => ({ stuckAfter: p.stuckAfter - 1 })],
    ['overdueAfter', (p) => ({ overdueAfter: p.overdueAfter + 1 })],
    ['overdueAfter, less', (p) => ({ overdueAfter: p.overdueAfter - 1 })],
    ['silentAfter', (p) => ({ silentAfter: p.silentAfter + 1 })],
    ['silentAfter, less', (p) => ({ silentAfter: p.silentAfter - 1 })],
    ['flapWindow', (p) => ({ flapWindow: p.flapWindow + 1 })],
    ['flapWindow, less', (p) => ({ flapWindow: p.flapWindow - 1 })],
    ['remindCriticalEvery', (p) => ({ remindCriticalEvery: p.remindCriticalEvery * 2 })],
    ['remindWarningEvery', (p) => ({ remindWarningEvery: p.remindWarningEvery * 2 })],
    ['remindAt', (p) => ({ remindAt: (p.remindAt + 60) % 1440 })],
    ['timeZone', () => ({ timeZone: 'Europe/Berlin' })],
  ])('show it where %s is off', async (_, change) => {
    expect(await firstDifference(off(change))).not.toBeNull();
  });

  it('show it where an outage of our own is not noticed', async () => {
    const blind: Make = ({ policy, period }) => new World(policy, period * 1_000);
    expect(await firstDifference(blind)).not.toBeNull();
  });
});

describe('comparing', () => {
  it('finds no difference between the oracle and itself', async () => {
    for (let seed = 0; seed < 20; seed += 1)
      await expectAgreement(
        generateHistory(seed),
        off(() => ({})),
      );
  });

  it('says the first difference with a history of only what it takes', async () => {
    const make = off((p) => ({ silentAfter: p.silentAfter * 2 }));
    const { history } = (await firstDifference(make))!;
    const shrunk = (await shrink(history, make))!;
    expect(shrunk.history.events.filter(({ kind }) => kind !== 'sweep').length).toBeLessThan(8);
    await expect(expectAgreement(shrunk.history, make)).rejects.toThrow(/differs in (told|outcome|facts)/);
  });

  it('compares only what the implementation gives', async () => {
    const terse: Make = ({ policy, period }) => {
      const world = new World(policy, period);
      return {
        report: (event) => ({ ...world.report(event), outcome: null }),
        sweep: (at) => world.sweep(at).map(({ resolution, direction, ...told }) => told),
        retire: (event) => world.retire(event),
        acknowledge: (event) => world.acknowledge(event),
        facts: (tenantId, subject) => world.facts(tenantId, subject) && {},
      };
    };
    for (let seed = 0; seed < 5; seed += 1) expect(await compare(generateHistory(seed), terse)).toBeNull();
  });

  it('takes what is thrown for a difference', async () => {
    const broken: Make = ({ policy, period }) =>
      Object.assign(new World(policy, period), {
        sweep: () => {
          throw new Error('no storage');
        },
      });
    expect(await compare(generateHistory(1), broken)).toMatchObject({ what: 'thrown' });
  });
});
