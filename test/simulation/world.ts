import type { Notice } from '../../src/app/model/notice.ts';
import { type Log, StorageUnavailable } from '../../src/app/model/ports.ts';
import { compose } from '../../src/compose.ts';
import { DAY, DEFAULT_POLICY, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { MemoryRows } from '../support/memory-rows.ts';
import { newTrace, type Trace } from '../telling/trace.ts';
import { Agenda } from './agenda.ts';
import { Court } from './breach.ts';
import { type Call, currentCall, newCall } from './call.ts';
import { Chaos, USUAL } from './chaos.ts';
import { CoreJudge } from './core-judge.ts';
import { FaultyRows } from './faulty-rows.ts';
import { Instance } from './instance.ts';
import { MemoryQueue } from './queue.ts';
import { Random, ulids } from './random.ts';
import { Recorder } from './recorder.ts';
import { firstSettings, routingOf, type Settings, servicesOf } from './settings.ts';
import { type Service, targetFor } from './targets.ts';

export interface Plan {
  readonly seed: number;
  readonly tokens: number;
  readonly days: number;
  /** From one sweep to the next, in milliseconds. */
  readonly period: number;
}

/** A Tuesday; the simulated time begins here whatever the day is. */
export const START = Date.parse('2026-01-06T00:00:00Z');

/** How long the world goes on without faults of its own, so that what is under way comes to its end. */
const CALM = 3 * DAY;

/** What the program does by itself. */
const OWN_CALLS: ReadonlySet<string> = new Set(['sweep', 'deliver']);

const OUTBREAK_MIN = 5;
const EXPIRY_STEPS = [30, 14, 7, 3, 1];

/** Everything: the product in two instances, what surrounds it, and who watches that the laws are kept. */
export class World {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly calmAt: number;
  readonly #endsAt: number;
  readonly agenda = new Agenda();
  readonly rows = new MemoryRows();
  readonly trace: Trace = newTrace(OUTBREAK_MIN);
  readonly chaos: Chaos;
  readonly court: Court;
  readonly core: CoreJudge;
  readonly recorder: Recorder;
  readonly queue: MemoryQueue;
  readonly services: readonly Service[];
  readonly counts = { reports: 0, failedReports: 0, sweeps: 0, incomplete: 0, deaths: 0, unavailable: 0, runs: 0 };
  /** What is written to the log as a fault of the program. */
  readonly faults: string[] = [];
  settings: Settings;
  instances: Instance[];
  /** The program is away until then. */
  awayUntil = 0;
  now = START;
  /** People learn of something. */
  onLanded: (target: string, notice: Notice) => void = () => {};
  readonly #random: Random;
  readonly #lost: [number, number][] = [];
  #births = 0;

  constructor(plan: Plan, tenantIds: readonly string[]) {
    this.plan = plan;
    this.#endsAt = START + plan.days * DAY;
    this.calmAt = this.#endsAt - CALM;
    // A grace of half an hour is what some ask for, and others want to know at once.
    this.policy = { ...DEFAULT_POLICY, failedGrace: plan.seed % 3 === 0 ? 30 * MINUTE : 0 };
    this.#random = Random.of(plan.seed, 'world');
    this.chaos = new Chaos(Random.of(plan.seed, 'chaos'), USUAL);
    this.court = new Court(this.clock);
    this.core = new CoreJudge(this.court, this.clock, this.policy, plan.period);
    this.recorder = new Recorder(this.trace, this.clock, this.core);
    this.queue = new MemoryQueue(this.agenda, this.chaos, this.clock);
    this.services = servicesOf(plan.seed, START, this.calmAt);
    this.settings = firstSettings(plan.seed, this.services, tenantIds);
    for (const { id, hasKeys } of this.services) {
      this.trace.events.push({ kind: 'target', at: START, target: id, isConfigured: true, hasKeys });
    }
    this.instances = [this.#start(), this.#start()];
    this.queue.handler = {
      awayUntil: () => (this.isAway ? this.awayUntil : undefined),
      deliver: (wakeUp, dequeueCount) => this.#deliver(wakeUp, dequeueCount),
    };
  }

  readonly clock = (): number => this.now;

  /** The program, or what it stands on, is going to be away. */
  isLost(from: number, to: number): void {
    this.#lost.push([from, to]);
  }

  /** How long of a time the program or storage was away. */
  readonly lostBetween = (from: number, to: number): number => {
    let [lost, until] = [0, from];
    for (const [begin, end] of this.#lost.toSorted(([a], [b]) => a - b)) {
      const part = Math.min(end, to) - Math.max(begin, until);
      if (part > 0) lost += part;
      until = Math.max(until, end);
    }
    return lost;
  };

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => this.agenda.plan(this.now + Math.ceil(ms), resolve));

  get isAway(): boolean {
    return this.now < this.awayUntil;
  }

  /** Other settings: both instances are replaced by new ones, whatever they are doing. */
  deploy(settings: Settings): void {
    const before = this.settings;
    this.settings = settings;
    for (const { id, hasKeys } of this.services) {
      const isConfigured = settings.targets.has(id);
      if (isConfigured === before.targets.has(id)) continue;
      this.trace.events.push({ kind: 'target', at: this.now, target: id, isConfigured, hasKeys });
    }
    this.killAll();
  }

  killAll(): void {
    for (const instance of this.instances) instance.die();
    this.instances = [this.#start(), this.#start()];
  }

  anInstance(): Instance {
    this.instances = this.instances.map((it) => (it.isDead ? this.#start() : it));
    return this.#random.pick(this.instances);
  }

  /**
   * Lets an instance do something that may fail as the world does; a fault of the product is a breach.
   *
   * @returns undefined where it failed, or died
   */
  async attempt<T>(call: Call, instance: Instance, work: (instance: Instance) => Promise<T>): Promise<T | undefined> {
    // Nobody does anything after the last day.
    if (this.now >= this.#endsAt && !OWN_CALLS.has(call.kind)) return undefined;
    const died = instance.died.then(() => 'died' as const);
    const done = currentCall
      .run(call, () => work(instance))
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    const end = await Promise.race([died, done]);
    if (end === 'died') {
      this.counts.deaths += 1;
      return undefined;
    }
    if ('value' in end) return end.value;
    call.struck.add('');
    if (end.error instanceof StorageUnavailable) this.counts.unavailable += 1;
    else
      this.court.accuse(
        'nothing is thrown that is no outage',
        call.kind,
        String((end.error as Error)?.stack ?? end.error),
      );
    return undefined;
  }

  async #deliver(wakeUp: { readonly target: string }, dequeueCount: number): Promise<'done' | 'failed' | 'died'> {
    const since = this.trace.events.length;
    const { target } = wakeUp;
    const call = newCall({ kind: 'deliver', target, since }, this.now);
    const instance = this.anInstance();
    this.counts.runs += 1;
    const done = await this.attempt(call, instance, async ({ app }) => {
      await app.deliver(wakeUp, dequeueCount);
      return true;
    });
    const isDead = instance.isDead && !done;
    if (call.struck.size > 0 || isDead) this.trace.events.push({ kind: 'broken', at: this.now, target, since });
    return done ? 'done' : isDead ? 'died' : 'failed';
  }

  #start(): Instance {
    const instance = new Instance();
    const { plan, chaos, clock, agenda, trace, policy, settings, sleep } = this;
    const name = `instance ${this.#births++}`;
    const own = Random.of(plan.seed, name);
    const targets = this.services.flatMap((service): [string, ReturnType<typeof targetFor>][] => {
      const hash = settings.targets.get(service.id);
      const landed = (id: string, notice: Notice) => this.onLanded(id, notice);
      const world = { agenda, clock, chaos, trace, sleep, landed };
      return hash === undefined ? [] : [[service.id, targetFor(service, hash, instance, world)]];
    });
    instance.app = compose({
      rows: new FaultyRows(this.rows, { chaos, instance, sleep, watch: this.recorder }),
      queue: { put: (...all) => (instance.isDead ? new Promise(() => {}) : this.queue.put(...all)) },
      newId: ulids(Random.of(plan.seed, `${name} ids`), clock),
      log: this.#log(),
      targets: new Map(targets),
      routing: routingOf(settings),
      policy,
      policyHash: settings.hash,
      unchangedWindow: 5 * MINUTE,
      expirySteps: EXPIRY_STEPS,
      outbreakMin: OUTBREAK_MIN,
      period: plan.period,
      keepHistory: 90 * DAY,
      keepIncidents: 400 * DAY,
      clock,
      sleep,
      random: own.next,
    });
    return instance;
  }

  #log(): Log {
    return {
      info: () => {},
      warn: (message) => {
        const call = currentCall.getStore();
        // What took over from it may have been marked and not sent.
        if (call?.kind === 'deliver' && /taken over|waits for storage/.test(message)) call.struck.add(call.target);
      },
      error: (message) => this.faults.push(message),
    };
  }
}
