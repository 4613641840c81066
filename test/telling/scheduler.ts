import { hash } from 'node:crypto';

/** What may happen next in a world, and what of its bounded supply it uses up. */
export interface Option {
  readonly label: string;
  readonly uses?: Supply;
  apply(): unknown;
}

/** What a world holds only so much of: what goes wrong in it, and how often another goes first. */
export type Supply = 'turns' | 'deaths' | 'outages' | 'answers' | 'wakeUps' | 'stalls';
export type Supplies = Readonly<Partial<Record<Supply, number>>>;

/** Decides what happens next. The first option is always what happens when nothing goes wrong. */
export interface Chooser {
  /** @param state names the state of the world, where that is asked for */
  choose(options: readonly Option[], state: () => string): number;
}

/** A call of the product on its surroundings that waits until it is its turn. */
export interface Call {
  readonly label: string;
  /** Whether it changes anything, so that it matters whether it was done. */
  readonly isWrite: boolean;
  perform(): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** How else it may end, where it is a send or a wake-up. @param answer does something in its place */
  readonly otherwise?: (answer: (perform: () => unknown) => void) => readonly Option[];
}

/** Somebody who works on his own: an instance of the product with all that runs in it. He can die. */
export class Actor {
  readonly name: string;
  /** The place in the events at which he began. */
  readonly since: number;
  parked: Call[] = [];
  running = 0;
  /** How often he waits for time to pass. */
  sleeping = 0;
  isDead = false;
  /** What he has been told so far, as text that stands for his state. */
  memory = '';

  constructor(name: string, since: number) {
    this.name = name;
    this.since = since;
  }

  get isBusy(): boolean {
    return !this.isDead && this.running > 0;
  }

  /** He parks until it is his turn. A dead one's calls are never answered. */
  park<T>(call: Omit<Call, 'resolve' | 'reject'>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.isDead) this.parked.push({ ...call, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Takes a call out, and remembers what came of it. */
  answer(call: Call, ending: { readonly value: unknown } | { readonly error: Error }): void {
    this.parked = this.parked.filter((it) => it !== call);
    const isFailure = 'error' in ending;
    this.memory = digest(
      `${this.memory}${call.label}${JSON.stringify(isFailure ? ending.error.message : ending.value)}`,
    );
    if (isFailure) call.reject(ending.error);
    else call.resolve(ending.value);
  }

  die(): void {
    this.isDead = true;
    this.parked = [];
  }
}

const MAX_TURNS = 2_000_000;

/** Lets everything run until all wait for something. */
export async function settle(actors: readonly Actor[]): Promise<void> {
  await turn();
  // What is loaded when it is first needed takes its time.
  const isOnHisWay = (it: Actor) => it.isBusy && it.parked.length === 0 && it.sleeping === 0;
  for (let i = 0; i < MAX_TURNS && actors.some(isOnHisWay); i++) await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const BY_CHANCE = /[0-9A-HJKMNP-TV-Z]{10}(?!\d{16})[0-9A-HJKMNP-TV-Z]{16}/g;

/** The text without ids that chance made, and not a world: they make no two states different. */
export function withoutChance(text: string): string {
  return text.replace(BY_CHANCE, '');
}

export function digest(text: string): string {
  return hash('sha1', withoutChance(text), 'base64');
}
