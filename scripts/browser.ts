import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * Starts a real browser: the one inside `@sparticuz/chromium` on Linux, the installed Chrome or Edge elsewhere.
 *
 * @returns the browser, or why there is none.
 */
export async function launchBrowser(): Promise<Browser | { readonly missing: string }> {
  if (process.platform === 'linux') {
    return playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true });
  }
  for (const channel of ['chrome', 'msedge']) {
    try {
      return await playwright.launch({ channel, headless: true });
    } catch {
      // The next one may be there.
    }
  }
  return { missing: 'neither Chrome nor Edge is installed' };
}
