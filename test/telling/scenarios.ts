import type { Deed } from './deeds.ts';
import type { TargetSpec } from './fake-target.ts';
import type { Supplies } from './scheduler.ts';

/** A world with what happens in it, and what may go wrong. */
export interface Scenario {
  readonly name: string;
  readonly targets: readonly TargetSpec[];
  readonly outbreakMin?: number;
  readonly deeds: readonly Deed[];
  readonly supplies: Supplies;
}

const HOOK: TargetSpec = { id: 'hook' };
const PAGER: TargetSpec = { id: 'pager', hasKeys: true };

const known: Deed = { at: 0, does: 'completes', tokens: ['x'] };
const twoKnown: Deed = { at: 0, does: 'completes', tokens: ['x', 'y'] };

const begins: Deed = { at: 5, does: 'fails', tokens: ['x'] };

/** One thing goes wrong at any point: small enough to try all of them with every test run. */
export const SMALL: readonly Scenario[] = [
  {
    name: 'dies',
    targets: [HOOK],
    deeds: [known, begins, { at: 60, does: 'completes', tokens: ['x'] }],
    supplies: { deaths: 1 },
  },
  {
    name: 'storage-away',
    targets: [HOOK],
    deeds: [known, begins, { at: 8, does: 'completes', tokens: ['x'] }],
    supplies: { outages: 1 },
  },
  {
    name: 'unknown',
    targets: [HOOK],
    deeds: [known, begins, { at: 20, does: 'completes', tokens: ['x'] }, { at: 40, does: 'fails', tokens: ['x'] }],
    supplies: { answers: 1 },
  },
  {
    name: 'overtaken',
    targets: [PAGER],
    deeds: [known, begins, { at: 12, does: 'completes', tokens: ['x'] }],
    supplies: { answers: 1 },
  },
  {
    name: 'two-runs',
    targets: [HOOK],
    deeds: [twoKnown, begins, { at: 5, does: 'fails', tokens: ['y'] }],
    supplies: { turns: 2 },
  },
  {
    name: 'at-once',
    targets: [HOOK],
    deeds: [known, begins, { at: 5, does: 'completes', tokens: ['x'] }],
    supplies: { turns: 2 },
  },
  {
    name: 'stalled',
    targets: [HOOK],
    deeds: [known, begins, { at: 7, does: 'completes', tokens: ['x'] }],
    supplies: { turns: 1, stalls: 1 },
  },
  {
    name: 'wake-ups',
    targets: [HOOK],
    deeds: [twoKnown, begins, { at: 6, does: 'fails', tokens: ['y'] }],
    supplies: { wakeUps: 1 },
  },
  {
    name: 'silenced',
    targets: [HOOK],
    deeds: [
      twoKnown,
      { at: 4, does: 'silence', subject: 'x', minutes: 2 },
      { at: 4, does: 'silence', subject: '*', minutes: 5 },
      { at: 5, does: 'fails', tokens: ['x', 'y'] },
      { at: 200, does: 'silence', subject: '*', minutes: 0 },
    ],
    supplies: { deaths: 1 },
  },
  {
    name: 'group',
    targets: [HOOK],
    outbreakMin: 2,
    deeds: [
      twoKnown,
      { at: 5, does: 'fails', tokens: ['x', 'y'] },
      { at: 30, does: 'completes', tokens: ['x'] },
      { at: 60, does: 'completes', tokens: ['y'] },
    ],
    supplies: { answers: 1 },
  },
  {
    name: 'moves-on',
    targets: [PAGER],
    outbreakMin: 2,
    deeds: [
      twoKnown,
      { at: 5, does: 'fails', tokens: ['x', 'y'] },
      { at: 150, does: 'invalid', tokens: ['x'] },
      { at: 300, does: 'completes', tokens: ['y'] },
      { at: 310, does: 'completes', tokens: ['x'] },
    ],
    supplies: { answers: 1 },
  },
  {
    name: 'target-leaves',
    targets: [HOOK],
    deeds: [
      known,
      { at: 0, does: 'sweep' },
      { at: 1, does: 'sweep' },
      begins,
      { at: 6, does: 'leaves', target: 'hook' },
      { at: 60, does: 'completes', tokens: ['x'] },
      { at: 61, does: 'sweep' },
    ],
    supplies: { deaths: 1 },
  },
  {
    name: 'target-returns',
    targets: [HOOK],
    deeds: [
      known,
      { at: 0, does: 'sweep' },
      { at: 4, does: 'leaves', target: 'hook' },
      begins,
      { at: 61, does: 'sweep' },
      { at: 120, does: 'comes', target: HOOK },
      { at: 121, does: 'sweep' },
    ],
    supplies: { deaths: 1 },
  },
  {
    name: 'rerouted',
    targets: [HOOK],
    deeds: [known, begins, { at: 60, does: 'wants', target: 'hook', severity: 'critical' }, { at: 61, does: 'sweep' }],
    supplies: { deaths: 1 },
  },
  {
    name: 'redriven',
    targets: [HOOK],
    deeds: [
      known,
      { at: 4, does: 'answers', answer: 'refused' },
      begins,
      { at: 30, does: 'answers' },
      { at: 31, does: 'redrive', target: 'hook' },
      { at: 31, does: 'acknowledge', token: 'x' },
      { at: 40, does: 'completes', tokens: ['x'] },
    ],
    supplies: { deaths: 1 },
  },
  {
    name: 'reminded',
    targets: [HOOK],
    deeds: [
      known,
      { at: 5, does: 'expired', tokens: ['x'] },
      { at: 86_400, does: 'sweep' },
      { at: 90_000, does: 'sweep' },
    ],
    supplies: { answers: 1 },
  },
];

