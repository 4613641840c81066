import type { TokenKey } from '../../domain/report.ts';
import { type MoveDeps, move } from '../commit/commit-event.ts';
import { DEADLINE_MS, untilCommitted } from '../commit/retry.ts';
import { decideTenant, type TenantDecisionContext } from '../decide/decide-tenant.ts';
import type { TenantEvent } from '../decide/decision.ts';
import type { SilenceChange, TenantStore } from '../model/ports.ts';
import type { Silence, TenantState, TokenState } from '../model/state.ts';
import { SILENCE_TRUST_MS } from './tenant-silences.ts';

export interface TenantMoveDeps extends MoveDeps {
  readonly tenants: TenantStore;
  readonly context: () => Promise<TenantDecisionContext>;
}

/** Silences or unsilences one token, and decides at once. @returns undefined where there is no such token */
export function silenceToken(
  key: TokenKey,
  silence: Silence | undefined,
  deps: MoveDeps,
): Promise<TokenState | undefined> {
  const scope = 'token' as const;
  return move(key, silence ? { kind: 'silenced', scope, silence } : { kind: 'unsilenced', scope }, deps);
}

/**
 * Silences or unsilences a tenant: its own row, and those of all its tokens, so that each of them can be decided
 * without another read. Written first as not applied, so that the sweep goes on with it after a crash.
 *
 * @returns false where there is no such tenant
 */
export async function silenceTenant(
  tenantId: string,
  silence: Silence | undefined,
  deps: TenantMoveDeps,
): Promise<boolean> {
  if (!(await deps.tenants.readTenant(tenantId))) return false;
  const now = deps.clock();
  // A lifted silence is one that has ended: the row stays, so that the lifting too survives a crash.
  await deps.tenants.writeSilence(tenantId, silence ?? { until: now, at: now, by: '' }, false);
  await applySilence(tenantId, deps);
  return true;
}

/** Brings a tenant's silence, or its end, to the tenant and to every one of its tokens. */
export async function applySilence(tenantId: string, deps: TenantMoveDeps): Promise<void> {
  const change = await deps.tenants.readSilenceChange(tenantId);
  const { silence } = change;
  await moveTenant(tenantId, silence ? { kind: 'silenced', silence } : { kind: 'unsilenced' }, deps);
  const scope = 'tenant' as const;
  for await (const page of deps.store.readAllTokens(tenantId)) {
    for (const stored of page) {
      const isKnown = stored.value.tenantSilence?.until === silence?.until;
      if (isKnown) continue;
      await move(
        stored.value.record,
        silence ? { kind: 'silenced', scope, silence } : { kind: 'unsilenced', scope },
        deps,
        stored,
      );
    }
  }
  await settleSilence(tenantId, change, deps);
}

/**
 * Another instance may have welcomed a new token without knowing of the change; so it counts as applied only when a
 * sweep has gone over all tokens again after every instance must have learned of it.
 */
async function settleSilence(
  tenantId: string,
  { silence, since, etag }: SilenceChange,
  { tenants, clock }: TenantMoveDeps,
): Promise<void> {
  const isKnownToAll = clock() - since > SILENCE_TRUST_MS;
  if (!isKnownToAll || etag === undefined) return;
  // Where a person has asked for something else meanwhile, that stands, and is due.
  await tenants.writeSilence(tenantId, silence ?? { until: since, at: since, by: '' }, true, etag);
}

/**
 * Lets something happen to a tenant as a whole, and decides at once.
 *
 * @returns the state after it; undefined where there is no such tenant
 */
export async function moveTenant(
  tenantId: string,
  event: TenantEvent,
  deps: TenantMoveDeps,
): Promise<TenantState | undefined> {
  return untilCommitted(
    async () => {
      const stored = await deps.tenants.readTenant(tenantId);
      if (!stored) return undefined;
      const tokens: TokenState[] = [];
      for await (const page of deps.store.readAllTokens(tenantId)) tokens.push(...page.map(({ value }) => value));
      const context = { ...(await deps.context()), holdUntil: await deps.surroundings.holdUntil() };
      const change = decideTenant(tenantId, stored, tokens, event, context);
      if ((await deps.tenants.commitTenant(tenantId, change)) === 'conflict') return 'conflict';
      await deps.publish(change.notifications, context.now);
      return change.state;
    },
    deps.clock() + DEADLINE_MS,
    deps,
  );
}
