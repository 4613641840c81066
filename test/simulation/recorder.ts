import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { SubjectState } from '../../src/app/model/subject.ts';
import { SILENCE_PREFIX, SUBJECT_PREFIX } from '../../src/storage/keys.ts';
import { HEARD_PREFIX, SENT_PREFIX } from '../../src/storage/mailbox-rows.ts';
import type { Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';
import { fromSubjectRow } from '../../src/storage/subject-row.ts';
import { type KnownFact, nameOf, type Sent, type Trace } from '../telling/trace.ts';
import { type Call, currentCall } from './call.ts';
import type { RowWatch } from './faulty-rows.ts';
import { knownOf } from './rest.ts';

/** Learns of decisions in the moment in which they become durable. */
export interface Witness {
  subjectWritten(call: Call | undefined, before: SubjectState | undefined, after: SubjectState): void;
  /** A sweep begins to look at a tenant. */
  looked(call: Call, tenantId: string): void;
}

const MAILBOX = '_mailbox!';

/** Makes the trace of what is written to the table, and shows decisions to those who judge them. */
export class Recorder implements RowWatch {
  readonly #trace: Trace;
  readonly #clock: () => number;
  readonly #witness: Witness;
  readonly #subjects = new Map<string, SubjectState>();
  /** Sends whose record is not written yet, by target and message. */
  readonly #unrecorded = new Map<string, Sent>();
  #seen = 0;

  constructor(trace: Trace, clock: () => number, witness: Witness) {
    this.#trace = trace;
    this.#clock = clock;
    this.#witness = witness;
  }

  /** Every subject as it was written last. */
  get subjects(): Iterable<SubjectState> {
    return this.#subjects.values();
  }

  read({ partition, from, any }: Query): void {
    const call = currentCall.getStore();
    if (!call || !any) return;
    if (partition.startsWith(MAILBOX)) {
      if (from !== HEARD_PREFIX) call.readAt = this.#trace.events.length;
    } else if (from === SUBJECT_PREFIX && call.kind === 'sweep') this.#witness.looked(call, partition);
  }

  written(actions: readonly TransactionAction[]): void {
    for (const [kind, row] of actions) {
      if (kind === 'delete') continue;
      const { partitionKey, rowKey } = row;
      const call = currentCall.getStore();
      if (call?.kind === 'sweep' && rowKey === 'heartbeat') call.hasBegun = true;
      if (partitionKey.startsWith(MAILBOX)) {
        if (rowKey.startsWith(SENT_PREFIX)) this.#recorded(partitionKey.slice(MAILBOX.length), row);
      } else if (rowKey.startsWith(SUBJECT_PREFIX)) this.#subjectWritten(row);
      else if (rowKey.startsWith(SILENCE_PREFIX)) this.#silenceWritten(row);
    }
  }

  #subjectWritten(row: TableEntity): void {
    const after = fromSubjectRow({ ...row, etag: '' } as unknown as Row).value;
    const name = nameOf(after);
    const before = this.#subjects.get(name);
    this.#subjects.set(name, after);
    if (after.no !== (before?.no ?? 0)) {
      const { tenantId, subject, no, isReminder, audience } = after;
      this.#trace.events.push({
        ...{ kind: 'row', at: this.#clock(), tenantId, subject, no, isReminder, audience },
        fact: factOf(after),
      });
    }
    this.#witness.subjectWritten(currentCall.getStore(), before, after);
  }

  #silenceWritten(row: TableEntity): void {
    const { partitionKey: tenantId, rowKey, until } = row as TableEntity & { readonly until: string };
    const subject = rowKey.slice(SILENCE_PREFIX.length);
    this.#trace.events.push({ kind: 'silence', at: this.#clock(), tenantId, subject, until: Date.parse(until) });
  }

  /** A run has written down what came of a send. */
  #recorded(target: string, row: TableEntity): void {
    const { events } = this.#trace;
    for (; this.#seen < events.length; this.#seen++) {
      const event = events[this.#seen];
      if (event?.kind === 'send') this.#unrecorded.set(`${event.target} ${event.message}`, event);
    }
    const key = `${target} ${(row as TableEntity & { readonly message: string }).message}`;
    const sent = this.#unrecorded.get(key);
    if (sent) sent.isRecorded = true;
    this.#unrecorded.delete(key);
  }
}

function factOf(state: SubjectState): KnownFact | null {
  if (state.kind === 'expiring') return state.no === 0 ? null : { kind: 'expiring', items: state.steps };
  return state.fact ? knownOf(state.fact) : null;
}
