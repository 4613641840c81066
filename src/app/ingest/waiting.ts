import { type IngestItem, type IngestResult, withoutDeliveryId } from './ingest-item.ts';

/** What the reports of one request share. */
export interface Request {
  /** When it is answered at the latest, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether it is about more tenants than one. */
  readonly isOfMany: boolean;
}

/** A report that is to be stored, alone or with others of its tenant; what becomes of it is its own. */
export interface Waiting {
  readonly item: IngestItem;
  /** What stands earlier in the same request under the same delivery id; such a report is not folded. */
  readonly first?: IngestItem;
  readonly request: Request;
  /** How often it was tried. */
  readonly tries: number;
  readonly answer: (result: IngestResult) => void;
  readonly fail: (reason: unknown) => void;
}

/** The items of one request about one tenant, each with the one that it repeats. */
export function withFirsts(items: readonly IngestItem[]): readonly Pick<Waiting, 'item' | 'first'>[] {
  const firsts = new Map<string, IngestItem>();
  return items.map((item) => {
    const { deliveryId } = item.report;
    if (deliveryId === undefined) return { item };
    const first = firsts.get(deliveryId);
    if (!first) {
      firsts.set(deliveryId, item);
      return { item };
    }
    return item.idIsHint && first.contentHash !== item.contentHash
      ? { item: withoutDeliveryId(item) }
      : { item, first };
  });
}
