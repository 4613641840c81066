import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** A name that no network knows: the browser's requests to it are answered from `node_modules`. */
const HOST = 'http://fonts.invalid';

const INDEX = fileURLToPath(import.meta.resolve('@fontsource-variable/noto-sans-jp/index.css'));

/** Serves a font with Japanese glyphs to a browser that may have none, as on most build machines. */
export async function serveFonts(page: Page): Promise<void> {
  await page.route(`${HOST}/**`, (route) =>
    route.fulfill({
      path: join(dirname(INDEX), 'files', basename(new URL(route.request().url()).pathname)),
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
}

/** Shows the page in that font, which its own policy would not let it load: for pictures, whose context bypasses it. */
export async function setInFont(page: Page): Promise<void> {
  const faces = readFileSync(INDEX, 'utf8').replaceAll('url(./files/', `url(${HOST}/`);
  await page.addStyleTag({
    content: `${faces} body { font-family: 'Open Sans', 'Noto Sans JP Variable' !important; }`,
  });
  await page.evaluate('document.fonts.ready');
  // A face is asked for when its first glyph is laid out.
  await page.waitForLoadState('networkidle');
}