/** The same with more that goes wrong, and others that go first: for long runs. */
export const PAIRS: readonly Scenario[] = SMALL.map((it) => {
  const { turns = 0, deaths = 0, answers = 0 } = it.supplies;
  const more = { turns: turns + 1, deaths: Math.max(deaths, 1), answers: answers + 1 };
  return { ...it, name: `${it.name}-more`, supplies: { ...it.supplies, ...more } };
});

/** Several tokens of two tenants, three targets, and anything that people and senders do. */
export function large(seed: number): Scenario {
  const random = mulberry(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const tokens = ['p', 'q', 'r', 's', 't', 'u'];
  const some = () => tokens.filter(() => random() < 0.4);
  const kinds: readonly (() => readonly Deed[])[] = [
    () => [{ at: 0, does: 'fails', tokens: some() }],
    () => [{ at: 0, does: 'fails', tokens: some() }],
    () => [{ at: 0, does: 'completes', tokens: some() }],
    () => [{ at: 0, does: 'completes', tokens }],
    () => [{ at: 0, does: 'invalid', tokens: some() }],
    () => [{ at: 0, does: 'duplicate', tokens: some() }],
    () => [{ at: 0, does: 'sweep' }],
    () => [{ at: 0, does: 'silence', subject: pick([...tokens, '*']), minutes: pick([0, 1, 5, 20]) }],
    () => [{ at: 0, does: 'acknowledge', token: pick(tokens) }],
    () => [{ at: 0, does: 'redrive', target: pick(['hook', 'pager']) }],
    () => [
      { at: 0, does: 'answers', answer: pick(['refused', 'failed', 'notTaken', 'noAnswer'] as const) },
      { at: pick([20, 90, 700]), does: 'answers' },
    ],
    () => [
      { at: 0, does: 'leaves', target: 'hook' },
      { at: pick([30, 300]), does: 'comes', target: HOOK },
    ],
  ];
  const deeds: Deed[] = [
    { at: 0, does: 'completes', tokens },
    { at: 0, does: 'completes', tokens, tenant: 'fabrikam' },
    { at: 1, does: 'sweep' },
  ];
  let at = 5;
  for (let i = 0; i < 14; i++) {
    at += pick([0, 0, 3, 10, 40, 130, 500]);
    const tenant = random() < 0.3 ? 'fabrikam' : 'contoso';
    for (const deed of pick(kinds)()) {
      if (!('tokens' in deed) || deed.tokens.length > 0) deeds.push({ ...deed, at: at + deed.at, tenant });
    }
  }
  const supplies = { turns: 12, deaths: 2, outages: 2, answers: 3, wakeUps: 2, stalls: 1 };
  return { name: `large-${seed}`, targets: [HOOK, PAGER], outbreakMin: pick([2, 3, 5]), deeds, supplies };
}

/** Any scenario by its name. */
export function scenarioOf(name: string): Scenario {
  const seed = /^large-(\d+)$/.exec(name)?.[1];
  const found = seed === undefined ? [...SMALL, ...PAIRS].find((it) => it.name === name) : large(Number(seed));
  if (!found) throw new Error(`there is no world ${name}`);
  return found;
}

/** A small generator whose numbers its seed alone decides. */
export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
