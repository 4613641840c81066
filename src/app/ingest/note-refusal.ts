import { MINUTE } from '../../domain/policy.ts';
import { msOf } from '../../domain/timestamp.ts';
import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { readReporting } from '../commit/reporting.ts';
import { decideRefused } from '../decide/decide-refused.ts';
import { type Log, StorageUnavailable, type TenantStore } from '../model/ports.ts';
import { APP_TENANT, REFUSED_PREFIX, type RefusedState } from '../model/subject.ts';

/** A tenant's refusals are noted at most once in this time. */
const APART_MS = 5 * MINUTE;

/** More tenants than this are not remembered at once. */
const MAX_TENANTS = 10_000;

export interface RefuseDeps extends CommitDeps {
  readonly tenants: TenantStore;
  readonly log: Log;
}

/** What was wrong with a tenant's reports: places, as in `#/0/lastSyncStatus`, and never values. */
export interface TenantRefusal {
  readonly tenantId: string;
  readonly pointers: readonly string[];
}

/** Notes that reports of known tenants were refused. Never throws: the answer to the sender does not hang on it. */
export type NoteRefusals = (refusals: readonly TenantRefusal[]) => Promise<void>;

/** Makes what notes refusals; it remembers for one instance which it noted lately. */
export function refusalNotes(deps: RefuseDeps): NoteRefusals {
  const notedAt = new Map<string, number>();
  return async (refusals) => {
    for (const refusal of refusals) {
      const now = deps.clock();
      if (now - (notedAt.get(refusal.tenantId) ?? Number.NEGATIVE_INFINITY) < APART_MS) continue;
      if (notedAt.size >= MAX_TENANTS) notedAt.clear();
      notedAt.set(refusal.tenantId, now);
      await note(refusal, deps).catch((error: unknown) => {
        if (!(error instanceof StorageUnavailable)) throw error;
        deps.log.warn(`refused reports: not noted, tenant=${refusal.tenantId} reason="${error.message}"`);
      });
    }
  };
}

async function note({ tenantId, pointers }: TenantRefusal, deps: RefuseDeps): Promise<void> {
  if (!(await deps.tenants.read(tenantId))) return;
  const { newest } = await readReporting(tenantId, deps.subjects);
  const lastAccepted = newest && { lastAcceptedAt: msOf(newest) };
  await commitEvent<RefusedState>(
    { tenantId: APP_TENANT, subject: `${REFUSED_PREFIX}${tenantId}` },
    (stored, context) => {
      const isNoted = stored && context.now - stored.value.lastRefusedAt < APART_MS;
      return isNoted
        ? undefined
        : decideRefused(tenantId, stored, { kind: 'refused', pointers, ...lastAccepted }, context);
    },
    deps,
  );
}
