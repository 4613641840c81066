import type { UseCases } from '../../src/compose.ts';
import { MINUTE, SECOND } from '../../src/domain/policy.ts';
import { MemoryRows } from '../support/memory-rows.ts';
import { FakeTarget, type TargetSpec } from './fake-target.ts';
import { ids } from './ids.ts';
import { type Breach, breachesOf } from './laws.ts';
import { PassingRows } from './passing-rows.ts';
import { Recorder } from './recorder.ts';
import {
  Actor,
  type Chooser,
  digest,
  type Option,
  type Supplies,
  type Supply,
  settle,
  withoutChance,
} from './scheduler.ts';
import { type Product, surroundingsOf } from './surroundings.ts';
import { Times } from './times.ts';
import { type Listed, newTrace, type Rest, type Sent, type SentOutcome, type Trace } from './trace.ts';
import { nextDue } from './waiting.ts';
import { type Put, WakeUps } from './wake-ups.ts';

/** Time begins here whatever the day is. */
export const START = Date.parse('2026-01-06T12:00:00Z');

export interface WorldOptions {
  readonly targets: readonly TargetSpec[];
  readonly outbreakMin?: number;
  /** What may go wrong at most, and how often another may go first. */
  readonly supplies?: Supplies;
  readonly chooser?: Chooser;
  /** How a target answers where nobody chooses otherwise. */
  readonly answers?: (send: Sent) => SentOutcome;
}

/** Nothing goes wrong, and everybody finishes what he began. */
const PLAIN: Chooser = { choose: () => 0 };

/** Nothing in these worlds takes so many steps, unless it goes round in circles. */
const MAX_STEPS = 8_000;

/** How long a wake-up whose run died stays hidden. */
const HIDDEN_MS = 30 * SECOND;

/** The product over storage, a queue and channels that a test can look through, with a clock that is a value. */
export class World {
  readonly trace: Trace;
  readonly rows = new MemoryRows();
  readonly targets = new Map<string, FakeTarget>();
  /** The least severity that routes let each target hear of, in the settings or not. */
  readonly routes = new Map<string, 'info' | 'critical'>();
  /** Names the settings; other ones make the next sweep look at everything. */
  policyHash = 'first';
  now = START;
  answers: (send: Sent) => SentOutcome;
  readonly #product: Product;
  readonly #recorder: Recorder;
  readonly #wakeUps = new WakeUps();
  readonly #outbreakMin: number;
  readonly #left: Map<Supply, number>;
  readonly #times = new Times();
  readonly #faults: unknown[] = [];
  /** The wake-ups that runs came from. */
  readonly #puts = new Map<Actor, { readonly target: string | undefined; readonly put: Put | undefined }>();
  #actors: Actor[] = [];
  #current: Actor | undefined;
  #chooser: Chooser;
  #count = 0;
  #steps = 0;
  #syncs = 0;
  /** Whether anything went wrong so far. */
  isTroubled = false;

  constructor(product: Product, { targets, outbreakMin = 5, supplies = {}, chooser, answers }: WorldOptions) {
    this.#product = product;
    this.#outbreakMin = outbreakMin;
    this.#left = new Map(Object.entries(supplies) as [Supply, number][]);
    this.#chooser = chooser ?? PLAIN;
    this.answers = answers ?? (() => 'delivered');
    this.trace = newTrace(outbreakMin);
    this.#recorder = new Recorder(this.trace, () => this.now, product);
    for (const spec of targets) this.configure(spec);
  }

  /** Puts a target into the settings, or in place of the one of that name. */
  configure(spec: TargetSpec): void {
    this.targets.set(spec.id, new FakeTarget(spec));
    if (!this.routes.has(spec.id)) this.routes.set(spec.id, 'info');
    const { id: target, hasKeys = false } = spec;
    this.trace.events.push({ kind: 'target', at: this.now, target, isConfigured: true, hasKeys });
  }

  remove(id: string): void {
    const hasKeys = this.targets.get(id)?.spec.hasKeys ?? false;
    this.targets.delete(id);
    this.trace.events.push({ kind: 'target', at: this.now, target: id, isConfigured: false, hasKeys });
  }

