import { schedule } from './deeds.ts';
import type { Breach } from './laws.ts';
import { mulberry, type Scenario } from './scenarios.ts';
import type { Chooser, Option, Supplies } from './scheduler.ts';
import type { Product } from './surroundings.ts';
import { World } from './world.ts';

/** A schedule, as the choices that were made, and what was wrong with it. */
export interface Found {
  readonly scenario: Scenario;
  readonly choices: readonly number[];
  readonly breaches: readonly Breach[];
}

export interface Explored {
  readonly schedules: number;
  readonly states: number;
  /** Whether every schedule was tried. */
  readonly isWhole: boolean;
  readonly found?: Found;
}

/** What a chooser throws where it need not be known how this goes on. */
class Pruned extends Error {}

/** Makes given choices, then others, and remembers all of them. */
class Path implements Chooser {
  readonly taken: number[] = [];
  readonly widths: number[] = [];
  readonly labels: string[] = [];
  readonly #given: readonly number[];
  readonly #next: (options: readonly Option[], state: () => string) => number;

  constructor(given: readonly number[], next: (options: readonly Option[], state: () => string) => number) {
    this.#given = given;
    this.#next = next;
  }

  choose(options: readonly Option[], state: () => string): number {
    const given = this.#given[this.taken.length];
    const choice = given === undefined ? this.#next(options, state) : Math.min(given, options.length - 1);
    this.taken.push(choice);
    this.widths.push(options.length);
    this.labels.push(options[choice]?.label ?? '');
    return choice;
  }
}

/** Runs one schedule to its end. */
async function follow(scenario: Scenario, path: Chooser, product: Product): Promise<readonly Breach[]> {
  const { targets, outbreakMin, supplies, deeds } = scenario;
  const world = new World(product, { targets, supplies, chooser: path, ...(outbreakMin && { outbreakMin }) });
  schedule(world, deeds);
  await world.run();
  return world.judge();
}

/** Tries every schedule of a scenario, each state of the world once. */
export async function exhaust(
  scenario: Scenario,
  product: Product,
  atMost = Number.POSITIVE_INFINITY,
): Promise<Explored> {
  const seen = new Map<string, Supplies[]>();
  let given: readonly number[] | undefined = [];
  let schedules = 0;
  let world: World | undefined;
  const first = (_: readonly Option[], state: () => string): number => {
    const left = world?.left ?? {};
    const known = seen.get(state()) ?? [];
    if (known.some((it) => covers(it, left))) throw new Pruned();
    seen.set(state(), [...known, left]);
    return 0;
  };
  while (given) {
    if (schedules >= atMost) return { schedules, states: seen.size, isWhole: false };
    const path: Path = new Path(given, first);
    const { targets, outbreakMin, supplies, deeds } = scenario;
    world = new World(product, { targets, supplies, chooser: path, ...(outbreakMin && { outbreakMin }) });
    schedule(world, deeds);
    schedules++;
    const breaches = await world
      .run()
      .then(() => {
        first([], () => `${world?.state()} at the end`);
        return world?.judge() ?? [];
      })
      .catch((error: unknown) => {
        if (error instanceof Pruned) return [];
        throw new Error(`${scenario.name} ${encode(path.taken)}`, { cause: error });
      });
    if (breaches.length > 0) {
      const found = { scenario, choices: path.taken, breaches };
      return { schedules, states: seen.size, isWhole: false, found };
    }
    given = following(path);
  }
  return { schedules, states: seen.size, isWhole: true };
}

/** The next choices in the order of a depth-first search; undefined behind the last. */
function following({ taken, widths }: Path): readonly number[] | undefined {
  const last = taken.findLastIndex((choice, i) => choice + 1 < (widths[i] ?? 0));
  return last < 0 ? undefined : [...taken.slice(0, last), (taken[last] ?? 0) + 1];
}

function covers(known: Supplies, left: Supplies): boolean {
  return Object.entries(left).every(([supply, count]) => (known[supply as keyof Supplies] ?? 0) >= count);
}

/** Goes through a scenario by chance. */
export async function wander(scenario: Scenario, seed: number, product: Product): Promise<Found | undefined> {
  const random = mulberry(seed);
  const byChance = (options: readonly Option[]) => (random() < 0.85 ? 0 : Math.floor(random() * options.length));
  const path = new Path([], byChance);
  const breaches = await follow(scenario, path, product);
  return breaches.length > 0 ? { scenario, choices: path.taken, breaches } : undefined;
}

/** Runs given choices again; what they leave open goes well. */
export async function replay(
  scenario: Scenario,
  choices: readonly number[],
  product: Product,
): Promise<Found & { labels: readonly string[] }> {
  const path = new Path(choices, () => 0);
  const breaches = await follow(scenario, path, product);
  return { scenario, choices, breaches, labels: path.labels };
}

/** Leaves out of a breach what it does not need: deeds, and choices that were not the usual ones. */
export async function shrink(found: Found, product: Product): Promise<Found> {
  const law = found.breaches[0]?.law;
  let best = found;
  const attempt = async (scenario: Scenario, choices: readonly number[]): Promise<boolean> => {
    const again = await replay(scenario, choices, product).catch(() => undefined);
    if (!again?.breaches.some((it) => it.law === law)) return false;
    best = { scenario, choices, breaches: again.breaches };
    return true;
  };
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (let i = best.choices.length - 1; i >= 0; i--) {
      if (best.choices[i] === 0) continue;
      const choices = best.choices.map((it, place) => (place === i ? 0 : it));
      isBetter = (await attempt(best.scenario, choices)) || isBetter;
    }
    for (let i = best.scenario.deeds.length - 1; i >= 0; i--) {
      const deeds = best.scenario.deeds.filter((_, place) => place !== i);
      isBetter = (await attempt({ ...best.scenario, deeds }, best.choices)) || isBetter;
    }
  }
  return best;
}

/** Choices as text: those that are not the first, each with its place. */
export function encode(choices: readonly number[]): string {
  return choices.flatMap((choice, i) => (choice === 0 ? [] : [`${i}=${choice}`])).join(',');
}

export function decode(text: string): readonly number[] {
  const pairs = text
    .split(',')
    .filter(Boolean)
    .map((it) => it.split('=').map(Number) as [number, number]);
  const choices = new Array<number>(Math.max(0, ...pairs.map(([place]) => place + 1))).fill(0);
  for (const [place, choice] of pairs) choices[place] = choice;
  return choices;
}
