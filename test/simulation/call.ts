import type { StateStore, TenantStore } from '../../src/app/model/ports.ts';
import type { TenantChange, TokenChange } from '../../src/app/model/state.ts';
import type { Report } from '../../src/domain/report.ts';
import type { FaultyRows } from './chaos.ts';

/** Why the product was called. */
export type Call = { readonly startedAt: number } & (
  | { readonly kind: 'reports'; readonly reports: readonly Report[] }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'deliver' }
  | { readonly kind: 'retire'; readonly tokenId: string }
  | { readonly kind: 'acknowledge'; readonly incidentId: string }
  | { readonly kind: 'silence' }
);

/** Hears of decisions in the moment in which they become durable, whatever the caller is told. */
export interface Witness {
  tokenCommitted(call: Call, change: TokenChange): void;
  tenantCommitted(call: Call, tenantId: string, change: TenantChange): void;
}

/** The store as one call uses it, so that what is written can be laid at its door. */
export function storeFor(call: Call, store: StateStore, rows: FaultyRows, witness: Witness): StateStore {
  return {
    readTokens: (...wanted) => store.readTokens(...wanted),
    readDeliveries: (...wanted) => store.readDeliveries(...wanted),
    fitting: (changes) => store.fitting(changes),
    readAllTokens: (tenantId) => store.readAllTokens(tenantId),
    listTenants: () => store.listTenants(),
    readDue: (...wanted) => store.readDue(...wanted),
    commit(tenantId, changes) {
      rows.witness = () => {
        for (const change of changes) witness.tokenCommitted(call, change);
      };
      return store.commit(tenantId, changes);
    },
  };
}

export function tenantsFor(call: Call, tenants: TenantStore, rows: FaultyRows, witness: Witness): TenantStore {
  return {
    ensureTenant: (tenantId) => tenants.ensureTenant(tenantId),
    readTenant: (tenantId) => tenants.readTenant(tenantId),
    readSilence: (tenantId) => tenants.readSilence(tenantId),
    readSilenceChange: (tenantId) => tenants.readSilenceChange(tenantId),
    writeSilence: (...wanted) => tenants.writeSilence(...wanted),
    commitTenant(tenantId, change) {
      rows.witness = () => witness.tenantCommitted(call, tenantId, change);
      return tenants.commitTenant(tenantId, change);
    },
  };
}
