import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCALES } from '../../src/channels/content/content.ts';
import { App, ago, until, workplace } from '../support/app.ts';
import { useBrowser } from '../support/browsing.ts';

// Whether everybody can use the pages, as far as axe can tell.

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const here = workplace();
let app: App;
let button = '';
const browsing = await useBrowser(() => app.url);

beforeAll(async () => {
  app = await App.start(here.path, {
    SWEEP_SCHEDULE: '* * * * * *',
    ALERT_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
    STUCK_AFTER: '1h',
  });
  for (const day of [2, 1, 0]) {
    const at = ago(day * 1_440 + 5);
    const status = day === 0 ? 'failed' : 'completed';
    const more = { displayName: 'Elm', locationName: 'Elm Street', expirationDateTime: ago(-20 * 1_440) };
    await app.report({ id: 'elm', ...more, lastSyncStatus: status, lastSyncDateTime: at, observedAt: at, detail: 'x' });
  }
  await app.report({ id: 'oak', lastSyncStatus: 'inProgress', lastSyncDateTime: ago(300), observedAt: ago(290) });
  await app.report({ id: 'yew', lastSyncStatus: 'completed' });
  await app.request('DELETE', 'tokens/default/yew');
  await app.report(
    [1, 2, 3, 4, 5].map((n) => ({ tenantId: 'many', id: `e-${n}`, state: 'expired', lastSyncStatus: 'failed' })),
  );
  const page = await until(async () => {
    const { text } = await app.get('status');
    return text.includes('5 VPP tokens expired') && text.includes('Elm') ? text : undefined;
  });
  await app.request('PUT', 'silences/many', { for: '1h', by: 'Mia', note: 'renewing' });
  button = /\/api\/(act\/[^"]+)/.exec(page)?.[1] ?? '';
});
afterAll(async () => {
  await app.stop();
  here.remove();
});

const PAGES = [
  ['all tokens', () => 'status'],
  ['a search without a find', () => 'status?q=nowhere'],
  ['deliveries', () => 'status?view=deliveries'],
  ['silences', () => 'status?view=silences'],
  ['health', () => 'status?view=health'],
  ['a tenant', () => 'status/many'],
  ['a token', () => 'status/default/elm'],
  ['a token that is not monitored', () => 'status/default/yew'],
  ['what is not here', () => 'status/default/none'],
  ['a button', () => button],
] as const;

describe.skipIf(!browsing).each(LOCALES)('axe finds nothing wrong in %s', (locale) => {
  const { page } = browsing ?? { page: {} as Page };

  test.each(PAGES)('with %s, light and dark', async (_, path) => {
    const address = path();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${app.url}/api/${address}${address.includes('?') ? '&' : '?'}lang=${locale}`);
      await page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true");
      await page.evaluate(AXE);
      const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;

      const found = violations.flatMap(({ id, nodes }) => nodes.map((it) => `${colorScheme}: ${id} ${it.html}`));
      expect(found).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
    }
  });
});
