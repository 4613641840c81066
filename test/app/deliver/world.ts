import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { MARKER_MS } from '../../../src/app/decide/marker.ts';
import { type HandOverDeps, handOver } from '../../../src/app/deliver/hand-over.ts';
import type { Message } from '../../../src/app/deliver/message.ts';
import type { MailboxDeps, MailboxTarget, WakeUp, WantsReader } from '../../../src/app/deliver/ports.ts';
import { runMailbox } from '../../../src/app/deliver/run.ts';
import { sweepMailboxes } from '../../../src/app/deliver/sweep-mailboxes.ts';
import { wakeUpsOf } from '../../../src/app/deliver/wake-ups.ts';
import { idOf, type Mute, type SubjectKey, type SubjectWant } from '../../../src/app/deliver/want.ts';
import { type Fact, isSameFact } from '../../../src/app/model/fact.ts';
import type { Marker } from '../../../src/app/model/marker.ts';
import { type SendOutcome, StorageUnavailable } from '../../../src/app/model/ports.ts';
import { TableMailboxStore } from '../../../src/storage/mailbox-store.ts';
import { toMarkerRow } from '../../../src/storage/marker-row.ts';
import type { Query } from '../../../src/storage/query.ts';
import type { Row } from '../../../src/storage/row.ts';
import type { RowStore } from '../../../src/storage/row-store.ts';
import { TableSubjectStore } from '../../../src/storage/subject-store.ts';
import { MemoryRows } from '../../support/memory-rows.ts';
import { randomOf, Scheduler } from './scheduler.ts';

export type State = undefined;
export type Want = SubjectWant<State>;

/** How likely each misfortune is at each call, from 0 to 1. */
export interface Chaos {
  /** The process dies; the call was made or not. */
  readonly crash: number;
  /** The call was made or not, and nobody learns which. */
  readonly unanswered: number;
  readonly wakeUpLost: number;
  readonly wakeUpDoubled: number;
  /** The channel refuses the connection, answers 5xx, or does not answer. */
  readonly notTaken: number;
  readonly failed: number;
  readonly noAnswer: number;
}

export const CALM: Chaos = {
  crash: 0,
  unanswered: 0,
  wakeUpLost: 0,
  wakeUpDoubled: 0,
  notTaken: 0,
  failed: 0,
  noAnswer: 0,
};

/** A message as it arrived. */
export interface Arrival {
  readonly at: number;
  readonly sentAt: number;
  readonly message: Message<State>;
}

/** What one process is made of. */
export interface Instance {
  readonly mailbox: MailboxDeps<State>;
  readonly handOver: () => HandOverDeps;
  readonly subjects: TableSubjectStore;
}

/** Thrown where a process dies; nothing of ours may catch it. */
export class Crash extends Error {}

/** Mailboxes over a table in memory, with time, order and misfortune in the hands of the test. */
export class World {
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly memory = new MemoryRows();
  readonly subjects = new Map<string, Want>();
  /** Every want there was, with when it was replaced. */
  readonly history: { readonly want: Want; until: number }[] = [];
  readonly arrivals = new Map<string, Arrival[]>();
  readonly sends: { readonly at: number; readonly message: Message<State>; readonly outcome: SendOutcome['kind'] }[] =
    [];
  /** Every silence there was, with when it was lifted. */
  readonly muted: { readonly mute: Mute; readonly since: number; liftedAt: number }[] = [];
  /** How a channel answers, where the test says so and not chance. */
  answer: ((message: Message<State>) => SendOutcome | undefined) | undefined;
  chaos: Chaos;
  readonly targets: Map<string, MailboxTarget<State>>;
  readonly lines: string[] = [];
  crashes = 0;
  /** How long a wake-up that was not completed stays unseen. */
  invisibleMs = 60_000;
  readonly #instances: readonly Instance[];
  #ids = 0;

