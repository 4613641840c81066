import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { StoredSummary, TokenSummary } from '../../src/app/model/summary.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { TableSummaryStore } from '../../src/storage/summary-store.ts';
import { Table } from '../../src/storage/table.ts';
import { useStorage } from '../support/storage.ts';
import { NOW } from './instance.ts';

const storage = useStorage();

test('a summary of 3,000 tokens, a third of them failing, comes back as it was written', async () => {
  const tokens = Array.from({ length: 3_000 }, (_, i) => tokenOf(i, `Grundschule ${i} in Nürnberg`));
  const summary = summaryOf(tokens);

  expect(await written(summary)).toEqual(summary);
});

test('one whose names resemble nothing and are as long as can be is kept without them', async () => {
  const tokens = Array.from({ length: 3_000 }, (_, i) => tokenOf(i, randomBytes(400).toString('base64').slice(0, 500)));
  const summary = summaryOf(tokens);

  const bare = tokens.map(({ displayName, organizationName, locationName, ...rest }) => rest);
  expect(await written(summary)).toEqual({ ...summary, tokens: bare });
});

test('of far more tokens than a tenant can have, those with a problem are kept', async () => {
  const summary = summaryOf(Array.from({ length: 30_000 }, (_, i) => tokenOf(i, randomBytes(24).toString('hex'))));

  const { tokens } = (await written(summary)) ?? { tokens: [] };
  expect(tokens).toHaveLength(6_000);
  expect(tokens.every(({ incident }) => incident)).toBe(true);
});

test('who read before another wrote writes nothing', async () => {
  const store = new TableSummaryStore(new Table(storage.table), console);
  const summary = { ...summaryOf([]), tenantId: 'contended' };
  await store.write(summary, undefined);
  const basis = await store.read('contended');
  await store.write({ ...summary, at: NOW + 1 }, basis);

  const again = [await store.write(summary, basis), await store.write(summary, undefined)];

  expect(again).toEqual(['conflict', 'conflict']);
  expect((await store.read('contended'))?.value.at).toBe(NOW + 1);
});

async function written(summary: StoredSummary): Promise<StoredSummary | undefined> {
  const store = new TableSummaryStore(new Table(storage.table), console);
  const basis = await store.read(summary.tenantId);
  expect(await store.write(summary, basis)).toBe('written');
  return (await store.read(summary.tenantId))?.value;
}

function summaryOf(tokens: readonly TokenSummary[]): StoredSummary {
  return { tenantId: 'contoso', at: NOW, tokens, others: [], silences: [] };
}

function tokenOf(i: number, name: string): TokenSummary {
  const failing = {
    incidentId: randomBytes(13).toString('hex'),
    cause: 'syncFailed',
    severity: 'critical',
    openedAt: NOW - i,
    failing: true,
    reason: { told: true, why: 'opened' },
    audience: ['webhook', 'log'],
    toldAt: NOW - i,
    failingSince: timestampOf(NOW - i),
  } as const;
  return {
    tokenId: randomBytes(16).toString('hex'),
    status: SYNC_STATUSES[i % 4] ?? 'none',
    displayName: name,
    organizationName: `Org ${name}`,
    locationName: `Standort ${name}`,
    accountType: 'education',
    tokenState: 'valid',
    expiresAt: timestampOf(NOW + i * 1_000),
    lastSyncAt: timestampOf(NOW - i * 997),
    lastReportAt: timestampOf(NOW - i * 991),
    strip: `20783.${'8'.repeat(30)}`,
    ...(i % 3 === 0 && { incident: failing }),
  };
}
