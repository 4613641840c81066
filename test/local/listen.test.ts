import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { type Listener, startListener } from '../../local/listen.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`;
const ALERT = JSON.stringify({
  type: 'vpp.incident.opened',
  timestamp: '2026-01-02T03:04:05Z',
  data: {
    tenantId: 'contoso',
    tokenId: 'b5c7',
    cause: 'syncFailed',
    severity: 'warning',
    title: 'Sync failed …b5c7',
    message: 'The last sync failed.',
    impact: 'Licences are\u001b[2J not assigned.',
    runbook: { title: 'Sync again', steps: ['Open Intune', 'Press Sync'], url: 'https://example.com/runbook' },
  },
});

let listener: Listener;
let printed: string[];

async function listen(secret?: string): Promise<void> {
  printed = [];
  listener = await startListener({ port: 0, print: (text) => printed.push(text), ...(secret ? { secret } : {}) });
}

afterEach(() => listener.stop());

function post(body: string, signedBody = body): Promise<Response> {
  const now = new Date();
  return fetch(listener.url, {
    method: 'POST',
    headers: {
      'webhook-id': 'msg-1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(SECRET).sign('msg-1', now, signedBody),
    },
    body,
  });
}

it('prints a verified alert with its cause and what to do, and nothing that a terminal would obey', async () => {
  await listen(SECRET);

  const response = await post(ALERT);

  expect(response.status).toBe(204);
  expect(printed.join('\n').replace(/^\S+ /, '')).toBe(
    [
      'verified  msg-1  WARNING  vpp.incident.opened',
      '  Sync failed …b5c7',
      '  The last sync failed.',
      '  Cause: syncFailed, tenant contoso, token b5c7',
      '  Impact: Licences are [2J not assigned.',
      '  What to do: Sync again',
      '    1. Open Intune',
      '    2. Press Sync',
      '    https://example.com/runbook',
      '',
    ].join('\n'),
  );
});

it('answers 401 to an alert that was changed on its way, and does not show it', async () => {
  await listen(SECRET);

  const response = await post(ALERT.replace('syncFailed', 'syncStuck'), ALERT);

  expect(response.status).toBe(401);
  expect(printed.join()).toContain('INVALID');
  expect(printed.join()).not.toContain('syncStuck');
});

it('says of every alert that it is not verified where it has no secret', async () => {
  await listen();

  const response = await post(ALERT);

  expect(response.status).toBe(204);
  expect(printed.join()).toContain('not verified');
});

it.each([
  ['what is no JSON object', '[1', '/alerts', 'POST', 400],
  ['another path', ALERT, '/', 'POST', 404],
  ['another method', ALERT, '/alerts', 'PUT', 405],
])('refuses %s', async (_, body, path, method, status) => {
  await listen();

  const response = await fetch(new URL(path, listener.url), { method, body });

  expect(response.status).toBe(status);
});
