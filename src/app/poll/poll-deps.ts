import type { IngestDeps } from '../ingest/ingest.ts';
import type { GraphReader } from '../model/graph.ts';
import type { Log, Tenant } from '../model/ports.ts';
import type { PollIntervals } from './progress.ts';

/** What stands beside a tenant's tokens in Graph. */
export interface Neighbours {
  /**
   * Looks at them and stores what follows.
   *
   * @param deadline milliseconds since the epoch
   * @returns whether all is well with them, so that they need not be looked at with the next poll
   */
  look(tenantId: string, deadline: number): Promise<boolean>;
}

/** What a poll needs of the world. */
export interface PollDeps extends IngestDeps, PollIntervals {
  /** Loaded with the first poll. */
  readonly reader: () => Promise<GraphReader>;
  /** Keys what is hashed by this app alone. */
  readonly key: () => Promise<Uint8Array>;
  /** Whether settings or people want the tenant polled. */
  readonly isPolled: (tenant: Tenant) => boolean;
  readonly neighbours?: Neighbours;
  readonly log: Log;
}