  constructor(
    seed: number,
    targets: readonly Partial<MailboxTarget<State>>[] = [{ id: 'webhook' }],
    chaos: Chaos = CALM,
  ) {
    this.random = randomOf(seed);
    this.scheduler = new Scheduler(Date.UTC(2026, 0, 5, 12), this.random);
    this.chaos = chaos;
    this.targets = new Map(targets.map((it) => this.#target(it)).map((it) => [it.id, it]));
    this.#instances = [this.instance(), this.instance()];
  }

  get now(): number {
    return this.scheduler.now;
  }

  /** A process of its own, with what it keeps in memory. */
  instance(): Instance {
    const rows = this.#faulty();
    const log = { info: this.#line, warn: this.#line, error: this.#line };
    const store = new TableMailboxStore(rows, log);
    const clock = () => this.now;
    const newId = () => `01${String(this.#ids++).padStart(24, '0')}`;
    const wakeUps = wakeUpsOf({ put: (wakeUp, delay) => this.#put(wakeUp, delay) }, clock);
    const markers = new TableSubjectStore(rows, clock, log);
    const wants: WantsReader<State> = {
      readWants: async (keys) => {
        const read = () => keys.map((key) => this.subjects.get(idOf(key))).filter((it) => it !== undefined);
        return new Map((await this.#call(read)).map((want) => [idOf(want), want]));
      },
      readMutes: () => this.#call(() => this.muted.filter((it) => it.liftedAt > this.now).map(({ mute }) => mute)),
    };
    const sleep = (ms: number) => this.scheduler.at(this.now + ms);
    const { targets, random } = this;
    const settings = { outbreakMin: 5, refreshEvery: 300_000 };
    return {
      mailbox: { targets, store, wants, wakeUps, clock, sleep, random, newId, log, settings },
      subjects: markers,
      handOver: () => ({ mailboxes: store, markers, wakeUps, targets: [...targets.keys()], clock, newId, log }),
    };
  }

  /** Changes what people should know, as one transaction with its marker does. */
  decide(key: SubjectKey, fact: Fact | null, more: Partial<Want> = {}, delayMs = 0): Marker {
    const before = this.subjects.get(idOf(key));
    if (before) this.history.find((it) => it.want === before)!.until = this.now;
    const audience = more.audience ?? before?.audience ?? [...this.targets.keys()];
    const want: Want = {
      ...key,
      no: (before?.no ?? 0) + 1,
      isReminder: false,
      at: this.now,
      state: undefined,
      fact,
      ...more,
      audience,
    };
    this.subjects.set(idOf(key), want);
    this.history.push({ want, until: Number.POSITIVE_INFINITY });
    const targets = [...new Set([...(before?.audience ?? []), ...audience])];
    const dueAt = this.now + delayMs;
    const marker: Marker = { ...key, kind: 'told', no: want.no, targets, dueAt, retryAt: this.now + MARKER_MS };
    void this.memory.put(toMarkerRow(marker));
    return marker;
  }

  mute(key: SubjectKey, forMs: number): void {
    this.muted.push({ mute: { ...key, until: this.now + forMs }, since: this.now, liftedAt: Number.POSITIVE_INFINITY });
  }

  /** Whether a subject was silenced all the time between two instants. */
  wasMuted({ tenantId, subject }: SubjectKey, from: number, until: number): boolean {
    return this.muted.some(({ mute, since, liftedAt }) => {
      const isOf = mute.tenantId === tenantId && (mute.subject === '*' || mute.subject === subject);
      return isOf && since <= from && Math.min(mute.until, liftedAt) > until;
    });
  }

  /** Lifts all silences of a subject or tenant, with the marker that goes with it. */
  lift(key: SubjectKey): Marker {
    for (const it of this.muted) {
      if (it.mute.tenantId === key.tenantId && it.mute.subject === key.subject && it.liftedAt > this.now)
        it.liftedAt = this.now;
    }
    const marker: Marker = { ...key, kind: 'lifted', id: `01L${this.#ids++}`, retryAt: this.now + MARKER_MS };
    void this.memory.put(toMarkerRow(marker));
    return marker;
  }

  /** Does what a request does after its transactions. */
  handOver(markers: readonly Marker[], instance = this.instance()): Promise<void> {
    return this.#process(() => handOver(markers, instance.handOver()));
  }

  async sweep(instance = this.instance(), returned: readonly string[] = []): Promise<void> {
    await this.#process(async () => {
      const tenants = new Set([...this.subjects.values()].map(({ tenantId }) => tenantId));
      for (const tenantId of tenants) {
        for await (const { markers } of instance.subjects.readDue(tenantId, {
          now: this.now,
          policyHash: '',
          changedSince: 0,
        })) {
          await handOver(markers, instance.handOver());
        }
      }
      await sweepMailboxes(returned, instance.mailbox);
    });
  }

  /** Sweeps every so often until an instant. */
  async sweepUntil(end: number, everyMs = 60_000): Promise<void> {
    while (this.now < end) {
      await this.scheduler.until(Math.min(end, this.now + everyMs));
      void this.sweep();
    }
    await this.scheduler.until(end + 1);
  }

  /** What the target believes of a subject, judged by what arrived. */
  belief(target: string, key: SubjectKey): Fact | undefined {
    const all = (this.arrivals.get(target) ?? []).flatMap(({ message }) => message.members);
    return all.findLast((it) => idOf(it.want) === idOf(key))?.fact;
  }

  /** Whether a fact was what people should know at some time since an instant. */
  wasWanted(key: SubjectKey, fact: Fact, target: string, since: number): boolean {
    const versions = this.history.filter(({ want, until }) => idOf(want) === idOf(key) && until >= since);
    return versions.some(({ want }) => {
      if (fact.kind === 'over' && fact.resolution === 'elsewhere') return !want.audience.includes(target);
      return want.fact !== null && isSameFact(want.fact, fact) && want.audience.includes(target);
    });
  }

  readonly #line = (line: string) => void this.lines.push(`${new Date(this.now).toISOString()} ${line}`);

  async #process(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Crash || error instanceof StorageUnavailable)) throw error;
    }
  }

  async #put(wakeUp: WakeUp, delaySeconds: number): Promise<void> {
    await this.#call(() => {
      if (this.#strikes('wakeUpLost')) return;
      const visibleAt = this.now + delaySeconds * 1_000;
      void this.#handOut(wakeUp, visibleAt);
      if (this.#strikes('wakeUpDoubled')) void this.#handOut(wakeUp, visibleAt);
    });
  }

  /** The queue's host: hands out what is visible, and again after a while what was not completed. */
  async #handOut(wakeUp: WakeUp, visibleAt: number): Promise<void> {
    let isDone = false;
    await this.scheduler.at(visibleAt);
    for (let dequeued = 1; !isDone; dequeued++) {
      const instance = this.#instances[Math.floor(this.random() * this.#instances.length)]!;
      const again = this.scheduler.at(this.now + this.invisibleMs);
      const count = dequeued;
      void this.#process(async () => {
        await runMailbox(wakeUp, count, instance.mailbox);
        isDone = true;
      });
      await again;
    }
  }

  #crash(): Crash {
    this.crashes += 1;
    return new Crash('died');
  }

  #strikes(what: keyof Chaos): boolean {
    return this.random() < this.chaos[what];
  }

  /** One call to the outside: at any time, and with any end. */
  async #call<T>(act: () => T | Promise<T>): Promise<T> {
    await this.scheduler.turn();
    if (this.#strikes('crash')) {
      if (this.random() < 0.5) await act();
      throw this.#crash();
    }
    if (this.#strikes('unanswered')) {
      if (this.random() < 0.5) await act();
      throw new StorageUnavailable('no answer');
    }
    const done = await act();
    await this.scheduler.turn();
    return done;
  }

  #faulty(): RowStore {
    const { memory } = this;
    const call = <T>(act: () => Promise<T>) => this.#call(act);
    return {
      get: (partitionKey: string, rowKey: string): Promise<Row | undefined> =>
        call(() => memory.get(partitionKey, rowKey)),
      async *pages(query: Query) {
        const pages = await call(async () => {
          const all: (readonly Row[])[] = [];
          for await (const page of memory.pages(query)) all.push(page);
          return all;
        });
        yield* pages;
      },
      insert: (row: TableEntity) => call(() => memory.insert(row)),
      put: (row: TableEntity) => call(() => memory.put(row)),
      replace: (row: TableEntity, etag: string) => call(() => memory.replace(row, etag)),
      transact: (actions: TransactionAction[]) => call(() => memory.transact(actions)),
    };
  }

  #target(given: Partial<MailboxTarget<State>>): MailboxTarget<State> {
    const id = given.id ?? 'webhook';
    return {
      id,
      hasKeys: false,
      paceMs: 0,
      settingsHash: 'one',
      send: async (message) => {
        const outcome = await this.#send(id, message);
        this.sends.push({ at: this.now, message, outcome: outcome.kind });
        return outcome;
      },
      ...given,
    };
  }

  async #send(target: string, message: Message<State>): Promise<SendOutcome> {
    const sentAt = this.now;
    const arrive = () => {
      this.arrivals.set(target, [...(this.arrivals.get(target) ?? []), { at: this.now, sentAt, message }]);
    };
    await this.scheduler.turn();
    const scripted = this.answer?.(message);
    if (scripted) return scripted;
    if (this.#strikes('crash')) {
      if (this.random() < 0.5) void this.scheduler.at(sentAt + this.random() * 30_000).then(arrive);
      throw this.#crash();
    }
    if (this.#strikes('notTaken')) return { kind: 'notTaken', reason: 'refused connection' };
    if (this.#strikes('failed')) {
      if (this.random() < 0.5) arrive();
      return { kind: 'failed', status: 500, reason: 'answered 500' };
    }
    if (this.#strikes('noAnswer')) {
      if (this.random() < 0.6) void this.scheduler.at(sentAt + this.random() * 30_000).then(arrive);
      await this.scheduler.at(sentAt + 10_000);
      return { kind: 'noAnswer', reason: 'timed out' };
    }
    arrive();
    await this.scheduler.at(this.now + this.random() * 400);
    return { kind: 'delivered' };
  }
}
