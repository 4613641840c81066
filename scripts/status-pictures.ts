import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Locale } from '../src/channels/content/content.ts';
import type { PageContext } from '../src/status-page/context.ts';
import { overviewPage } from '../src/status-page/pages/overview-page.ts';
import type { PageBody } from '../src/status-page/pages/page-body.ts';
import { readListQuery, type View } from '../src/status-page/query.ts';
import { contextOf, whole } from '../test/status-page/context.ts';
import { district } from '../test/status-page/district.ts';
import { failingTokenPage } from '../test/status-page/story.ts';
import { serveFonts, setInFont } from './page-fonts.ts';

interface Picture {
  readonly name: string;
  readonly locale: Locale;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** Which of the pages in the head it is. */
  readonly view?: View;
  readonly page: (context: PageContext) => PageBody | Promise<PageBody>;
}

const overview: Pick<Picture, 'view' | 'page'> = {
  view: 'overview',
  page: (context) => overviewPage(district(), readListQuery(new URLSearchParams()), context),
};

const DESK = { width: 1_120, height: 1_560 };
const PHONE = { width: 390, height: 844 };

const PICTURES: readonly Picture[] = [
  { name: 'status-overview', locale: 'en', scheme: 'light', ...DESK, ...overview },
  { name: 'status-overview-dark', locale: 'en', scheme: 'dark', ...DESK, ...overview },
  { name: 'status-overview-ja', locale: 'ja', scheme: 'light', ...DESK, ...overview },
  { name: 'status-phone', locale: 'en', scheme: 'light', ...PHONE, ...overview },
  { name: 'status-phone-ja', locale: 'ja', scheme: 'dark', ...PHONE, ...overview },
  { name: 'status-token', locale: 'en', scheme: 'light', ...DESK, page: failingTokenPage },
];

/** Any address at which the browser shows a page with its own policy out of the way. */
const ADDRESS = 'http://vpp.invalid/';

/**
 * Makes the pictures of the status page.
 *
 * @param page of a context that bypasses policies
 * @param out a folder
 */
export async function statusPictures(page: Page, out: string): Promise<void> {
  await serveFonts(page);
  for (const { name, locale, scheme, width, height, view, page: bodyOf } of PICTURES) {
    const context = contextOf(locale);
    const html = whole(await bodyOf(context), context, view);
    await page.unroute(ADDRESS);
    await page.route(ADDRESS, (route) => route.fulfill({ body: html, contentType: 'text/html' }));
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(ADDRESS);
    await setInFont(page);
    await page.screenshot({ path: join(out, `${name}.png`) });
  }
}
