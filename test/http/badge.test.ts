import { expect, test } from 'vitest';
import type { IncidentSummary, TenantSummary, TokenSummary } from '../../src/app/model/summary.ts';
import type { Severity } from '../../src/domain/cause.ts';
import { badgeOf } from '../../src/http/badge.ts';

const TOKEN: TokenSummary = { tokenId: 't-1', status: 'completed', lastReportAt: '2026-03-10T12:00:00Z', strip: '0.' };
const GREEN = '#2da44e';
const AMBER = '#bf8700';
const RED = '#cf222e';

test.each([
  { what: 'all is well', open: [], others: [], says: 'ok', color: GREEN },
  { what: 'a warning is open', open: ['warning'], others: [], says: '1 failed', color: AMBER },
  { what: 'one of two is critical', open: ['warning', 'critical'], others: [], says: '2 failed', color: RED },
  { what: 'the tenant itself is silent', open: [], others: ['warning'], says: '1 failed', color: AMBER },
] as const)('it says $says where $what', async ({ open, others, says, color }) => {
  const tokens = [TOKEN, ...open.map((severity, i) => ({ ...TOKEN, tokenId: `f-${i}`, incident: incident(severity) }))];
  const own = others.map((severity) => ({ subject: '_reporter', ...incident(severity) }));

  const svg = await badgeOf('VPP tokens', list({ tenantId: 'contoso', at: 0, tokens, others: own, silences: [] }));

  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain(`VPP tokens: ${says}`);
  expect(svg).toContain(color);
});

test('it says so where nothing was ever seen', async () => {
  const unseen = list({ tenantId: 'contoso', tokens: [], others: [], silences: [] });

  expect(await badgeOf('x', unseen)).toContain('x: no data');
  expect(await badgeOf('x', list())).toContain('x: no data');
});

async function* list(...summaries: readonly TenantSummary[]): AsyncGenerator<TenantSummary> {
  yield* summaries;
}

function incident(severity: Severity): IncidentSummary {
  const reason = { told: true, why: 'opened' } as const;
  return { incidentId: 'i', cause: 'syncFailed', severity, openedAt: 0, failing: true, reason, audience: [] };
}
