import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TableSummaryStore } from '../../src/storage/summary-store.ts';
import { Table } from '../../src/storage/table.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { manyTenants } from '../status-page/many.ts';
import { App, workplace } from '../support/app.ts';
import { useBrowser } from '../support/browsing.ts';
import { useStorage } from '../support/storage.ts';

// The status page of 3,000 tokens in 600 tenants, from the summaries that the check leaves of them.

const here = workplace();
const storage = useStorage();
let app: App;
const browsing = await useBrowser(() => app.url);

beforeAll(async () => {
  const table = new Table(storage.table);
  const tenants = new TableTenantStore(table, Date.now);
  const summaries = new TableSummaryStore(table, console);
  const all = manyTenants();
  const write = async (from: number) => {
    for (const summary of all.slice(from, from + 100)) {
      await tenants.ensure(summary.tenantId, async () => undefined);
      await summaries.write({ ...summary, at: Date.now() }, undefined);
    }
  };
  await Promise.all([0, 100, 200, 300, 400, 500].map(write));
  // No check comes by that would find no token behind the summaries.
  app = await App.start(here.path, {
    AzureWebJobsStorage: storage.connection,
    SWEEP_SCHEDULE: '0 0 0 1 1 *',
    TENANT_NAMES: JSON.stringify(Object.fromEntries(all.map(({ tenantId, name }) => [tenantId, name]))),
  });
});
afterAll(async () => {
  await app.stop();
  here.remove();
});

test('a page of a hundred is small on the wire', async () => {
  const answer = await fetch(`${app.url}/api/status`, { headers: { 'accept-encoding': 'gzip' } });
  const text = await answer.text();

  expect(text.match(/<tr role="row">/g)).toHaveLength(101);
  expect(Number(answer.headers.get('content-length'))).toBeLessThan(60_000);
});

describe.skipIf(!browsing)('in a real browser', () => {
  const { page, seen } = browsing ?? { page: {} as Page, seen: [] };

  test('one token is found among all', async () => {
    await page.goto(`${app.url}/api/status`);
    await page.getByLabel('Search name or location').fill('campus 417.3');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/q=campus/);

    expect(await page.locator('tbody td:nth-child(2)').allInnerTexts()).toEqual(['Campus 417.3']);
    expect(seen).toEqual([]);
  });

  test('the list is narrowed, ordered and leafed through', async () => {
    await page.goto(`${app.url}/api/status`);
    await page.getByLabel('State').selectOption({ label: 'Needs attention' });
    await page.getByLabel('Problem').selectOption({ label: 'Sync failing' });
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Location' }).click();
    await page.getByRole('link', { name: 'Next' }).click();
    const shown = await page.locator('.pager').innerText();
    const [first] = await page.locator('tbody td:nth-child(2)').allInnerTexts();
    await page.getByRole('link', { name: 'Clear filters' }).click();

    expect(shown).toContain('101–200 of 500');
    // Tenants 0, 6, 12, …, five tokens each: the hundred and first is of the twenty-first.
    expect(first).toBe('Campus 120.1');
    expect(await page.locator('.pager').innerText()).toContain('1–100 of 3000');
  });

  test('a tenant is found by its name', async () => {
    await page.goto(`${app.url}/api/status`);
    await page.getByLabel('Tenant').fill('district 599');
    await page.keyboard.press('Enter');
    await page.waitForURL(/tenant=district/);

    expect(await page.locator('tbody tr').count()).toBe(5);
  });
});
