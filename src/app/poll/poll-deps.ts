import type { StoreDeps } from '../ingest/store-together.ts';
import type { GraphReader } from '../model/graph.ts';
import type { AppStore, Log, Tenant } from '../model/ports.ts';
import type { PollIntervals } from './progress.ts';

/** What a poll needs of the world. */
export interface PollDeps extends StoreDeps, PollIntervals {
  /** Loaded with the first poll. */
  readonly reader: () => Promise<GraphReader>;
  /** Whether what stands beside the tokens is read, too. */
  readonly withNeighbours: boolean;
  /** Whose key hashes what this app alone compares. */
  readonly app: Pick<AppStore, 'key'>;
  /** Whether settings or people want the tenant polled. */
  readonly isPolled: (tenant: Tenant) => boolean;
  readonly log: Log;
}
