import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/browser.ts';
import { showCard } from '../../scripts/card-page.ts';
import type { Notice } from '../../src/app/model/notice.ts';
import { type ContentOptions, LOCALES } from '../../src/channels/content/content.ts';
import { describe as describeNotice } from '../../src/channels/content/describe.ts';
import { buildBody as buildMail } from '../../src/channels/email/send.ts';
import { buildBody as buildTeams } from '../../src/channels/teams/send.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { KINDS } from './kinds.ts';
import { contentOptions, OWN_LINKS } from './options.ts';

const options = (locale: ContentOptions['locale']): ContentOptions =>
  contentOptions({
    locale,
    timeZone: 'Asia/Tokyo',
    own: { ...OWN_LINKS, ofTenant: () => 'https://vpp.example/api/status?link=a&b="c' },
  });
const ADDRESSES = { from: 'vpp@contoso.example', to: ['it@contoso.example'] };

const browser: Browser | { missing: string } = await launchBrowser();
if ('missing' in browser && process.env.CI) throw new Error(`no browser in CI: ${browser.missing}`);
if ('missing' in browser) console.warn(`rendering is not tested: ${browser.missing}`);

/** What a page must never hold, whatever a token is called; text, since the types here are those of Node. */
const FIND_HARM = `[
  ...[...document.querySelectorAll('#card script, [data-markdown], iframe, img, object')].map((found) => found.outerHTML),
  ...[...document.querySelectorAll('a')].map((link) => link.href).filter((href) => href.includes('evil')),
  ...(document.documentElement.scrollWidth > window.innerWidth + 1 ? ['wider than the window'] : []),
]`;

describe.skipIf('missing' in browser)('in a real browser', () => {
  let page: Page;
  const events: string[] = [];

  beforeAll(async () => {
    if ('missing' in browser) return;
    page = await browser.newPage({ viewport: { width: 640, height: 800 } });
    page.on('dialog', (dialog) => {
      events.push('a dialog');
      void dialog.dismiss();
    });
    page.on('request', (request) => events.push(request.url()));
  });
  afterAll(async () => {
    if (!('missing' in browser)) await browser.close();
  });

  for (const locale of LOCALES) {
    const hard = locale === 'en' ? HARD_NOTICES : [];
    const notices: readonly (readonly [string, Notice])[] = [...Object.entries(KINDS), ...hard];

    it.each(notices)(`a Teams card shows its words and nothing else, in ${locale}: %s`, async (_what, notice) => {
      events.length = 0;
      const card = buildTeams(notice, options(locale)).attachments[0]?.content;
      expect(await showCard(page, card)).toEqual([]);
      const shown = (await page.locator('#card').innerText()).replaceAll('\u2060', '');
      const { title, message } = describeNotice(notice, options(locale));
      expect(shown.replaceAll(/\s+/g, ' ')).toContain(title.replaceAll(/\s+/g, ' '));
      expect(shown).toContain(message);
      expect(await page.evaluate(FIND_HARM)).toEqual([]);
      expect(events).toEqual([]);
    });

    it.each(notices)(`a mail shows its words and nothing else, in ${locale}: %s`, async (_what, notice) => {
      events.length = 0;
      await page.setContent(buildMail(notice, ADDRESSES, options(locale)).html);
      const content = describeNotice(notice, options(locale));
      expect((await page.locator('h1').textContent())?.trim()).toContain(content.title);
      const cells = await page.locator('td').allTextContents();
      expect(cells).toEqual(content.facts.map(({ value }) => value));
      const links = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(links).toEqual(content.links.map(({ url }) => url));
      expect(await page.evaluate(FIND_HARM)).toEqual([]);
      expect(events).toEqual([]);
    });
  }
});
