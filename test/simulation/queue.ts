import { type NotificationQueue, StorageUnavailable } from '../../src/app/model/ports.ts';
import type { NotificationPointer } from '../../src/app/model/state.ts';
import type { Agenda } from './agenda.ts';
import { type Chaos, Crash } from './chaos.ts';

/** As host.json has them. */
const VISIBILITY_MS = 30_000;
const MOST_DEQUEUES = 5;

/** What the Functions host does with messages. */
export interface Handlers {
  deliver(pointer: NotificationPointer): Promise<void>;
  bury(pointer: NotificationPointer): Promise<void>;
  /** Undefined while the program runs; else when it is back. */
  awayUntil(): number | undefined;
}

/** A queue in memory, with the host that reads it: messages come late, twice, or never. */
export class MemoryQueue implements NotificationQueue {
  readonly #agenda: Agenda;
  readonly #chaos: Chaos;
  readonly #clock: () => number;
  handlers: Handlers | undefined;

  constructor(agenda: Agenda, chaos: Chaos, clock: () => number) {
    this.#agenda = agenda;
    this.#chaos = chaos;
    this.#clock = clock;
  }

  async enqueue({ tenantId, incidentId, seq, target }: NotificationPointer, delayMs: number): Promise<void> {
    if (this.#chaos.isDown || this.#chaos.strikes('unreached')) throw new StorageUnavailable('simulated: queue');
    const pointer = { tenantId, incidentId, seq, target };
    const visibleAt = this.#clock() + Math.ceil(Math.max(0, delayMs) / 1_000) * 1_000 + 200;
    if (!this.#chaos.strikes('messageLost')) this.#plan(pointer, visibleAt, 1, false);
    if (this.#chaos.strikes('messageTwice')) this.#plan(pointer, visibleAt, 1, false);
    if (this.#chaos.strikes('answerLost')) throw new StorageUnavailable('simulated: queue answer lost');
  }

  #plan(pointer: NotificationPointer, at: number, dequeues: number, isPoison: boolean): void {
    this.#agenda.plan(at, () => this.#handle(pointer, dequeues, isPoison));
  }

  async #handle(pointer: NotificationPointer, dequeues: number, isPoison: boolean): Promise<void> {
    if (!this.handlers) throw new Error('nobody reads the queue');
    const back = this.handlers.awayUntil();
    if (back !== undefined) return this.#plan(pointer, back, dequeues, isPoison);
    try {
      await (isPoison ? this.handlers.bury(pointer) : this.handlers.deliver(pointer));
    } catch (error) {
      if (!(error instanceof StorageUnavailable || error instanceof Crash)) throw error;
      const again = this.#clock() + VISIBILITY_MS;
      if (dequeues < MOST_DEQUEUES) this.#plan(pointer, again, dequeues + 1, isPoison);
      // What the poison queue cannot get rid of either goes to a queue that nobody reads.
      else if (!isPoison) this.#plan(pointer, again, 1, true);
    }
  }
}
