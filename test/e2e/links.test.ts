import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { type Alert, Receiver } from '../support/receiver.ts';

// From the alert to the deed, by the links that it carries, in the running app, without any key.

const here = workplace();
const receiver = new Receiver();
let app: App;

beforeAll(async () => {
  await receiver.open();
  const environment = {
    ...receiver.environment,
    STATUS_PAGE_URL: 'https://vpp.example/api/status',
    LINK_SIGNING_SECRETS: 'a-secret-for-links-of-thirty-two-letters',
  };
  app = await App.start(here.path, environment, undefined, ['--keys']);
});
afterAll(async () => {
  await app?.stop();
  await receiver.close();
  here.remove();
});

/** Opens a link where the app really is. */
async function follow(link: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(link.replace('https://vpp.example', app.url), init);
  return { status: response.status, text: await response.text() };
}

const press = (link: string, by: string) =>
  follow(link, {
    method: 'POST',
    body: new URLSearchParams({ by }),
    headers: { 'sec-fetch-site': 'same-origin' },
  });

async function alertOf(tokenId: string): Promise<Alert> {
  const [, key = ''] = await app.line(/^Key: (\S+)/);
  const report = { id: tokenId, displayName: `Token ${tokenId}`, lastSyncStatus: 'failed', lastSyncDateTime: ago(5) };
  await app.report(report, { 'x-functions-key': key });
  return receiver.alert(tokenId, 'opened');
}

test('the link of an alert acknowledges its incident, by one tap and without a login', async () => {
  const { links, incidentId } = (await alertOf('elm')).body.data;

  const asked = await follow(links.acknowledge);
  const done = await press(links.acknowledge, 'Mia');
  const again = await follow(links.acknowledge);

  expect(asked.text).toContain('Acknowledge &quot;VPP sync failing: Token elm');
  expect(done).toMatchObject({ status: 200, text: expect.stringContaining('Acknowledged. Mia (link)') });
  expect(again.text).toContain('Already acknowledged by Mia (link)');
  const [, key = ''] = await app.line(/^Key: (\S+)/);
  const { json } = await app.request('GET', `incidents/default/${incidentId}`, undefined, { 'x-functions-key': key });
  expect(json.acknowledged).toMatchObject({ by: 'Mia (link)', verified: false });
  expect(json.timeline.at(-1)).toMatchObject({ kind: 'acknowledged', by: 'Mia (link)' });
});

test('the link that silences does so', async () => {
  const { links } = (await alertOf('oak')).body.data;

  const done = await press(links.silence, '');

  expect(done.text).toContain('Silenced until');
  expect((await follow(links.silence)).text).toContain('Already silenced by alert link');
});

test('the link that shows lets in to the page of that token, and to no other page', async () => {
  const { links } = (await alertOf('ash')).body.data;

  const shown = await until(async () => {
    const seen = await follow(links.show);
    return seen.status === 200 ? seen : undefined;
  });
  const overview = await follow(`https://vpp.example/api/status${new URL(links.show).search}`);

  expect(shown.text).toContain('Token ash');
  expect(overview.status).toBe(401);
  expect(overview.text).not.toContain('Token ash');
});
