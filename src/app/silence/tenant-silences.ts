import type { Clock, TenantStore } from '../model/ports.ts';
import type { Silence } from '../model/state.ts';

/** What is known of a tenant's silence when a token of it is first seen. */
export type TenantSilences = (tenantId: string) => Promise<Silence | undefined>;

/** How long an instance believes what it read. A silence is brought to all tokens once more after this has passed. */
export const SILENCE_TRUST_MS = 60_000;

/** More tenants than this are not remembered at once. */
const MOST_TENANTS = 10_000;

/** Reads a tenant's silence at most once a minute, so that a burst of new tokens costs no read for each of them. */
export function tenantSilences(tenants: TenantStore, clock: Clock): TenantSilences {
  const known = new Map<string, { readonly at: number; readonly silence: Silence | undefined }>();
  return async (tenantId) => {
    const now = clock();
    const read = known.get(tenantId);
    if (read && now - read.at < SILENCE_TRUST_MS) return read.silence;
    const silence = await tenants.readSilence(tenantId);
    if (known.size >= MOST_TENANTS) known.clear();
    known.set(tenantId, { at: now, silence });
    return silence;
  };
}
