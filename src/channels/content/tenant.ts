import type { ContentOptions } from './content.ts';
import { nameOf } from './text.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface TenantRef {
  readonly tenantId: string;
  readonly tenantName?: string;
}

/** What people call a tenant: as the settings name it, else as it names itself, else its id. */
export function tenantName({ tenantId, tenantName: own }: TenantRef, { tenantNames }: ContentOptions): string {
  return nameOf(tenantNames.get(tenantId)) ?? nameOf(own) ?? tenantId;
}

/** The same where there is little room: of a bare GUID the first block says enough. */
export function shortTenantName(tenant: TenantRef, options: ContentOptions): string {
  const name = tenantName(tenant, options);
  return GUID.test(name) ? `${name.slice(0, 8)}…` : name;
}

/** The tenant as a title begins with it; undefined where there is only one. */
export function tenantInTitle(tenant: TenantRef, options: ContentOptions): string | undefined {
  return options.severalTenants ? shortTenantName(tenant, options) : undefined;
}
