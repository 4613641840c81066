import { expect, test } from 'vitest';
import { TableAppStore } from '../../src/storage/app-store.ts';
import { MemoryRows } from '../support/memory-rows.ts';

test('an app is as old as the first caller said, whoever asks later', async () => {
  const rows = new MemoryRows();

  const first = await new TableAppStore(rows, console).bornAt(1_000);
  const later = await new TableAppStore(rows, console).bornAt(2_000);

  expect([first, later]).toEqual([1_000, 1_000]);
});

test('two that ask at once are given the same answer', async () => {
  const rows = new MemoryRows();

  const answers = await Promise.all([1_000, 1_001].map((now) => new TableAppStore(rows, console).bornAt(now)));

  expect(new Set(answers).size).toBe(1);
});
