/** Writes the settings table of the README from the settings themselves. */
import { readFile, writeFile } from 'node:fs/promises';
import { settingsTable } from './settings-table.ts';

const readme = await readFile('README.md', 'utf8');
await writeFile(
  'README.md',
  readme.replace(/(<!-- settings -->\n)[\s\S]*(\n<!-- \/settings -->)/, `$1${settingsTable()}$2`),
);
