import { DAY } from '../../domain/policy.ts';
import { knownTargets } from '../deliver/known-targets.ts';
import type { MailboxDeps } from '../deliver/ports.ts';
import { retireMailbox } from '../deliver/retention.ts';
import { type AppStore, type Clock, type Log, StorageUnavailable, type TenantStore } from '../model/ports.ts';
import type { RetentionStore } from '../model/removal.ts';
import { APP_TENANT, type SubjectState } from '../model/subject.ts';

export interface RetentionDeps {
  readonly tenants: Pick<TenantStore, 'list'>;
  readonly retention: RetentionStore;
  readonly app: Pick<AppStore, 'readTargets'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly mailbox: MailboxDeps<SubjectState>;
  /** Milliseconds. */
  readonly keepHistory: number;
  /** Milliseconds. */
  readonly keepIncidents: number;
}

/** How long a used delivery id is remembered. */
const KEEP_IDEMPOTENCY = 7 * DAY;

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
    idempotency: now - KEEP_IDEMPOTENCY,
    silences: now,
    incidents: now - deps.keepIncidents,
  };
  let deleted = 0;
  try {
    for await (const partition of partitions(deps, progress?.after)) {
      if (deps.clock() - now >= BUDGET_MS) return deleted;
      deleted += await deps.retention.deleteOld(partition, before);
      await deps.retention.writeProgress({ at: now, after: partition });
    }
    for (const target of await knownTargets([...deps.mailbox.targets.keys()], deps.app)) {
      // One that is busy just now is taken with the next round.
      deleted += (await retireMailbox(target, before, deps.mailbox)) ?? 0;
    }
    await deps.retention.writeProgress({ at: now });
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    deps.log.warn(`retention: interrupted, goes on later, reason="${error.message}"`);
  }
  return deleted;
}

/** The tenants behind the one that was done last, and the partition of the app itself, before all of them. */
async function* partitions({ tenants }: RetentionDeps, after: string | undefined): AsyncGenerator<string> {
  if (after === undefined) yield APP_TENANT;
  for await (const { tenantId } of tenants.list()) {
    if (after === undefined || after === APP_TENANT || tenantId > after) yield tenantId;
  }
}
