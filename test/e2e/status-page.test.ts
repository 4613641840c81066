import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { useBrowser } from '../support/browsing.ts';

// What a person does with the status page of the running app, in a real browser.

const EVIL = '"><script>alert(1)</script>';
const CONTOSO = '4d1f3b5e-8c0a-4a57-9a35-c0ffee15c001';
const ELM = '0a1b2c3d-5e6f-4a7b-8c9d-000000000e1f';

const here = workplace();
let app: App;
const browsing = await useBrowser(() => app.url);

beforeAll(async () => {
  app = await App.start(here.path, { SWEEP_SCHEDULE: '* * * * * *', TIME_ZONE: 'Asia/Tokyo' });
  const token = { tenantId: CONTOSO, id: ELM, displayName: 'Elm Street School', locationName: 'Elm Street' };
  for (const day of [3, 2, 1]) {
    const at = ago(day * 1_440);
    await app.report({ ...token, lastSyncStatus: 'completed', lastSyncDateTime: at, observedAt: at });
  }
  await app.report([
    { ...token, lastSyncStatus: 'failed', lastSyncDateTime: ago(9), detail: 'Apple: terms have changed' },
    { tenantId: CONTOSO, id: 'fine', displayName: 'Oak Hill School', lastSyncStatus: 'completed' },
    { tenantId: 'evil', id: 'evil-1', displayName: EVIL, locationName: EVIL, lastSyncStatus: 'failed', detail: EVIL },
  ]);
  await app.report(
    [1, 2, 3, 4, 5, 6].map((n) => ({ tenantId: 'fabrikam', id: `f-${n}`, state: 'expired', lastSyncStatus: 'failed' })),
  );
  await until(async () => (await app.get('status')).text.includes('6 VPP tokens expired') || undefined);
});
afterAll(async () => {
  await app.stop();
  here.remove();
});

