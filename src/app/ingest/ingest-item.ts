import type { Cause, Severity } from '../../domain/cause.ts';
import type { ReportOutcome } from '../../domain/fold.ts';
import type { Report } from '../../domain/report.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';

/** A valid report, its place in the request, and the hash of the item it came as. */
export interface IngestItem {
  readonly index: number;
  readonly report: Report;
  readonly contentHash: string;
  /** The delivery id may be that of another delivery: seen with another body, the report is stored without it. */
  readonly idIsHint?: true;
}

/** The item without its delivery id, which turned out to be another's. */
export function withoutDeliveryId(item: IngestItem): IngestItem {
  const { deliveryId: _, ...report } = item.report;
  return { ...item, report };
}

export type IngestResult =
  | {
      readonly kind: 'accepted';
      readonly index: number;
      readonly tenantId: string;
      readonly tokenId: string;
      readonly outcome: ReportOutcome | 'duplicate';
      readonly status: SyncStatus;
      /** Null for the first report of a token. */
      readonly previousStatus: SyncStatus | null;
      readonly incident: {
        readonly id: string;
        readonly cause: Cause;
        readonly severity: Severity;
        readonly state: 'open' | 'resolved';
      } | null;
      /** The delivery id was used before, for something else, and was only a hint: the report is stored without it. */
      readonly idReused?: true;
    }
  /** The delivery id was used before, for something else. */
  | { readonly kind: 'reused'; readonly index: number; readonly tenantId: string; readonly tokenId: string };
