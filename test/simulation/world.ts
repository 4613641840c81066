import type { TableEntity } from '@azure/data-tables';
import { bury, deliver } from '../../functions/deliver.ts';
import { type Log, StorageUnavailable } from '../../src/app/model/ports.ts';
import type {
  Notification,
  NotificationState,
  OutbreakChange,
  TenantChange,
  TokenChange,
} from '../../src/app/model/state.ts';
import { DEFAULT_POLICY, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { MemoryRows } from '../support/memory-rows.ts';
import { Agenda } from './agenda.ts';
import { Court } from './breach.ts';
import type { Call, Witness } from './call.ts';
import { Chaos, Crash, FaultyRows, USUAL } from './chaos.ts';
import { Ears, isOfIncident } from './heard.ts';
import { OutbreakModel } from './outbreak-model.ts';
import { OUTBREAK_MIN, type Product, startProduct } from './product.ts';
import { MemoryQueue } from './queue.ts';
import { Random, ulids } from './random.ts';
import { Reference } from './reference.ts';
import { fakeTargets, STEADY } from './targets.ts';

export interface Plan {
  readonly seed: number;
  readonly tokens: number;
  readonly days: number;
  /** From one sweep to the next, in milliseconds. */
  readonly period: number;
}

/** A Tuesday; the simulated time begins here whatever the day is. */
export const START = Date.parse('2026-01-06T00:00:00Z');

/** Everything: the product in two instances, what surrounds it, and who watches that the laws are kept. */
export class World implements Witness {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly agenda = new Agenda();
  readonly rows = new MemoryRows();
  readonly chaos: Chaos;
  readonly court: Court;
  readonly reference: Reference;
  readonly ears: Ears;
  readonly outbreaks: OutbreakModel;
  readonly instances: readonly [Product, Product];
  readonly counts = { reports: 0, failedReports: 0, sweeps: 0, incomplete: 0, crashes: 0, unavailable: 0 };
  readonly incidents = new Map<string, number>();
  /** The program is away until then. */
  awayUntil = 0;
  policyHash = 'first';
  now = START;
  readonly #lost: [number, number][] = [];
  readonly #random: Random;

  constructor(plan: Plan) {
    const clock = () => this.now;
    const pass = (ms: number) => {
      this.now += ms;
    };
    this.plan = plan;
    // A grace of half an hour is what some ask for, and others want to know at once.
    this.policy = { ...DEFAULT_POLICY, failedGrace: plan.seed % 3 === 0 ? 30 * MINUTE : 0 };
    this.#random = Random.of(plan.seed, 'world');
    this.chaos = new Chaos(Random.of(plan.seed, 'chaos'), USUAL);
    this.court = new Court(clock);
    this.reference = new Reference(this.court, clock, this.policy, plan.period);
    this.ears = new Ears(this.court, this.reference, clock, this.policy, (from, to) => this.#lostBetween(from, to));
    this.outbreaks = new OutbreakModel(this.court, this.reference, OUTBREAK_MIN);
    const rows = new FaultyRows(this.rows, this.chaos, {
      heartbeat: (row) => this.reference.heartbeat(Date.parse(String(row.startedAt))),
      notification: (row) => this.#notificationWritten(row),
    });
    const queue = new MemoryQueue(this.agenda, this.chaos, clock);
    const targets = fakeTargets(Random.of(plan.seed, 'targets'), {
      clock,
      pass,
      chaos: this.chaos,
      sent: (target, notice, result) => {
        if (result.kind !== 'delivered') return;
        this.ears.heard(target, notice);
        if (target === STEADY && notice.type === 'vpp.incident.opened') this.outbreaks.toldAlone(notice, this.now);
        if (target === STEADY && isOfIncident(notice)) this.onTold?.(notice);
      },
    });
    const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
    const start = (name: string) =>
      startProduct({
        rows,
        queue,
        chaos: this.chaos,
        random: Random.of(plan.seed, name),
        clock,
        pass,
        newId: ulids(Random.of(plan.seed, `${name} ids`), clock),
        policy: this.policy,
        policyHash: () => this.policyHash,
        period: plan.period,
        targets,
        witness: this,
        log,
      });
    this.instances = [start('one'), start('two')];
    queue.handlers = {
      deliver: (pointer) => this.#as('deliver', (product, call) => deliver(pointer, product.deliver(call))),
      bury: (pointer) => this.#as('deliver', (product, call) => bury(pointer, product.deliver(call))),
      awayUntil: () => (this.now < this.awayUntil ? this.awayUntil : undefined),
    };
  }

  /** Somebody hears a notice; people then may do something. */
  onTold: ((notice: Parameters<typeof isOfIncident>[0] & { readonly incidentId: string }) => void) | undefined;

  /** The program, or what it stands on, is going to be away. */
  isLost(from: number, to: number): void {
    this.#lost.push([from, to]);
  }

  #lostBetween(from: number, to: number): number {
    let [lost, until] = [0, from];
    for (const [begin, end] of this.#lost.toSorted(([a], [b]) => a - b)) {
      const part = Math.min(end, to) - Math.max(begin, until);
      if (part > 0) lost += part;
      until = Math.max(until, end);
    }
    return lost;
  }

  get isAway(): boolean {
    return this.now < this.awayUntil;
  }

  anInstance(): Product {
    return this.#random.pick(this.instances);
  }

  /**
   * Lets the product do something that may fail as the world does.
   *
   * @returns undefined where it failed so; a fault of the product is thrown on
   */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Crash) this.counts.crashes += 1;
      else if (error instanceof StorageUnavailable) this.counts.unavailable += 1;
      else throw error;
      return undefined;
    }
  }

  tokenCommitted(call: Call, change: TokenChange): void {
    this.reference.tokenCommitted(call, change);
    this.#noted(change.notifications);
  }

  tenantCommitted(call: Call, tenantId: string, change: TenantChange): void {
    this.reference.tenantCommitted(call, tenantId, change);
    this.#noted(change.notifications);
  }

  outbreakCommitted({ notifications, state }: OutbreakChange): void {
    const notice = notifications[0]?.notice;
    if (notice?.type.startsWith('vpp.outbreak.') && 'openCount' in notice) {
      this.outbreaks.told(notice, state.since);
    }
    this.ears.begun(notifications);
  }

  #noted(notifications: readonly Notification[]): void {
    this.ears.begun(notifications);
    const notice = notifications.find((it) => isOfIncident(it.notice))?.notice;
    if (!notice || !isOfIncident(notice)) return;
    this.outbreaks.begun(notice);
    if (notice.type !== 'vpp.incident.opened') return;
    this.incidents.set(notice.cause, (this.incidents.get(notice.cause) ?? 0) + 1);
  }

  #notificationWritten(row: TableEntity): void {
    const { incidentId, seq, target, state, notice } = row as unknown as Notification & { notice: string };
    this.ears.written(`${incidentId}-${seq}`, target, state as NotificationState);
    if (state !== 'grouped' || target !== STEADY) return;
    const parsed = JSON.parse(notice as unknown as string);
    this.outbreaks.groupedInto(parsed, this.now);
  }

  async #as(kind: 'deliver', work: (product: Product, call: Call) => Promise<void>): Promise<void> {
    await work(this.anInstance(), { kind, startedAt: this.now });
  }
}
