import { createHash } from 'node:crypto';
import type { TenantSummary } from '../../src/app/model/summary.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { incidentOf, NOW, tenantOf, tokenOf } from './model.ts';

const TENANTS = 600;
const TOKENS = [1, 2, 3, 4, 5] as const;

/** 3,000 tokens of 600 tenants, as unlike each other as those of people are; of every sixth tenant all fail. */
export function manyTenants(): readonly TenantSummary[] {
  return Array.from({ length: TENANTS }, (_, i) => {
    const id = createHash('sha256').update(`${i}`).digest('hex');
    const tokens = TOKENS.map((n) =>
      tokenOf(`${id.slice(n, n + 8)}-5e6f-4a7b-8c9d-${id.slice(12 + n, 24 + n)}`, {
        displayName: `School ${id.slice(30 + n, 36 + n)}`,
        locationName: `Campus ${i}.${n}`,
        expiresAt: timestampOf(NOW + Number.parseInt(id.slice(n, n + 6), 16) * 1_000),
        ...(i % 6 === 0 && { incident: incidentOf('syncFailed', 'warning', n, { incidentId: `01K${i}X${n}` }) }),
      }),
    );
    const tenantId = `${id.slice(0, 8)}-${id.slice(8, 12)}-4a57-9a35-${id.slice(12, 24)}`;
    return tenantOf(tenantId, tokens, { name: `District ${i}` });
  });
}
