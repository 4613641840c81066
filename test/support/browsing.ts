import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from '../../scripts/browser.ts';

/** What a page must not do, whatever is in it. */
export interface Mischief {
  /** Console errors, uncaught exceptions, dialogs, and requests to anywhere but the app; nothing is well. */
  readonly seen: string[];
}

/** One tab of a real browser for a test file; undefined where there is no browser on this machine. */
export async function useBrowser(origin: () => string): Promise<(Mischief & { readonly page: Page }) | undefined> {
  const browser = await launchBrowser();
  if ('missing' in browser) {
    if (process.env.CI) throw new Error(`no browser in CI: ${browser.missing}`);
    console.warn(`pages are not tested: ${browser.missing}`);
    return undefined;
  }
  const page = await browser.newPage();
  const seen: string[] = [];
  beforeAll(() => {
    page.on('console', (message) => message.type() === 'error' && seen.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      seen.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin()}/`) && !url.startsWith('data:')) seen.push(`request: ${url}`);
    });
  });
  afterAll(() => browser.close());
  return { page, seen };
}
