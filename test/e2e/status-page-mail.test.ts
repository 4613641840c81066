import { createServer } from 'node:net';
import { simpleParser } from 'mailparser';
import type { Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { useBrowser } from '../support/browsing.ts';

// From the mail on a phone to the acknowledged incident on the page.

const here = workplace();
const mails: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      mails.push(Buffer.concat(chunks).toString());
      done();
    });
  },
});
let app: App;
const browsing = await useBrowser(() => app.url);

beforeAll(async () => {
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => void listening.once('listening', resolve));
  const { port } = listening.address() as { port: number };
  const own = await freePort();
  app = await App.start(here.path, {
    PORT: `${own}`,
    STATUS_PAGE_URL: `http://127.0.0.1:${own}/api/status`,
    LINK_SIGNING_SECRETS: 'a-secret-for-links-of-thirty-two-letters',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    EMAIL_FROM: 'vpp@contoso.example',
    EMAIL_TO: 'it@contoso.example',
    SWEEP_SCHEDULE: '* * * * * *',
  });
});
afterAll(async () => {
  await app.stop();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  here.remove();
});

/** The links in an alert name the app's address, which therefore has to be known before it starts. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe.skipIf(!browsing)('in a real browser', () => {
  const { page, seen } = browsing ?? { page: {} as Page, seen: [] };

  test('an incident is acknowledged by the link in its mail, which the page then shows', async () => {
    await app.report({ id: 'elm', displayName: 'Elm', lastSyncStatus: 'failed', lastSyncDateTime: ago(9) });
    const mail = await until(() => mails[0]);
    const { html } = await simpleParser(mail);
    const [, link = ''] = /href="([^"]+)"[^>]*>Acknowledge</.exec(html || '') ?? [];

    await page.goto(link.replaceAll('&amp;', '&'));
    const before = (await app.get('tokens/default/elm')).json.incident.acknowledged;
    await page.getByLabel('Your name').fill('Mia');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.goto(`${app.url}/api/status`);

    expect(before).toBeNull();
    expect(await page.locator('article').innerText()).toContain('Mia (link) is on it');
    expect((await app.get('tokens/default/elm')).json.incident.acknowledged.by).toBe('Mia (link)');
    expect(seen).toEqual([]);
  });
});
