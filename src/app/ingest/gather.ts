import type { IngestItem } from './ingest-item.ts';
import type { Request, Waiting } from './waiting.ts';

/** Reports of one token, in the order in which they came: they are folded in that order, in one transaction. */
export interface Group {
  readonly tokenId: string;
  readonly reports: readonly Waiting[];
}

/** Whether none of its reports was tried to be stored before. */
export function isNew({ reports }: Group): boolean {
  return reports.every(({ tries }) => tries === 0);
}

/** Each may bring a history, an idempotency and a timeline row, and a transaction holds 100; the notices need room too. */
const MAX_REPORTS = 25;

/** What one transaction holds. Only a request that is first in line may bring more. */
const MAX_ROWS = 100;

/** What a report of a token by itself may bring: the token, its history, and its delivery id. */
const ROWS_OF_ONE = 3;

export interface Gathered {
  /** What goes together; something, where anything waits that is about no busy token. */
  readonly groups: readonly Group[];
  /** What waits on, in its order. */
  readonly rest: readonly Waiting[];
  /** Whether it fills a transaction. */
  readonly isFull: boolean;
}

/**
 * Chooses what goes together next: as much as one transaction is likely to hold, and of the request that is first in
 * line all of it. Two requests with one delivery id never go together: what becomes of the first answers the second.
 *
 * @param busy the tokens that are under way
 */
export function gather(waiting: readonly Waiting[], busy: ReadonlySet<string> = new Set()): Gathered {
  const groups = new Map<string, Waiting[]>();
  const ids = new Set<string>();
  const passedOver = new Set<string | IngestItem>(busy);
  const rest: Waiting[] = [];
  let front: Request | undefined;
  let rows = 0;
  for (const report of waiting) {
    const { item, first, request } = report;
    const { tokenId, deliveryId } = item.report;
    const group = groups.get(tokenId) ?? [];
    const own = (group.length > 0 ? 1 : 2) + (deliveryId === undefined ? 0 : 1);
    const isBusy =
      group.length === MAX_REPORTS ||
      (rows + own > MAX_ROWS && request !== front) ||
      (deliveryId !== undefined && first === undefined && ids.has(deliveryId)) ||
      // What is passed over keeps its place before later reports of its token, and those that repeat it.
      passedOver.has(tokenId) ||
      (first !== undefined && passedOver.has(first));
    if (isBusy) {
      passedOver.add(tokenId).add(item);
      rest.push(report);
      continue;
    }
    front ??= request;
    rows += own;
    if (deliveryId !== undefined) ids.add(deliveryId);
    groups.set(tokenId, [...group, report]);
  }
  const isFull = rows > MAX_ROWS - ROWS_OF_ONE;
  return { groups: [...groups].map(([tokenId, reports]) => ({ tokenId, reports })), rest, isFull };
}
