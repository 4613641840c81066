import type { WakeUp, WakeUpQueue } from '../../src/app/deliver/ports.ts';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import type { Agenda } from './agenda.ts';
import type { Chaos } from './chaos.ts';

/** As host.json has them. */
const VISIBILITY_MS = 30_000;
const MAX_DEQUEUES = 5;
/** A message whose worker died is seen again when the host's lease of it has run out. */
const LEASE_MS = 60_000;
/** The host looks for messages at least once in this time. */
const POLL_MS = 1_000;

/** What the Functions host does with a message. */
export interface Handler {
  deliver(wakeUp: WakeUp, dequeueCount: number): Promise<'done' | 'failed' | 'died'>;
  /** Undefined while the program runs; else when it is back. */
  awayUntil(): number | undefined;
}

/** A queue in memory, with the host that reads it: wake-ups come late, twice, or never. */
export class MemoryQueue implements WakeUpQueue {
  readonly #agenda: Agenda;
  readonly #chaos: Chaos;
  readonly #clock: () => number;
  handler: Handler | undefined;
  poisoned = 0;

  constructor(agenda: Agenda, chaos: Chaos, clock: () => number) {
    this.#agenda = agenda;
    this.#chaos = chaos;
    this.#clock = clock;
  }

  async put({ target, again }: WakeUp, delaySeconds: number): Promise<void> {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0) throw new Error(`no delay: ${delaySeconds}`);
    if (this.#chaos.isDown || this.#chaos.strikes('unreached')) throw new StorageUnavailable('simulated: queue');
    const wakeUp: WakeUp = { target, ...(again && { again }) };
    const copies = (this.#chaos.strikes('wakeUpLost') ? 0 : 1) + (this.#chaos.strikes('wakeUpTwice') ? 1 : 0);
    for (let i = 0; i < copies; i++) {
      this.#plan(wakeUp, this.#clock() + delaySeconds * 1_000 + this.#chaos.random.between(20, POLL_MS), 1);
    }
    if (this.#chaos.strikes('answerLost')) throw new StorageUnavailable('simulated: queue answer lost');
  }

  #plan(wakeUp: WakeUp, at: number, dequeueCount: number): void {
    this.#agenda.plan(at, () => this.#handle(wakeUp, dequeueCount));
  }

  async #handle(wakeUp: WakeUp, dequeueCount: number): Promise<void> {
    if (!this.handler) throw new Error('nobody reads the queue');
    const back = this.handler.awayUntil();
    if (back !== undefined) return this.#plan(wakeUp, back, dequeueCount);
    const end = await this.handler.deliver(wakeUp, dequeueCount);
    if (end === 'done') return;
    if (dequeueCount === MAX_DEQUEUES) {
      this.poisoned += 1;
      return;
    }
    this.#plan(wakeUp, this.#clock() + (end === 'died' ? LEASE_MS : VISIBILITY_MS), dequeueCount + 1);
  }
}