describe.skipIf(!browsing)('in a real browser', () => {
  const { page, seen } = browsing ?? { page: {} as Page, seen: [] };

  afterEach(() => {
    expect(seen.splice(0)).toEqual([]);
  });

  const open = (path = '') => page.goto(`${app.url}/api/status${path}`);

  test('the failing token is found, what to do is read, and it is acknowledged', async () => {
    await open();
    const card = page.locator('article', { hasText: 'Elm Street School' });
    await card.locator('summary').click();
    const steps = await card.locator('ol li').allInnerTexts();
    await card.getByRole('link', { name: 'Acknowledge' }).click();
    await page.getByLabel('Your name').fill('Mia');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await open();
    await page.reload();

    expect(steps.join(' ')).toContain('Select Sync once');
    expect(await card.innerText()).toContain('Mia is on it');
    expect(await card.getByRole('link', { name: 'Acknowledge' }).count()).toBe(0);
    const { json } = await app.get(`tokens/${CONTOSO}/${ELM}`);
    expect(json.incident.acknowledged.by).toBe('Mia');
  });

  test('a token page shows its syncs, its incident, and what each channel was sent', async () => {
    await open();
    await page
      .locator('tbody')
      .getByRole('link', { name: /^Elm Street School/ })
      .click();

    expect(page.url()).toBe(`${app.url}/api/status/${CONTOSO}/${ELM}`);
    expect(await page.locator('.plot [role=img]').getAttribute('aria-label')).toContain('3 completed, 1 failed');
    expect(await page.locator('.timeline').innerText()).toContain('Acknowledged by Mia');
    expect(await page.locator('main').innerText()).toContain('Apple: terms have changed');
    expect(await page.getByRole('group', { name: 'What each channel was sent' }).innerText()).toContain('Delivered');
  });

  test('a group is silenced as one, which is listed and taken back', async () => {
    await open();
    const group = page.locator('article', { hasText: '6 VPP tokens expired' });
    await group.getByRole('link', { name: 'Silence' }).click();
    await page.getByRole('button', { name: 'Silence' }).click();
    await open('?view=silences');
    const silenced = await page.locator('tbody tr').count();
    await page.getByRole('link', { name: 'Resume alerts' }).first().click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await open('?view=silences');

    expect([silenced, await page.locator('tbody tr').count()]).toEqual([6, 5]);
  });

  test('monitoring is stopped from the token page', async () => {
    await open('/fabrikam/f-6');
    await page.getByRole('link', { name: 'Stop monitoring' }).click();
    await page.getByRole('button', { name: 'Stop monitoring' }).click();
    await open('/fabrikam/f-6');

    expect(await page.locator('main').innerText()).toContain('This token is not monitored.');
    expect((await app.get('tokens/fabrikam/f-6')).json.retiredDateTime).not.toBeNull();
  });

  test('everything is done by keyboard', async () => {
    await open();
    await page.keyboard.press('Tab');
    const first = await page.locator(':focus').innerText();
    await page.keyboard.press('Enter');
    const reached: string[] = [];
    for (let i = 0; i < 60 && !reached.includes('search q'); i++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate("document.activeElement.type + ' ' + document.activeElement.name"));
    }
    await page.keyboard.type('oak hill');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=oak/);

    expect(first).toBe('Skip to content');
    expect(await page.locator('tbody th').allInnerTexts()).toEqual([expect.stringMatching(/^Oak Hill School/)]);
  });

  test.each(['', '/evil', '/evil/evil-1', '?view=deliveries', '?view=silences', '?q=%22%3E%3Cscript%3E'])(
    'a name that is a script is text: %s',
    async (path) => {
      await app.request('PUT', 'silences/evil/evil-1', { for: '1h', by: EVIL, note: EVIL });
      await open(path);

      expect(await page.locator('main').innerText()).toContain(path.startsWith('?view=del') ? 'Nothing' : EVIL);
      expect(await page.locator('script').count()).toBe(1);
    },
  );

  test('a page keeps itself up to date, says so, and says when it cannot', async () => {
    await page.clock.install();
    await open();
    const promise = await page.locator('.hero').innerText();
    await page.getByLabel('Search name or location').fill('half a wo');
    await page.locator('article summary').first().click();
    await page.locator('article').nth(1).getByRole('link').first().focus();
    const reached = await page.locator(':focus').innerText();
    await app.report({ tenantId: 'late', id: 'late-1', displayName: 'Late arrival', lastSyncStatus: 'completed' });
    await until(async () => (await app.get('status?q=late')).text.includes('late-1') || undefined);
    // A page waits for who types.
    await page.clock.runFor(121_000);
    await page.getByText('Late arrival').first().waitFor();
    const isStillOpen = await page.locator('article details[open]').count();
    const stillReached = await page.locator(':focus').innerText();
    const filled = await page.getByLabel('Search name or location').inputValue();
    await page.route('**/api/status', (route) => route.abort());
    await page.clock.runFor(61_000);
    await page.locator('#stale').waitFor();
    const stale = await page.locator('#stale').innerText();
    await page.unroute('**/api/status');
    await page.clock.runFor(61_000);
    await page.locator('#stale').waitFor({ state: 'hidden' });
    seen.splice(0); // the request that was cut off

    expect(promise).toContain('Refreshes every minute.');
    expect([isStillOpen, stillReached, filled]).toEqual([1, reached, 'half a wo']);
    expect(stale).toMatch(/^Can't refresh\. Showing data from .* JST\.$/);
  });

  test('the language follows the browser, and the switch is remembered', async () => {
    await page.setExtraHTTPHeaders({ 'accept-language': 'ja,en;q=0.5' });
    await open();
    const preferred = await page.locator('h1').innerText();
    await page.getByRole('link', { name: 'English' }).click();
    await open();
    const chosen = await page.locator('h1').innerText();
    await page.setExtraHTTPHeaders({});
    await page.context().clearCookies();

    expect([preferred, chosen]).toEqual([expect.stringContaining('対応が必要'), expect.stringContaining('attention')]);
  });

  test.each([390, 768, 1_280])('nothing is wider than a window of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    for (const path of [
      '',
      `/${CONTOSO}`,
      `/${CONTOSO}/${ELM}`,
      '?view=deliveries',
      '?view=silences',
      '?view=health',
    ]) {
      await open(`${path}${path.includes('?') ? '&' : '?'}lang=ja`);

      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, width]);
    }
    await page.context().clearCookies();
  });
});

test.each(['none', 'none/none', `${CONTOSO}/none`, '%00/x'])('what is not here is a page, too: %s', async (path) => {
  const { status, headers, text } = await app.get(`status/${path}`);

  expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(text).toMatch(/No such (token|tenant) here/);
});

test('a page is for its reader alone, and compressed as they take it', async () => {
  const answer = await fetch(`${app.url}/api/status`, { headers: { 'accept-encoding': 'br' } });
  const plain = await fetch(`${app.url}/api/status`, { headers: { 'accept-encoding': 'identity' } });

  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'private, no-store',
    'content-encoding': 'br',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
  expect(plain.headers.get('content-encoding')).toBeNull();
});
