import type { SilenceStore } from '../model/ports.ts';
import { type Silence, WHOLE_TENANT } from '../model/state.ts';
import { type SubjectKey, tenantOf } from '../model/subject.ts';

/** Reads the silences of tenants. @returns which of them holds for a subject longest */
export async function silencesOf(
  tenantIds: readonly string[],
  silences: Pick<SilenceStore, 'list'>,
): Promise<(key: SubjectKey) => Silence | undefined> {
  const distinct = [...new Set(tenantIds)];
  const lists = await Promise.all(distinct.map((tenantId) => silences.list(tenantId)));
  const byTenant = new Map(distinct.map((tenantId, i) => [tenantId, lists[i] ?? []]));
  return (key) =>
    (byTenant.get(tenantOf(key)) ?? [])
      .filter(({ subject }) => subject === WHOLE_TENANT || subject === key.subject)
      .sort((a, b) => b.until - a.until)[0];
}
