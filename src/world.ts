import type { Patience } from './app/commit/retry.ts';
import type { Routing } from './app/decide/audience.ts';
import type { Rules } from './app/decide/context.ts';
import type { WakeUpQueue } from './app/deliver/ports.ts';
import type { GraphReader } from './app/model/graph.ts';
import type { PollMessage } from './app/model/poll.ts';
import type { Log, Queue, Target } from './app/model/ports.ts';
import type { TenantNames } from './app/model/tenant-names.ts';
import type { RowStore } from './storage/row-store.ts';

/** How tenants are read from Graph. Durations are milliseconds. */
export interface GraphPolling {
  /** Loads what reads Graph; called with the first poll. */
  readonly reader: () => Promise<GraphReader>;
  readonly queue: Queue<PollMessage>;
  /** From one poll of a tenant to the next, while all is well and while something needs attention. */
  readonly pollEvery: number;
  readonly urgentEvery: number;
  /** Whether what stands beside the tokens is read, too. */
  readonly withNeighbours: boolean;
}

/** Everything that the use cases need of the world, and how they are to judge. Durations are milliseconds. */
export interface World extends Patience, Rules {
  readonly rows: RowStore;
  readonly queue: WakeUpQueue;
  /** Makes a ULID. */
  readonly newId: () => string;
  readonly log: Log;
  /** The targets of the settings, by id. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly routing: Routing;
  /** The rules of those tenants whose rules are not the world's, by id. */
  readonly rulesOf?: ReadonlyMap<string, Rules>;
  /** What settings say of reading tenants from Microsoft Graph, by id; of all others their rows decide. */
  readonly readBySettings?: ReadonlyMap<string, boolean>;
  /** What alerts call the tenants; learns the names that stand in their rows. */
  readonly tenantNames?: TenantNames;
  /** Absent where no tenant is read from Graph; then nothing of it is loaded. */
  readonly graph?: GraphPolling;
  readonly outbreakMin: number;
  /** From one sweep to the next. */
  readonly period: number;
  readonly keepHistory: number;
  readonly keepIncidents: number;
}
