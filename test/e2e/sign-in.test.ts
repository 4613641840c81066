import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/browser.ts';
import { App, ago, until, workplace } from '../support/app.ts';
import { Receiver } from '../support/receiver.ts';

// Signing in and acting, in a real browser, against the running app that checks keys as Azure does.

const here = workplace();
const receiver = new Receiver();
const first = await launchBrowser();
if ('missing' in first && process.env.CI) throw new Error(`no browser in CI: ${first.missing}`);
/** One for each page: where all runs in one process, contexts beside each other lose cookies. */
const browsers: Browser[] = 'missing' in first ? [] : [first];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let app: App;
let key: string;
let links: Record<'acknowledge' | 'silence' | 'show', string>;
/** Addresses of other hosts that pages asked for, and what they complained of. */
const strayed: string[] = [];

beforeAll(async () => {
  await receiver.open();
  const environment = {
    ...receiver.environment,
    STATUS_PAGE_URL: 'https://vpp.example/api/status',
    LINK_SIGNING_SECRETS: 'a-secret-for-links-of-thirty-two-letters',
    SWEEP_SCHEDULE: '*/2 * * * * *',
  };
  app = await App.start(here.path, environment, undefined, ['--keys']);
  key = (await app.line(/^Key: (\S+)/))[1] ?? '';
  const report = { id: 'elm', displayName: 'Elm Street', lastSyncStatus: 'failed', lastSyncDateTime: ago(5) };
  await app.report(report, { 'x-functions-key': key });
  const { headers } = await app.request('POST', 'session', {}, { 'x-functions-key': key });
  const session = {
    cookie: headers
      .getSetCookie()
      .map((it) => it.split(';')[0])
      .join(),
  };
  // Lists show what the last check saw.
  await until(async () =>
    (await app.request('GET', 'status', undefined, session)).text.includes('Elm') ? true : undefined,
  );
  ({ links } = (await receiver.alert('elm', 'opened')).body.data);
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
  expect(strayed.splice(0)).toEqual([]);
});
afterAll(async () => {
  await app?.stop();
  await receiver.close();
  here.remove();
});

async function openPage(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const browser = await launchBrowser();
  if ('missing' in browser) throw new Error(browser.missing);
  browsers.push(browser);
  const page = await browser.newPage({ locale: 'en', ...options });
  page.on('request', (request) => {
    if (!/^(data:|about:)/.test(request.url()) && !request.url().startsWith(app.url)) strayed.push(request.url());
  });
  // That a stranger is answered 401, and a wrong link 404, is no complaint of the page's.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40[14]/.test(message.text())) strayed.push(message.text());
  });
  page.on('pageerror', (error) => strayed.push(String(error)));
  await page.goto(`${app.url}${path}`);
  return page;
}

const pathOf = (link: string) => link.slice('https://vpp.example'.length);

describe.skipIf('missing' in first)('in a browser', () => {
  test('a key opens the pages, and stays in no address', async () => {
    const page = await openPage('/api/status');
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));

    await page.getByLabel('Access key').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText("This access key isn't valid.").waitFor();
    await page.getByLabel('Access key').fill(key);
    await page.getByLabel('Your name').fill('Mia');
    await page.keyboard.press('Enter');
    await page.getByText('Elm Street').first().waitFor();

    expect(addresses.join()).not.toContain(key);
    expect(await page.evaluate('document.cookie')).toBe('');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api' });
  });

  test('who has a session and comes from another site, as webmail is one, is let in all the same', async () => {
    const page = await openPage('/api/status');
    await page.getByLabel('Access key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Elm Street').first().waitFor();
    await page.route('http://webmail.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${app.url}/api/status">Open</a>` }),
    );
    await page.goto('http://webmail.example/');

    await page.getByText('Open').click();

    await page.getByText('Elm Street').first().waitFor();
    expect(strayed.splice(0)).toEqual(['http://webmail.example/']);
  });

  test('the link of a mail acknowledges with one tap, without scripts', async () => {
    const page = await openPage(pathOf(links.acknowledge), { javaScriptEnabled: false });

    await page.getByLabel('Your name').fill('Ben');
    await page.getByRole('button', { name: 'Acknowledge' }).click();

    expect(await page.locator('h1').textContent()).toMatch(/^Acknowledged\. Ben \(link\), /);
    await page.reload();
    await page.goto(`${app.url}${pathOf(links.acknowledge)}`);
    expect(await page.locator('h1').textContent()).toMatch(/^Already acknowledged by Ben \(link\)/);
  });

  test('the link that shows opens the page of the token, and the pages that it leads to stay open', async () => {
    const page = await openPage(pathOf(links.show));

    await page.goto(`${app.url}/api/status/default`);

    expect(await page.locator('main').textContent()).toContain('Elm Street');
  });

  test.each([
    ['a stranger', '/api/status'],
    ['a link', () => pathOf(links.silence)],
    ['a link that is wrong', '/api/act/x'],
  ])('what is asked of %s is accessible, in both themes and languages', async (_, path) => {
    for (const [colorScheme, locale] of [
      ['light', 'en'],
      ['dark', 'ja'],
    ] as const) {
      const page = await openPage(typeof path === 'string' ? path : path(), { colorScheme, locale, bypassCSP: true });
      await page.addScriptTag({ content: AXE });
      const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };

      expect(violations.map(({ id }) => `${colorScheme} ${locale}: ${id}`)).toEqual([]);
    }
  });
});
