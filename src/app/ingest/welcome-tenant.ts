import type { DecisionContext } from '../decide/context.ts';
import { newExpiring } from '../decide/decide-expiring.ts';
import { newReporter } from '../decide/decide-reporter.ts';
import type { SubjectStore, TenantStore } from '../model/ports.ts';

/**
 * Lists a tenant before its first token's row is there, with the subjects that it has as a whole; they are due at once,
 * so that the next sweep sets their hours.
 */
export async function welcomeTenant(
  tenantId: string,
  context: DecisionContext,
  { tenants, subjects }: { readonly tenants: TenantStore; readonly subjects: SubjectStore },
): Promise<void> {
  // A conflict: another instance has welcomed it.
  await tenants.ensure(tenantId, () =>
    subjects.commit(tenantId, [newReporter(tenantId, context), newExpiring(tenantId, context)]),
  );
}
