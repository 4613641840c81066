import type { Tenant } from '../model/ports.ts';

/** What a person wants of a tenant; what is absent stays as it is. */
export interface WantedTenant {
  readonly tenantId: string;
  readonly name?: string;
  /** Whether its tokens are to be read from Microsoft Graph. */
  readonly polled?: boolean;
}

/** What would be changed of one tenant. */
export interface TenantDifference {
  readonly tenantId: string;
  /** Whether it is not listed yet. */
  readonly isNew: boolean;
  readonly name?: { readonly from: string | undefined; readonly to: string };
  readonly polled?: { readonly from: boolean; readonly to: boolean };
  /** Whether its monitoring was ended, and begins again. */
  readonly isEnabledAgain: boolean;
}

/** How tenants differ from what a person wants of them, in the order of the wishes; those that do not are left out. */
export function differences(
  wanted: readonly WantedTenant[],
  tenants: ReadonlyMap<string, Tenant>,
): readonly TenantDifference[] {
  return wanted.flatMap(({ tenantId, name, polled }) => {
    const before = tenants.get(tenantId);
    const isRenamed = name !== undefined && name !== before?.name;
    const isPolledOtherwise = polled !== undefined && polled !== (before?.polled ?? false);
    const isEnabledAgain = polled === true && before?.enabled === false;
    if (before && !isRenamed && !isPolledOtherwise && !isEnabledAgain) return [];
    return {
      tenantId,
      isNew: before === undefined,
      ...(isRenamed && { name: { from: before?.name, to: name } }),
      ...(isPolledOtherwise && { polled: { from: before?.polled ?? false, to: polled } }),
      isEnabledAgain,
    };
  });
}
