import { type IngestItem, withoutDeliveryId } from './ingest-item.ts';

/** Items of one token, in the order of the request; they are folded in that order and stored in one transaction. */
export interface Group {
  readonly tokenId: string;
  readonly items: readonly IngestItem[];
  /** Items whose delivery id stands earlier in the same request. */
  readonly repeated: readonly { readonly item: IngestItem; readonly first: IngestItem }[];
}

export interface Batch {
  readonly tenantId: string;
  readonly groups: readonly Group[];
}

/** Each item may bring a history, a ledger and a timeline row, and a transaction holds 100; the notices need room too. */
const MAX_ITEMS = 25;

/**
 * Sorts the items of a request by tenant and token. A token with more items than one transaction holds appears in
 * several batches, which `ingest` runs one after the other.
 */
export function batchesOf(items: readonly IngestItem[]): readonly Batch[] {
  const tenants = Map.groupBy(items, ({ report }) => report.tenantId);
  return [...tenants].flatMap(([tenantId, all]) => {
    const firsts = firstUses(all);
    const own = all.map((item) => {
      const first = firsts.get(item.report.deliveryId ?? '');
      return item.idIsHint && first?.contentHash !== item.contentHash ? withoutDeliveryId(item) : item;
    });
    const tokens = [...Map.groupBy(own, ({ report }) => report.tokenId)];
    const groups = tokens.map(([tokenId, all]) => chunks(all).map((chunk) => groupOf(tokenId, chunk, firsts)));
    const rounds = Math.max(...groups.map((chunked) => chunked.length));
    return Array.from({ length: rounds }, (_, round) => ({
      tenantId,
      groups: groups.flatMap((chunked) => chunked[round] ?? []),
    }));
  });
}

function firstUses(items: readonly IngestItem[]): ReadonlyMap<string, IngestItem> {
  const firsts = new Map<string, IngestItem>();
  for (const item of items) {
    const { deliveryId } = item.report;
    if (deliveryId !== undefined && !firsts.has(deliveryId)) firsts.set(deliveryId, item);
  }
  return firsts;
}

function groupOf(tokenId: string, items: readonly IngestItem[], firsts: ReadonlyMap<string, IngestItem>): Group {
  const repeated = items.flatMap((item) => {
    const first = firsts.get(item.report.deliveryId ?? '');
    return first && first !== item ? [{ item, first }] : [];
  });
  const again = new Set(repeated.map(({ item }) => item));
  return { tokenId, items: items.filter((item) => !again.has(item)), repeated };
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / MAX_ITEMS);
  return Array.from({ length: count }, (_, i) => items.slice(i * MAX_ITEMS, (i + 1) * MAX_ITEMS));
}
