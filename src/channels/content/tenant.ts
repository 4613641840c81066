import type { ContentOptions } from './content.ts';
import { nameOf } from './text.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What people call a tenant; undefined where it has no name. */
export function knownTenantName(
  tenantId: string,
  { tenantNames }: Pick<ContentOptions, 'tenantNames'>,
): string | undefined {
  return nameOf(tenantNames.get(tenantId));
}

/** The same, and its id where it has no name. */
export function tenantName(tenantId: string, options: ContentOptions): string {
  return knownTenantName(tenantId, options) ?? tenantId;
}

/** That where there is little room: of a bare GUID the first block says enough. */
export function shortTenantName(tenantId: string, options: ContentOptions): string {
  const name = tenantName(tenantId, options);
  return GUID.test(name) ? `${name.slice(0, 8)}…` : name;
}

/** The tenant as a title begins with it; undefined where there is only one. */
export function tenantInTitle(tenantId: string, options: ContentOptions): string | undefined {
  return options.severalTenants ? shortTenantName(tenantId, options) : undefined;
}
