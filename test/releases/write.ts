/**
 * `node test/releases/write.ts 1.0.0`: keeps the rows that this release writes, of every kind, in
 * `test/fixtures/rows/{release}.json`. Run it once for each release that writes other rows than the one before; what is
 * there already stays as it is.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { everyRow, toFile } from './every-row.ts';

const [, , release = ''] = argv;
const file = `test/fixtures/rows/${release}.json`;
if (!/^\d+\.\d+\.\d+$/.test(release) || existsSync(file)) {
  console.error('Name a release that has no rows yet, as in 1.2.0.');
  exit(1);
}
const { rows, at } = await everyRow();
writeFileSync(file, `${JSON.stringify({ rows: toFile(rows), at }, null, 1)}\n`);
console.log(file);
