import type { Fact } from '../../src/app/model/fact.ts';
import type { Row } from '../../src/storage/row.ts';
import type { Said } from './namings.ts';
import type { Pass, StorageCall } from './passing-rows.ts';
import type { Actor } from './scheduler.ts';
import type { Product } from './surroundings.ts';
import { type KnownFact, nameOf, type Sent, type Trace } from './trace.ts';

/** Writes down what happens at the product's edges, for the laws. */
export class Recorder {
  readonly #trace: Trace;
  readonly #clock: () => number;
  readonly #product: Product;
  readonly #numbers = new Map<string, number>();
  /** Where those who deliver began to read what they send. */
  readonly #reads = new Map<Actor, number>();
  readonly #sends = new Map<Actor, Sent[]>();
  readonly #troubled = new Set<Actor>();

  constructor(trace: Trace, clock: () => number, product: Product) {
    this.#trace = trace;
    this.#clock = clock;
    this.#product = product;
  }

  /** Lets an actor's calls on storage park, and looks at what is read of mailboxes. */
  passing(actor: Actor): Pass {
    return <T>(call: StorageCall) => {
      const isRound = /^list _mailbox!\S+\/due!/.test(call.label);
      const isGuarded = /^transact _mailbox!\S+ guard\b/.test(call.label);
      // Whoever goes to read what is due has written down what came of all that he sent before.
      if (isRound) this.#settle(actor);
      return actor.park<T>({
        ...call,
        perform: async () => {
          // He may read more of it before he says anything; the first reading is what counts.
          if (isRound && !this.#reads.has(actor)) this.#reads.set(actor, this.#trace.events.length);
          const done = await call.perform();
          if (isGuarded && done === 'conflict') this.#troubled.add(actor);
          return done;
        },
      });
    };
  }

  /** Storage is out of reach for him, once. */
  troubled(actor: Actor, then: () => void): void {
    this.#troubled.add(actor);
    then();
  }

  /** What a write has left. */
  written(rows: readonly Row[], actor: Actor): void {
    this.#note(rows, actor);
    for (const row of rows) {
      if (row.rowKey.startsWith('token!')) this.#subjectWritten(row);
      if (row.rowKey.startsWith('silence!')) {
        const { partitionKey: tenantId, subject, until } = row;
        const at = this.#clock();
        const event = {
          kind: 'silence',
          at,
          tenantId,
          subject: String(subject),
          until: Date.parse(String(until)),
        } as const;
        this.#trace.events.push(event);
      }
    }
  }

  /** What he writes of those whom he named is what came of it. */
  #note(rows: readonly Row[], actor: Actor): void {
    const keys = new Set(rows.map(({ rowKey }) => rowKey));
    for (const send of this.#sends.get(actor) ?? []) {
      if (send.outcome === undefined) continue;
      const noted = send.names.map(nameOf).filter((name) => keys.has(`heard!${name}`));
      send.recorded = new Set([...(send.recorded ?? []), ...noted]);
      send.isRecorded = send.names.every((name) => send.recorded?.has(nameOf(name)));
    }
  }

  #subjectWritten(row: Row): void {
    const { value } = this.#product.fromSubjectRow(row);
    const { tenantId, subject, no, isReminder, audience, fact } = value;
    if (no === 0 || this.#numbers.get(nameOf(value)) === no) return;
    this.#numbers.set(nameOf(value), no);
    const known = value.kind === 'expiring' ? ({ kind: 'expiring', items: value.steps } as const) : plain(fact);
    this.#trace.events.push({
      kind: 'row',
      at: this.#clock(),
      tenantId,
      subject,
      no,
      fact: known,
      isReminder,
      audience,
    });
  }

  sent(actor: Actor, target: string, said: Said): Sent {
    const since = this.#reads.get(actor);
    const at = this.#clock();
    const send: Sent = { kind: 'send', at, target, ...said, ...(since !== undefined && { since }), isRecorded: false };
    this.#trace.events.push(send);
    this.#sends.set(actor, [...(this.#sends.get(actor) ?? []), send]);
    return send;
  }

  /** He is done, or has broken off. */
  ended(actor: Actor, target: string | undefined, isDone: boolean): void {
    if (isDone && !this.#troubled.has(actor)) this.#settle(actor);
    else if (target !== undefined) {
      this.#trace.events.push({ kind: 'broken', at: this.#clock(), target, since: actor.since });
    }
  }

  #settle(actor: Actor): void {
    const sends = this.#sends.get(actor) ?? [];
    for (const send of sends) send.isRecorded = true;
    this.#sends.delete(actor);
    if (sends.length > 0) this.#reads.delete(actor);
  }
}

function plain(fact: Fact | undefined): KnownFact | null {
  if (!fact || fact.kind === 'expiring') return null;
  if (fact.kind === 'over') {
    const { kind, incidentId, resolution } = fact;
    return { kind, incidentId, resolution };
  }
  const { kind, incidentId, cause, severity, failing } = fact;
  return { kind, incidentId, cause, severity, failing };
}