  /** Counts what was reported. */
  nextSync(): number {
    return ++this.#syncs;
  }

  /** Something begins by itself, so many milliseconds after the start. */
  at(ms: number, begin: () => void): void {
    this.#times.plan(START + ms, begin);
  }

  /** An instance of its own does something. */
  begin(name: string, work: (app: UseCases) => Promise<unknown>, target?: string, put?: Put): void {
    const number = ++this.#count;
    const actor = new Actor(`${name}${number}`, this.trace.events.length);
    this.#actors.push(actor);
    const pass = this.#recorder.passing(actor);
    const app = this.#product.compose(
      surroundingsOf({
        rows: new PassingRows(this.rows, pass, (rows) => this.#recorder.written(rows, actor)),
        queue: { put: (wakeUp, delay) => actor.park(this.#wakeUps.putting(wakeUp, delay, this.now)) },
        targets: new Map([...this.targets].map(([id, it]) => [id, it.for(actor, this, this.#recorder)])),
        clock: () => this.now,
        sleep: (ms) => this.sleep(actor, ms),
        newId: ids(number, () => this.now),
        outbreakMin: this.#outbreakMin,
        policyHash: this.policyHash,
        routes: this.routes,
      }),
    );
    actor.running++;
    const end = (isDone: boolean) => {
      actor.running--;
      this.#recorder.ended(actor, target, isDone);
      if (put) this.#wakeUps.ended(put, isDone, this.now + HIDDEN_MS);
    };
    work(app).then(
      () => end(true),
      (error: unknown) => {
        if (!(error instanceof this.#product.StorageUnavailable)) this.#faults.push(error);
        end(false);
      },
    );
    this.#puts.set(actor, { target, put });
  }

  sleep(actor: Actor, ms: number): Promise<void> {
    return this.#times.sleep(actor, this.now + ms);
  }

  /** Runs until nothing is left that would happen by itself, or until an instant. */
  async run(until = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      await settle(this.#actors);
      this.#actors = this.#actors.filter((it) => it.isBusy);
      if (this.#faults.length > 0) throw this.#faults[0];
      if (++this.#steps > MAX_STEPS) return;
      const options = this.#options();
      if (options.length === 0) {
        if (!this.#passTime(until)) return;
        continue;
      }
      const choice = options.length === 1 ? 0 : this.#chooser.choose(options, () => this.state());
      const option = options[choice] ?? options[0];
      if (!option) return;
      if (option.uses) {
        this.#left.set(option.uses, (this.#left.get(option.uses) ?? 0) - 1);
        this.isTroubled ||= option.uses !== 'turns';
      }
      await option.apply();
    }
  }

  /** Lets everything heal and come to rest, and says how things stand then. */
  async rest(): Promise<Rest> {
    this.#chooser = PLAIN;
    this.#left.clear();
    this.answers = () => 'delivered';
    for (let round = 0; round < 40; round++) {
      this.now = Math.max(this.now + 61 * SECOND, nextDue(this.rows, this.targets, this.now));
      this.begin('sweep', (app) => app.sweep());
      await this.run(this.now + 3 * MINUTE);
      if (nextDue(this.rows, this.targets, this.now) === 0) break;
    }
    let listed: readonly Listed[] = [];
    this.begin('list', async (app) => {
      const { items } = await app.notifications({}, { limit: 1_000 });
      listed = items.map(({ target, tenantId, subject, standing, heard }): Listed => {
        return { target, tenantId, subject, standing, heard: heard?.fact ?? null };
      });
    });
    await this.run(this.now);
    return { at: this.now, listed };
  }

  /** Everything that was not as it should be, when all is at rest. */
  async judge(): Promise<readonly Breach[]> {
    const isCalm = !this.isTroubled;
    const rest = await this.rest();
    if (this.#steps > MAX_STEPS) return [{ law: 'complete', at: this.now, target: '', text: 'it never comes to rest' }];
    return breachesOf(this.trace, rest, isCalm ? { until: rest.at } : undefined);
  }

  /** The state of the world as text: who is where, what is written, and what was said. */
  state(): string {
    const rows = [...this.rows.everything()].map((row) => withoutChance(JSON.stringify(row))).sort();
    const actors = this.#actors.map((it) => [it.name, it.memory, it.parked.map(({ label }) => label)]);
    const rest = [this.now, this.#current?.name, actors, this.#wakeUps.state(), this.#times.left];
    return digest(JSON.stringify([rows, rest, this.trace.events]));
  }

  get left(): Supplies {
    return Object.fromEntries(this.#left);
  }

  #has(supply: Supply): boolean {
    return (this.#left.get(supply) ?? 0) > 0;
  }

  #options(): readonly Option[] {
    const ready = this.#actors.filter((it) => !it.isDead && it.parked.length > 0);
    const current = ready.find((it) => it === this.#current) ?? ready[0];
    const others = this.#has('turns') || !current ? ready.filter((it) => it !== current) : [];
    const waiting = this.#wakeUps.visible(this.now).filter(() => !current || this.#has('turns'));
    return [
      ...(current ? [this.#goOn(current)] : []),
      ...(current ? this.#troubles(current) : []),
      ...others.map((it): Option => ({ ...this.#goOn(it), uses: 'turns' })),
      ...waiting.map((put, i): Option => {
        const uses = current || i > 0 ? { uses: 'turns' as const } : {};
        return { label: `wake ${put.wakeUp.target}`, ...uses, apply: () => this.#wake(put) };
      }),
    ];
  }

  #goOn(actor: Actor): Option {
    const [call] = actor.parked;
    if (!call) throw new Error(`${actor.name} has nothing to do`);
    return {
      label: `${actor.name}: ${call.label}`,
      apply: async () => {
        this.#current = actor;
        actor.answer(call, { value: await call.perform() });
      },
    };
  }

  #troubles(actor: Actor): readonly Option[] {
    const [call] = actor.parked;
    if (!call) return [];
    const { label, isWrite } = call;
    const option = (uses: Supply, what: string, apply: () => unknown): Option => {
      return { label: `${actor.name}: ${label}: ${what}`, uses, apply };
    };
    const lost = () => actor.answer(call, { error: new this.#product.StorageUnavailable('out of reach') });
    const performed = async (then: () => void) => {
      await call.perform();
      then();
    };
    const isStorage = call.otherwise === undefined;
    const all = [
      option('deaths', 'dies before', () => this.#die(actor)),
      ...(isWrite ? [option('deaths', 'dies after', () => performed(() => this.#die(actor)))] : []),
      ...(isStorage ? [option('outages', 'not done', () => this.#recorder.troubled(actor, lost))] : []),
      ...(isStorage && isWrite
        ? [option('outages', 'done, not answered', () => performed(() => this.#recorder.troubled(actor, lost)))]
        : []),
      ...(call.otherwise?.((perform) => actor.answer(call, { value: perform() })) ?? []).map((it) => ({
        ...it,
        label: `${actor.name}: ${label}: ${it.label}`,
      })),
      ...(this.#isSending() ? [] : [option('stalls', 'everything stops for 50 s', () => this.#stall())]),
    ];
    return all.filter(({ uses }) => uses === undefined || this.#has(uses));
  }

  /** A send lasts 10 s at most, so that while one is under way nothing stops for longer. */
  #isSending(): boolean {
    return this.#actors.some((it) => it.parked.some(({ label }) => label.startsWith('send')));
  }

  #stall(): void {
    this.now += 50 * SECOND;
    this.#times.ring(this.now);
  }

  #die(actor: Actor): void {
    const { target, put } = this.#puts.get(actor) ?? {};
    actor.die();
    this.#recorder.ended(actor, target, false);
    if (put) this.#wakeUps.ended(put, false, this.now + HIDDEN_MS);
  }

  #wake(put: Put): void {
    const { target } = put.wakeUp;
    const count = this.#wakeUps.take(put);
    this.begin(`run-${target}-`, (app) => app.deliver(put.wakeUp, count), target, put);
    this.#current = this.#actors.at(-1);
  }

  #passTime(until: number): boolean {
    const next = Math.min(this.#times.next(), this.#wakeUps.next());
    if (next > until || next === Number.POSITIVE_INFINITY) return false;
    this.now = Math.max(this.now, next);
    this.#times.ring(this.now);
    return true;
  }
}
