import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, batchesOf } from '../../../src/app/ingest/batch.ts';
import type { IngestItem } from '../../../src/app/ingest/ingest-item.ts';
import { report } from '../../domain/build.ts';

const TRANSACTION = 100;

function item(index: number, tenantId: string, tokenId: string, deliveryId?: string): IngestItem {
  return { index, report: report({ tenantId, tokenId, ...(deliveryId && { deliveryId }) }), contentHash: 'hash' };
}

function indexesOf(batches: readonly Batch[]): number[] {
  const groups = batches.flatMap((batch) => batch.groups);
  return groups.flatMap(({ items, repeated }) =>
    [...items, ...repeated.map((it) => it.item)].map(({ index }) => index),
  );
}

const anyItems = fc
  .array(
    fc.record({
      tenantId: fc.constantFrom('a', 'b'),
      tokenId: fc.constantFrom('1', '2', '3'),
      deliveryId: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
    }),
    { maxLength: 150 },
  )
  .map((all) => all.map(({ tenantId, tokenId, deliveryId }, i) => item(i, tenantId, tokenId, deliveryId)));

test('every item is in exactly one place', () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const batches = batchesOf(items);

      expect(indexesOf(batches).toSorted((a, b) => a - b)).toEqual(items.map(({ index }) => index));
    }),
  );
});

test('the items of one token keep their order over all batches', () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const groups = batchesOf(items).flatMap(({ tenantId, groups }) =>
        groups.map((group) => ({ ...group, tenantId })),
      );

      for (const own of Map.groupBy(groups, ({ tenantId, tokenId }) => `${tenantId}/${tokenId}`).values()) {
        const indexes = own.flatMap((group) => group.items.map(({ index }) => index));
        expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('a batch has a token once, and a delivery id is written once', () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const batches = batchesOf(items);

      for (const { groups } of batches) expect(new Set(groups.map((it) => it.tokenId)).size).toBe(groups.length);
      for (const own of Map.groupBy(batches, ({ tenantId }) => tenantId).values()) {
        const ids = own.flatMap(({ groups }) =>
          groups.flatMap((it) => it.items.flatMap((one) => one.report.deliveryId ?? [])),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }
    }),
  );
});

test('the rows of one token fit a transaction: history, ledger and timeline of each item, and its notices', () => {
  const items = Array.from({ length: 1_000 }, (_, i) => item(i, 'a', '1', `id-${i}`));

  const sizes = batchesOf(items).flatMap(({ groups }) => groups.map((group) => group.items.length));

  for (const size of sizes) expect(3 * size).toBeLessThan(TRANSACTION - 20);
});

test('nothing makes no batch', () => {
  expect(batchesOf([])).toEqual([]);
});
