import type { ContentOptions } from './content.ts';
import { nameOf } from './text.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface TenantRef {
  readonly tenantId: string;
  readonly tenantName?: string;
}

/** What people call a tenant, as the settings or else its row name it; undefined where it has no name. */
export function knownTenantName(
  { tenantId, tenantName: own }: TenantRef,
  { tenantNames }: Pick<ContentOptions, 'tenantNames'>,
): string | undefined {
  return nameOf(tenantNames.get(tenantId)) ?? nameOf(own);
}

/** The same, and its id where it has no name. */
export function tenantName(tenant: TenantRef, options: ContentOptions): string {
  return knownTenantName(tenant, options) ?? tenant.tenantId;
}

/** That where there is little room: of a bare GUID the first block says enough. */
export function shortTenantName(tenant: TenantRef, options: ContentOptions): string {
  const name = tenantName(tenant, options);
  return GUID.test(name) ? `${name.slice(0, 8)}…` : name;
}

/** The tenant as a title begins with it; undefined where there is only one. */
export function tenantInTitle(tenant: TenantRef, options: ContentOptions): string | undefined {
  return options.severalTenants ? shortTenantName(tenant, options) : undefined;
}
