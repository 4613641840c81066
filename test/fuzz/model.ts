import { fold } from '../../src/domain/fold.ts';
import { latestObservation, type TokenRecord } from '../../src/domain/record.ts';
import { msOf, parseTimestamp, timestampOf } from '../../src/domain/timestamp.ts';
import { answer, type ItemResult } from '../../src/http/answer.ts';
import type { Received } from '../../src/http/receive.ts';
import type { ReceivedItem } from '../../src/reports/item.ts';

export interface Expected {
  readonly status: number;
  /** Of each item, where the answer lists them. */
  readonly outcomes?: readonly string[];
  /** The tokens that it may have changed, as `tenant/token`. */
  readonly touched: readonly string[];
}

type Accepted = Extract<ReceivedItem, { ok: true }>;

/**
 * What the app must hold after the requests so far: the reports that were accepted, folded one after the other, and
 * the delivery ids that they used. The app reads its clock a little later than we do; `difference` allows for that.
 */
export class Model {
  readonly records = new Map<string, TokenRecord>();
  /** Of tokens whose last report said nothing new: the record without it, which may go unwritten. */
  readonly unwritten = new Map<string, TokenRecord>();
  readonly #deliveries = new Map<string, string>();
  readonly #latest = new Map<string, number>();
  history = 0;

  get deliveries(): number {
    return this.#deliveries.size;
  }

  /** The request is over by now: what the app took for the moment of its receipt lies between. */
  ended(receivedAt: number, at: number): void {
    this.#latest.set(timestampOf(receivedAt), at);
  }

  expect(received: Received): Expected {
    if (received.kind === 'problem') return { status: received.problem.status, touched: [] };
    if (received.kind === 'answer') return { status: received.status, touched: [] };
    const results = received.items.map((item) =>
      item.ok ? this.#take(item) : ({ ...item, kind: 'rejected' } as const),
    );
    const { status } = answer(results, received.partialStatus);
    const touched = received.items.flatMap((item) => (item.ok ? keyOf(item) : []));
    const outcomes = status < 300 ? results.map((it) => (it.kind === 'accepted' ? it.outcome : 'rejected')) : undefined;
    return { status, touched, ...(outcomes && { outcomes }) };
  }

  #take(item: Accepted): ItemResult {
    const { report, contentHash, index, pointer } = item;
    const { tenantId, tokenId, deliveryId } = report;
    const delivery = deliveryId === undefined ? undefined : `${tenantId} ${deliveryId}`;
    const usedFor = delivery === undefined ? undefined : this.#deliveries.get(delivery);
    if (usedFor !== undefined && usedFor !== contentHash) {
      // An id of Event Grid is a hint: what has it by chance is stored as if it had none.
      if (item.idIsHint) return this.#take(withoutDeliveryId(item));
      return { kind: 'conflict', index, pointer, tenantId, tokenId };
    }
    const before = this.records.get(keyOf(item));
    if (usedFor !== undefined) return accepted(item, 'duplicate', before);
    const { record, outcome } = fold(before, report);
    this.records.set(keyOf(item), record);
    if (delivery !== undefined) this.#deliveries.set(delivery, contentHash);
    if (outcome !== 'unchanged') this.history += 1;
    if (outcome === 'unchanged' && delivery === undefined && before) {
      this.unwritten.set(keyOf(item), this.unwritten.get(keyOf(item)) ?? before);
    } else this.unwritten.delete(keyOf(item));
    return accepted(item, outcome, record);
  }

  /** Where a stored value is not the expected one, but for moments of receipt; undefined where it is. */
  difference(expected: unknown, stored: unknown, path = ''): string | undefined {
    if (expected === stored || (typeof expected === 'string' && this.#isReceiptOf(expected, stored))) return undefined;
    if (typeof expected !== 'object' || typeof stored !== 'object' || !expected || !stored) {
      return `${path} is ${JSON.stringify(stored)} and should be ${JSON.stringify(expected)}`;
    }
    const [ours, theirs] = [expected, stored] as Record<string, unknown>[];
    const keys = new Set([...Object.keys(expected), ...Object.keys(stored)]);
    return [...keys].map((key) => this.difference(ours?.[key], theirs?.[key], `${path}/${key}`)).find((it) => it);
  }

  #isReceiptOf(expected: string, stored: unknown): boolean {
    if (typeof stored !== 'string') return false;
    const latest = this.#latest.get(expected);
    const [from, at] = [parseTimestamp(expected), parseTimestamp(stored)];
    return (
      latest !== undefined && from !== undefined && at !== undefined && msOf(at) >= msOf(from) && msOf(at) <= latest
    );
  }
}

function accepted(
  { index, report }: Accepted,
  outcome: Extract<ItemResult, { kind: 'accepted' }>['outcome'],
  record: TokenRecord | undefined,
): ItemResult {
  const { tenantId, tokenId } = report;
  const status = record ? latestObservation(record).status : report.status;
  return { kind: 'accepted', index, tenantId, tokenId, outcome, status, previousStatus: null, incident: null };
}

function withoutDeliveryId(item: Accepted): Accepted {
  const { deliveryId: _, ...report } = item.report;
  return { ...item, report };
}

function keyOf({ report }: Accepted): string {
  return `${report.tenantId}/${report.tokenId}`;
}
