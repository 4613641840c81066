import { schedule } from './deeds.ts';
import type { Breach } from './laws.ts';
import { mulberry, type Scenario } from './scenarios.ts';
import type { Chooser, Option, Supplies } from './scheduler.ts';
import type { Product } from './surroundings.ts';
import { World } from './world.ts';

/** A schedule, as the choices that were made, and what was wrong with it. */
export interface Found {
  readonly scenario: Scenario;
  /** Places of deeds that are left out. */
  readonly without: readonly number[];
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

/** A world of a scenario at its beginning. */
function worldOf({ targets, outbreakMin, supplies, deeds }: Scenario, chooser: Chooser, product: Product): World {
  const world = new World(product, { targets, supplies, chooser, ...(outbreakMin && { outbreakMin }) });
  schedule(world, deeds);
  return world;
}

/** Runs one schedule to its end. */
async function follow(scenario: Scenario, path: Path, product: Product): Promise<readonly Breach[]> {
  const world = worldOf(scenario, path, product);
  try {
    await world.run();
    return await world.judge();
  } catch (error) {
    throw new Error(`${scenario.name}//${encode(path.taken)}`, { cause: error });
  }
}

/** A world that asks a chooser what happens next, and can be judged at its end. */
export interface Explorable<B> {
  readonly left: Supplies;
  run(): Promise<void>;
  state(): string;
  judge(): Promise<readonly B[]>;
}

interface Searched<B> extends Omit<Explored, 'found'> {
  readonly found?: {
    readonly choices: readonly number[];
    readonly labels: readonly string[];
    readonly breaches: readonly B[];
  };
}

/** Tries every schedule of a scenario, each state of the world once. */
export async function exhaust(scenario: Scenario, product: Product, atMost?: number): Promise<Explored> {
  const { found, ...rest } = await search(scenario.name, (chooser) => worldOf(scenario, chooser, product), atMost);
  return { ...rest, ...(found && { found: { scenario, without: [], ...found } }) };
}

/**
 * Tries every schedule of a world, each state of it once.
 *
 * @param begin makes the world at its beginning
 */
export async function search<B>(
  name: string,
  begin: (chooser: Chooser) => Explorable<B>,
  atMost = Number.POSITIVE_INFINITY,
): Promise<Searched<B>> {
  const seen = new Map<string, Supplies[]>();
  let given: readonly number[] | undefined = [];
  let schedules = 0;
  for (; given; schedules++) {
    if (schedules >= atMost) return { schedules, states: seen.size, isWhole: false };
    const look = (state: string, left: Supplies) => {
      const known = seen.get(state) ?? [];
      if (known.some((it) => covers(it, left))) throw new Pruned();
      seen.set(state, [...known, left]);
    };
    const path: Path = new Path(given, (_, state) => {
      look(state(), world.left);
      return 0;
    });
    const world = begin(path);
    try {
      await world.run();
      look(`${world.state()} at the end`, world.left);
      const breaches = await world.judge();
      if (breaches.length > 0) {
        const found = { choices: path.taken, labels: path.labels, breaches };
        return { schedules, states: seen.size, isWhole: false, found };
      }
    } catch (error) {
      if (!(error instanceof Pruned)) throw new Error(`${name}//${encode(path.taken)}`, { cause: error });
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

/** How often the usual happens where chance decides. */
const USUAL = 0.85;

/** Goes through a scenario by chance. */
export async function wander(scenario: Scenario, seed: number, product: Product): Promise<Found | undefined> {
  const random = mulberry(seed);
  const path = new Path([], ({ length }) => (random() < USUAL ? 0 : Math.floor(random() * length)));
  const breaches = await follow(scenario, path, product);
  return breaches.length > 0 ? { scenario, without: [], choices: path.taken, breaches } : undefined;
}

/** Runs given choices again, without some of the deeds; what the choices leave open goes well. */
export async function replay(
  { scenario, without, choices }: Omit<Found, 'breaches'>,
  product: Product,
): Promise<Found & { readonly labels: readonly string[] }> {
  const path = new Path(choices, () => 0);
  const deeds = scenario.deeds.filter((_, i) => !without.includes(i));
  const breaches = await follow({ ...scenario, deeds }, path, product);
  return { scenario, without, choices, breaches, labels: path.labels };
}

/** Leaves out of a breach what it does not need: deeds, and choices that were not the usual ones. */
export async function shrink(found: Found, product: Product): Promise<Found> {
  const law = found.breaches[0]?.law;
  let best = found;
  const attempt = async (less: Partial<Found>): Promise<boolean> => {
    const again = await replay({ ...best, ...less }, product).catch(() => undefined);
    if (!again?.breaches.some((it) => it.law === law)) return false;
    best = { ...best, ...less, breaches: again.breaches };
    return true;
  };
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (let i = best.choices.length - 1; i >= 0; i--) {
      if (best.choices[i] === 0) continue;
      const choices = best.choices.map((it, place) => (place === i ? 0 : it));
      isBetter = (await attempt({ choices })) || isBetter;
    }
    for (let i = best.scenario.deeds.length - 1; i >= 0; i--) {
      if (!best.without.includes(i)) isBetter = (await attempt({ without: [...best.without, i] })) || isBetter;
    }
  }
  return best;
}

/** What is wrong with a schedule, how it came to that, and how to see it again. */
export async function story(found: Found, product: Product): Promise<string> {
  const small = await shrink(found, product);
  const { labels } = await replay(small, product);
  const unusual = labels.filter((_, i) => (small.choices[i] ?? 0) !== 0);
  const deeds = small.scenario.deeds.filter((_, i) => !small.without.includes(i));
  return [
    ...small.breaches.map(({ law, target, at, text }) => `${law}: ${new Date(at).toISOString()} ${target} ${text}`),
    ...deeds.map((deed) => JSON.stringify(deed)),
    ...unusual,
    `node test/telling/run.ts --replay '${written(small)}'`,
  ].join('\n');
}

/** A schedule as text: the scenario, the deeds that are left out, and the choices that are not the first. */
export function written({ scenario, without, choices }: Omit<Found, 'breaches'>): string {
  return [scenario.name, without.join(','), encode(choices)].join('/');
}

function encode(choices: readonly number[]): string {
  return choices.flatMap((choice, i) => (choice === 0 ? [] : [`${i}=${choice}`])).join(',');
}

/** The schedule that a text stands for. */
export function read(text: string, scenarioOf: (name: string) => Scenario): Omit<Found, 'breaches'> {
  const [name = '', without = '', unusual = ''] = text.split('/');
  const pairs = unusual
    .split(',')
    .filter(Boolean)
    .map((it) => it.split('=').map(Number) as [number, number]);
  const choices = new Array<number>(Math.max(0, ...pairs.map(([place]) => place + 1))).fill(0);
  for (const [place, choice] of pairs) choices[place] = choice;
  return { scenario: scenarioOf(name), without: without.split(',').filter(Boolean).map(Number), choices };
}
