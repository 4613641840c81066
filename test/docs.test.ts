import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { settingsTable } from '../scripts/settings-table.ts';
import { CAUSES } from '../src/domain/cause.ts';

test('the README lists every setting as the program reads it', async () => {
  const readme = await readFile('README.md', 'utf8');

  expect(readme).toContain(settingsTable());
});

test('the documentation lists the causes in their order of precedence', async () => {
  const page = await readFile('docs/causes.md', 'utf8');

  const listed = [...page.matchAll(/^\| `(\w+)` \| (?:critical|warning)/gm)].map(([, cause]) => cause);

  expect(listed).toEqual(CAUSES);
});

test('every page that a page links to is there', async () => {
  const pages = ['README.md', 'docs/causes.md', 'docs/channels.md', 'docs/senders.md', 'docs/security.md'];

  for (const page of pages) {
    const text = await readFile(page, 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '');
    for (const link of links) {
      await expect(
        readFile(new URL(link, new URL(page, `file://${process.cwd()}/`))).catch((e) => e.code),
        `${page} → ${link}`,
      ).resolves.not.toBe('ENOENT');
    }
  }
});
