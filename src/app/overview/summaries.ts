import { timestampOf } from '../../domain/timestamp.ts';
import type { PollProgress } from '../model/poll.ts';
import type { Clock, SummaryStore, Tenant, TenantStore } from '../model/ports.ts';
import { APP_TENANT, tenantOf } from '../model/subject.ts';
import type { StoredSummary, SubjectSummary, TenantSummary, TokenSummary } from '../model/summary.ts';
import { type SummarizeDeps, saidNow } from './summarize.ts';

export interface SummariesDeps extends Pick<SummarizeDeps, 'subjects' | 'silences'> {
  readonly tenants: Pick<TenantStore, 'list' | 'read'>;
  readonly summaries: Pick<SummaryStore, 'read' | 'all'>;
  readonly clock: Clock;
  /** Whether a tenant's tokens are read from Microsoft Graph. */
  readonly isRead: (tenant: Tenant) => boolean;
}

/** So many tenants that no sweep has seen yet are read as they are: with the next sweep there are none. */
const MOST_UNSEEN = 20;

/**
 * Every tenant that is listed or has a silence, with what the app itself keeps of it: that its reports are refused.
 *
 * @param only one tenant alone
 * @throws StorageUnavailable
 */
export async function* summaries(only: string | undefined, deps: SummariesDeps): AsyncGenerator<TenantSummary> {
  const refused = Map.groupBy(await appIncidents(deps), ({ subject }) => tenantOf({ tenantId: APP_TENANT, subject }));
  const show = (tenantId: string, tenant: Tenant | undefined, stored: Shown | undefined): TenantSummary => ({
    tenantId,
    ...(tenant?.name !== undefined && { name: tenant.name }),
    ...(stored && { at: stored.at }),
    ...(tenant && deps.isRead(tenant) && listedAt(tenant)),
    tokens: withUnread(stored?.tokens ?? [], tenant && deps.isRead(tenant) ? tenant.poll : undefined),
    others: [...(refused.get(tenantId) ?? []), ...(stored?.others ?? [])],
    silences: (stored?.silences ?? []).filter(({ until }) => until > deps.clock()),
  });
  if (only !== undefined) {
    const [tenant, stored] = await Promise.all([deps.tenants.read(only), deps.summaries.read(only)]);
    if (tenant || stored) yield show(only, tenant, stored?.value ?? (await seenNow(only, deps)));
    return;
  }
  const listed = new Map<string, Tenant>();
  for await (const tenant of deps.tenants.list()) listed.set(tenant.tenantId, tenant);
  for await (const stored of deps.summaries.all()) {
    const { tenantId } = stored;
    const summary = show(tenantId, listed.get(tenantId), stored);
    // A tenant that never reported is known by its silence alone.
    if (listed.delete(tenantId) || summary.silences.length > 0) yield summary;
  }
  let unseen = 0;
  for (const [tenantId, tenant] of listed) {
    yield show(tenantId, tenant, unseen++ < MOST_UNSEEN ? await seenNow(tenantId, deps) : undefined);
  }
}

type Shown = Omit<StoredSummary, 'tenantId'>;

async function seenNow(tenantId: string, deps: SummariesDeps): Promise<Shown> {
  return { at: deps.clock(), ...(await saidNow(tenantId, deps)) };
}

function listedAt({ poll }: Tenant): Pick<TenantSummary, 'listedAt'> {
  return poll?.listedAt === undefined ? {} : { listedAt: poll.listedAt };
}

/** The strip of a token of which no status was ever read. */
const NO_DAYS = '0.';

/** With what Graph lists in a way that cannot be read: whatever was known of such a token, its status is not. */
function withUnread(tokens: readonly TokenSummary[], poll: PollProgress | undefined): readonly TokenSummary[] {
  const { unread, listedAt, polledAt = 0 } = poll ?? {};
  if (!unread) return tokens;
  const known = new Map(tokens.map((token) => [token.tokenId, token]));
  for (const [tokenId, { note: _, status: __, ...shown }] of Object.entries(unread)) {
    const token = known.get(tokenId) ?? { tokenId, strip: NO_DAYS, lastReportAt: timestampOf(listedAt ?? polledAt) };
    known.set(tokenId, { ...token, ...shown, status: null });
  }
  return [...known.values()].sort((a, b) => (a.tokenId < b.tokenId ? -1 : 1));
}

/** Open incidents of what concerns the app itself: refused reports of a tenant, and channels in trouble. */
export async function appIncidents({
  summaries: store,
}: Pick<SummariesDeps, 'summaries'>): Promise<readonly SubjectSummary[]> {
  return (await store.read(APP_TENANT))?.value.others ?? [];
}
