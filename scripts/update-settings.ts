/** Writes the tables of settings in the documentation from the settings themselves. */
import { readFile, writeFile } from 'node:fs/promises';
import { SETTINGS_PAGES, settingsTable } from './settings-table.ts';

for (const [page, names] of Object.entries(SETTINGS_PAGES)) {
  const text = await readFile(page, 'utf8');
  const table = settingsTable(names);
  await writeFile(
    page,
    text.replace(
      /(<!-- settings -->\n)[\s\S]*(\n<!-- \/settings -->)/,
      (_, before: string, after: string) => before + table + after,
    ),
  );
}
