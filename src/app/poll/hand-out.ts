import { MINUTE, SECOND } from '../../domain/policy.ts';
import type { DecisionContext } from '../decide/context.ts';
import { welcomeTenant } from '../ingest/welcome-tenant.ts';
import type { PollMessage } from '../model/poll.ts';
import type { Clock, Queue, SubjectStore, Tenant, TenantStore } from '../model/ports.ts';

/** Which tenants are polled, and by whom: the sweep hands them to the queue. */
export interface Polls {
  /** Whether settings or people want the tenant polled. */
  isPolled(tenant: Tenant): boolean;
  /** Whether its other connections with Apple are looked at, too. */
  isWatched(tenant: Tenant): boolean;
  /** Since when a poll that was handed out for the tenant's present time has not ended, as far as this instance knows. */
  unansweredSince(tenant: Tenant): number | undefined;
  /** Puts a message for a tenant whose poll is due before the next sweep. @throws StorageUnavailable */
  handOut(tenant: Tenant): Promise<void>;
  /** Lists the tenants that only the settings name, and hands them out. @throws StorageUnavailable */
  welcome(listed: ReadonlySet<string>): Promise<void>;
}

export interface HandOutDeps {
  readonly queue: Queue<PollMessage>;
  /** What settings say of reading each tenant; of all others their rows decide. */
  readonly bySettings: ReadonlyMap<string, boolean>;
  readonly withNeighbours: boolean;
  readonly tenants: TenantStore;
  readonly subjects: SubjectStore;
  readonly context: (tenantId: string) => DecisionContext;
  readonly clock: Clock;
  /** From one sweep to the next, in milliseconds. */
  readonly period: number;
}

/** Whether a tenant's tokens are to be read from Graph: as settings say, else as a person decided. */
export function isPolled({ tenantId, enabled, polled }: Tenant, bySettings: HandOutDeps['bySettings']): boolean {
  return enabled && (bySettings.get(tenantId) ?? polled);
}

interface HandedOut {
  readonly dueAt: number | undefined;
  readonly since: number;
  readonly seenAt: number;
}

/** A message that is not answered by then was lost, or its poll was; the next sweep puts another. */
const ANSWERED_WITHIN = 10 * MINUTE;

/**
 * Hands out polls, each at its time: a message for one that falls due before the next sweep stays unseen until then, so
 * that polls spread as their times do.
 */
export function pollsOf(deps: HandOutDeps): Polls {
  const { queue, bySettings, tenants, subjects, context, clock, period } = deps;
  /** For which time each tenant was handed out last, and when the first and the last such message is to be seen. */
  const handedOut = new Map<string, HandedOut>();
  const isWanted = (tenant: Tenant) => isPolled(tenant, bySettings);
  const put = async (tenantId: string, dueAt: number | undefined) => {
    const now = clock();
    const delay = Math.max(0, (dueAt ?? now) - now);
    if (delay > period) return;
    const last = handedOut.get(tenantId);
    if (last && last.dueAt === dueAt && now < last.seenAt + ANSWERED_WITHIN) return;
    await queue.put({ tenantId }, Math.ceil(delay / SECOND));
    const seenAt = now + delay;
    handedOut.set(tenantId, { dueAt, seenAt, since: last?.dueAt === dueAt ? (last?.since ?? seenAt) : seenAt });
  };
  return {
    isPolled: isWanted,
    isWatched: (tenant) => deps.withNeighbours && isWanted(tenant),
    unansweredSince: ({ tenantId, poll }) => {
      const last = handedOut.get(tenantId);
      return last?.dueAt === poll?.nextPollAt ? last?.since : undefined;
    },
    handOut: async (tenant) => {
      if (isWanted(tenant)) await put(tenant.tenantId, tenant.poll?.nextPollAt);
      else handedOut.delete(tenant.tenantId);
    },
    welcome: async (listed) => {
      for (const [tenantId, isNamed] of bySettings) {
        if (!isNamed || listed.has(tenantId)) continue;
        await welcomeTenant(tenantId, context(tenantId), { tenants, subjects });
        await put(tenantId, undefined);
      }
    },
  };
}
