import type { IngestItem } from './ingest-item.ts';
import type { Waiting } from './waiting.ts';

/** Reports of one token, in the order in which they came: they are folded in that order, in one transaction. */
export interface Group {
  readonly tokenId: string;
  readonly reports: readonly Waiting[];
}

/** Each may bring a history, an idempotency and a timeline row, and a transaction holds 100; the notices need room too. */
const MAX_REPORTS = 25;

/** What one transaction holds. Only a request that is first in line may bring more. */
const MAX_ROWS = 100;

/**
 * Chooses what goes together next: as much as one transaction is likely to hold, and of the request that is first in
 * line all of it. Two requests with one delivery id never go together: what becomes of the first answers the second.
 *
 * @returns the reports by token, some where any waits, and those that wait on, in their order
 */
export function gather(waiting: readonly Waiting[]): {
  readonly groups: readonly Group[];
  readonly rest: readonly Waiting[];
} {
  const groups = new Map<string, Waiting[]>();
  const ids = new Set<string>();
  const passedOver = new Set<string | IngestItem>();
  const rest: Waiting[] = [];
  let rows = 0;
  for (const report of waiting) {
    const { item, first, request } = report;
    const { tokenId, deliveryId } = item.report;
    const group = groups.get(tokenId) ?? [];
    const own = (group.length > 0 ? 1 : 2) + (deliveryId === undefined ? 0 : 1);
    const isBusy =
      group.length === MAX_REPORTS ||
      (rows + own > MAX_ROWS && request !== waiting[0]?.request) ||
      (deliveryId !== undefined && first === undefined && ids.has(deliveryId)) ||
      // What is passed over keeps its place before later reports of its token, and those that repeat it.
      passedOver.has(tokenId) ||
      (first !== undefined && passedOver.has(first));
    if (isBusy) {
      passedOver.add(tokenId).add(item);
      rest.push(report);
      continue;
    }
    rows += own;
    if (deliveryId !== undefined) ids.add(deliveryId);
    groups.set(tokenId, [...group, report]);
  }
  return { groups: [...groups].map(([tokenId, reports]) => ({ tokenId, reports })), rest };
}
