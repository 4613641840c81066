import type { Clock, SilenceStore } from '../model/ports.ts';
import { type Silence, silenceInForce, silencesAbout } from '../model/state.ts';
import { type SubjectKey, tenantOf } from '../model/subject.ts';

/** The silence that is shown of a subject. */
export interface ShownSilence extends Silence {
  readonly isInForce: boolean;
}

/**
 * Reads the silences of tenants.
 *
 * @returns which of them holds for a subject longest; where none does, which comes first
 */
export async function silencesOf(
  tenantIds: readonly string[],
  silences: Pick<SilenceStore, 'list'>,
  clock: Clock,
): Promise<(key: SubjectKey) => ShownSilence | undefined> {
  const now = clock();
  const distinct = [...new Set(tenantIds)];
  const lists = await Promise.all(distinct.map((tenantId) => silences.list(tenantId)));
  const byTenant = new Map(distinct.map((tenantId, i) => [tenantId, lists[i] ?? []]));
  return (key) => {
    const all = byTenant.get(tenantOf(key)) ?? [];
    const held = silenceInForce(key.subject, all, now);
    if (held) return { ...held, isInForce: true };
    const [next] = silencesAbout(key.subject, all).toSorted((a, b) => (a.from ?? now) - (b.from ?? now));
    return next && { ...next, isInForce: false };
  };
}
