import type { Page, PageRequest, SummaryStore, Tenant, TenantStore } from '../model/ports.ts';
import type { StoredSummary } from '../model/summary.ts';

/** A tenant as a list shows it. */
export interface ListedAtGlance {
  readonly tenant: Tenant;
  /** Whether its tokens are read from Microsoft Graph. */
  readonly isRead: boolean;
  /** As the last check left it; absent for a tenant that none has seen. */
  readonly summary?: StoredSummary;
}

export interface ListDeps {
  readonly tenants: Pick<TenantStore, 'page'>;
  readonly summaries: Pick<SummaryStore, 'all'>;
  readonly isRead: (tenant: Tenant) => boolean;
}

/** Tenants, page by page, with what is known of their tokens. @throws BadContinuation, StorageUnavailable */
export async function listTenants(
  page: PageRequest,
  { tenants, summaries, isRead }: ListDeps,
): Promise<Page<ListedAtGlance>> {
  const { items, continuation } = await tenants.page(page);
  const wanted = new Set(items.map(({ tenantId }) => tenantId));
  const found = new Map<string, StoredSummary>();
  // One range holds all of them, and a few requests read it, where each by itself would take one.
  for await (const summary of summaries.all()) if (wanted.has(summary.tenantId)) found.set(summary.tenantId, summary);
  return {
    items: items.map((tenant) => {
      const summary = found.get(tenant.tenantId);
      return { tenant, isRead: isRead(tenant), ...(summary && { summary }) };
    }),
    ...(continuation !== undefined && { continuation }),
  };
}
