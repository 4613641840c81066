import type { Clock, SilenceStore, SummaryStore } from '../model/ports.ts';
import { isInForce, type Silence } from '../model/state.ts';
import { APP_TENANT } from '../model/subject.ts';

export interface ListedSilence extends Silence {
  readonly tenantId: string;
  readonly isInForce: boolean;
}

export interface SilencesDeps {
  readonly summaries: Pick<SummaryStore, 'read' | 'all'>;
  readonly silences: Pick<SilenceStore, 'list'>;
  readonly clock: Clock;
}

/**
 * The silences in force and to come, those that end first before others: of one tenant as they stand, of all as the
 * summaries have them.
 *
 * @throws StorageUnavailable
 */
export async function listSilences(
  tenantId: string | undefined,
  { summaries, silences, clock }: SilencesDeps,
): Promise<readonly ListedSilence[]> {
  const now = clock();
  const found: (Silence & { readonly tenantId: string })[] = [];
  const add = (of: string, own: readonly Silence[]) => found.push(...own.map((it) => ({ ...it, tenantId: of })));
  if (tenantId !== undefined) add(tenantId, await silences.list(tenantId));
  else {
    add(APP_TENANT, (await summaries.read(APP_TENANT))?.value.silences ?? []);
    for await (const summary of summaries.all()) add(summary.tenantId, summary.silences);
  }
  return found
    .filter(({ until }) => until > now)
    .map((it) => ({ ...it, isInForce: isInForce(it, now) }))
    .sort((a, b) => a.until - b.until);
}
