import { globSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { banner } from '../local/banner.ts';
import { scaleTable } from '../scripts/scale.ts';
import { SETTINGS_PAGES, settingsTable } from '../scripts/settings-table.ts';
import { CAUSES } from '../src/domain/cause.ts';

const PAGES = globSync(['*.md', 'docs/**/*.md']);

test.each(Object.entries(SETTINGS_PAGES))('%s lists the settings as the program reads them', async (page, names) => {
  expect(await readFile(page, 'utf8')).toContain(`<!-- settings -->\n${settingsTable(names)}\n<!-- /settings -->`);
});

test('what tenants cost is what its counts and prices come to', async () => {
  expect(await readFile('docs/scale.md', 'utf8')).toContain(`<!-- scale -->\n${scaleTable()}\n<!-- /scale -->`);
});

test('the documentation lists the causes in their order of precedence', async () => {
  const page = await readFile('docs/causes.md', 'utf8');

  const listed = [...page.matchAll(/^\| `(\w+)` \| (?:critical|warning)/gm)].map(([, cause]) => cause);

  expect(listed).toEqual(CAUSES);
});

test.each(['src', 'src/app'])('the map of rooms names every folder of %s', async (folder) => {
  const entries = await readdir(folder, { withFileTypes: true });
  const rooms = entries.filter((entry) => entry.isDirectory() && entry.name !== 'app').map(({ name }) => name);

  const map = await readFile('docs/architecture.md', 'utf8');

  expect(rooms.filter((room) => !map.includes(`| \`${folder}/${room}\` |`))).toEqual([]);
});

test('the README and the program offer the same report to try', async () => {
  const route = { functionName: 'sync-reports', methods: ['POST'], template: '/api/sync-reports' };
  const host = { url: 'http://127.0.0.1:7071', routes: [route], functions: [], channels: [] };
  const offered = /^ *(curl -X POST .*)$/m.exec(banner({ host, storage: 'memory', settings: {} }))?.[1] ?? 'nothing';

  expect(await readFile('README.md', 'utf8')).toContain(`\n${offered}\n`);
});

test.each(PAGES)('every file that %s links to is there', async (page) => {
  const text = await readFile(page, 'utf8');

  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '');
  const missing = [];
  for (const link of links) {
    const found = await readFile(new URL(link, new URL(page, `file://${process.cwd()}/`))).catch((error) => error.code);
    if (found === 'ENOENT') missing.push(link);
  }

  expect(missing).toEqual([]);
});

test.each(PAGES)('every heading that %s links to is there', async (page) => {
  const text = await readFile(page, 'utf8');

  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
  const missing = [];
  for (const [, path, anchor = ''] of links) {
    const target = path ? new URL(path, new URL(page, `file://${process.cwd()}/`)) : page;
    if (!anchorsOf(await readFile(target, 'utf8')).includes(anchor)) missing.push(`${path}#${anchor}`);
  }

  expect(missing).toEqual([]);
});

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
