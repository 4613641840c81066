import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TableEntity } from '@azure/data-tables';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/policy.ts';
import type { Row } from '../../src/storage/row.ts';
import { MemoryRows } from '../support/memory-rows.ts';
import type { World } from '../support/world.ts';
import { everyRow, fromFile, kindOf, worldOver } from './every-row.ts';

interface Kept {
  readonly rows: readonly Row[];
  readonly at: number;
}

const FOLDER = join(import.meta.dirname, '../fixtures/rows');
const RELEASES = globSync('*.json', { cwd: FOLDER }).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const PAGE = { limit: 500 };

test('a kind of row that no release had is kept with the next one', async () => {
  const kept = RELEASES.flatMap((file) => kindsOf(read(file).rows));

  const { rows } = await everyRow();

  expect(kindsOf(rows).filter((kind) => !kept.includes(kind))).toEqual([]);
});

describe.each(RELEASES.map((file) => [basename(file, '.json'), file]))('rows of %s', (_release, file) => {
  let kept: Kept;
  let rows: MemoryRows;
  let world: World;

  beforeEach(() => {
    kept = read(file);
    rows = tableOf(kept.rows);
    world = worldOver(rows, kept.at + MINUTE);
  });

  test('are all read: what they say is shown, and the check leaves none out', async () => {
    const { views } = world.app;
    const [tokens, incidents] = [await views.tokens({}, PAGE), await views.incidents({}, PAGE)];
    const contents = [
      tokens.items,
      incidents.items,
      (await views.history({ tenantId: 'contoso', tokenId: 't-1' }, PAGE)).items,
      await views.timeline('contoso', (await world.incident('t-2')).id),
      (await world.app.notifications({}, PAGE)).items,
      await world.app.groups({}),
      await collected(world.app.summaries()),
      (await views.connections({}, PAGE)).items,
      (await world.app.listTenants(PAGE)).items,
    ];
    const check = await world.sweep();

    expect(contents.filter((items) => items.length === 0)).toEqual([]);
    expect(check).toMatchObject({ complete: true, unreadable: 0 });
    expect(world.lines.filter((line) => line.includes('row'))).toEqual([]);
  });

  test('go on: a report is stored, and what waited for a channel is delivered once that works', async () => {
    const [result] = await world.report({ tokenId: 't-1', status: 'failed', lastSyncAt: undefined });
    await world.sweep();
    await world.run(world.now + 20 * MINUTE);

    expect(result).toMatchObject({ outcome: 'applied' });
    expect(world.heard.filter(({ target }) => target === 'broken')).not.toEqual([]);
  });

  test('of a newer release beside this one keep what only that one knows', async () => {
    const newer = kept.rows.map((row) => ({ ...row, ofTheNextRelease: 'kept' }));
    rows = tableOf(newer);
    world = worldOver(rows, kept.at + MINUTE);

    await world.report({ tokenId: 't-1', status: 'failed', lastSyncAt: undefined });
    await world.sweep();
    await world.run(world.now + 20 * MINUTE);

    const lost = newer.filter(({ partitionKey, rowKey }) => {
      const row = rows.peek(partitionKey, rowKey);
      return row && isJoined(row) && row.ofTheNextRelease !== 'kept';
    });
    expect(lost.map(kindOf)).toEqual([]);
  });
});

/** Rows that are read, changed and written; the others are written anew from those, or stand as they are. */
function isJoined(row: Row): boolean {
  const kind = kindOf(row);
  return kind === '_tenants' || /^(tenant|_app)\/token\/|^_mailbox\/(guard|heard|group)$/.test(kind);
}

function read(file: string): Kept {
  const { rows, at } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  return { rows: fromFile(rows), at };
}

function kindsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map(kindOf))].sort();
}

function tableOf(rows: readonly Row[]): MemoryRows {
  const table = new MemoryRows();
  for (const { etag: _, ...row } of rows) void table.put(row as TableEntity);
  return table;
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
