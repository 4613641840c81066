import { afterEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../src/config/settings.ts';
import { targetsFor } from '../../src/config/targets.ts';
import { incidentNotice } from '../channels/notices.ts';

const PAGE = 'https://vpp.example/api/status';
const SECRET = 'a secret of thirty-two letters..'.replaceAll(' ', '-');

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['both settings', { STATUS_PAGE_URL: PAGE, LINK_SIGNING_SECRETS: SECRET }, /^https:\/\/vpp\.example\/api\/act\//],
  ['no secret, so they would lead to a login', { STATUS_PAGE_URL: PAGE }, undefined],
  ['no address, so they would lead nowhere', { LINK_SIGNING_SECRETS: SECRET }, undefined],
])('alerts carry links to this app only with both settings: %s', async (_, own, expected) => {
  const bodies: string[] = [];
  vi.stubGlobal('fetch', async (_url: unknown, { body }: { body: string }) => {
    bodies.push(body);
    return new Response();
  });
  const read = readSettings({
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    ALERT_WEBHOOK_URL: 'https://alerts.example',
    ...own,
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

  await targetsFor(read.settings, undefined, { clock: Date.now, log }).get('webhook')?.send(incidentNotice());

  const { acknowledge } = JSON.parse(bodies[0] ?? '').data.links;
  expect(acknowledge).toEqual(expected ? expect.stringMatching(expected) : null);
});
