import { DAY } from '../../domain/policy.ts';
import {
  type Clock,
  type Log,
  OUTBREAKS,
  type RetentionStore,
  type StateStore,
  StorageUnavailable,
} from '../model/ports.ts';

export interface RetentionDeps {
  readonly store: Pick<StateStore, 'listTenants'>;
  readonly retention: RetentionStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds. */
  readonly keepHistory: number;
  /** Milliseconds; never shorter than `keepHistory` matters, since an incident's own rows go together. */
  readonly keepIncidents: number;
}

/** How long a used delivery id is remembered. */
const KEEP_DELIVERIES = 7 * DAY;

/** Leaves the host's five minutes with room to spare. */
const BUDGET_MS = 200_000;

/** From one complete round over all tenants to the next. */
const ROUND_MS = DAY;

/**
 * Deletes what is past its time, tenant by tenant, and notes how far it came: where the time runs out, the next run
 * goes on there.
 *
 * @returns how many rows were deleted
 */
export async function retain(deps: RetentionDeps): Promise<number> {
  const now = deps.clock();
  const progress = await deps.retention.readProgress();
  if (progress?.after === undefined && progress && now - progress.at < ROUND_MS) return 0;
  const before = {
    history: now - deps.keepHistory,
    deliveries: now - KEEP_DELIVERIES,
    notifications: now - deps.keepHistory,
    incidents: now - deps.keepIncidents,
  };
  let deleted = 0;
  try {
    for await (const partition of partitions(deps, progress?.after)) {
      if (deps.clock() - now >= BUDGET_MS) return deleted;
      deleted += await deps.retention.deleteOld(partition, before);
      await deps.retention.writeProgress({ at: now, after: partition });
    }
    deleted += await deps.retention.deleteOpenings(now - deps.keepHistory);
    await deps.retention.writeProgress({ at: now });
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    deps.log.warn(`retention: stopped, will go on within the hour, reason="${error.message}"`);
  }
  return deleted;
}

/** The tenants behind the one that was done last, and the partition of the outbreaks, which sorts before all of them. */
async function* partitions({ store }: RetentionDeps, after: string | undefined): AsyncGenerator<string> {
  if (after === undefined) yield OUTBREAKS;
  for await (const { tenantId } of store.listTenants()) {
    if (after === undefined || after === OUTBREAKS || tenantId > after) yield tenantId;
  }
}
