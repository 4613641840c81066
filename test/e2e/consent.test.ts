import { afterEach, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { App, workplace } from '../support/app.ts';
import { useStorage } from '../support/storage.ts';

const TENANT = '6f1c2d3e-0000-4000-8000-00000000abcd';
const OTHER = '6f1c2d3e-0000-4000-8000-00000000ffff';

const storage = useStorage();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test('an administrator who approves comes back to the app, which then reads the tenant', async () => {
  const app = await started();
  const { state, redirect } = await consentLink(app);
  const tenantOf = async () => (await app.get('tenants')).json.value[0];
  const comeBack = (query: Record<string, string>) => {
    const url = new URL(redirect);
    url.search = new URLSearchParams(query).toString();
    return fetch(url);
  };

  const wrong = [
    await comeBack({ tenant: TENANT, admin_consent: 'True' }),
    await comeBack({ tenant: TENANT, admin_consent: 'True', state: `${state.slice(0, -1)}~` }),
    await comeBack({ tenant: OTHER, admin_consent: 'True', state }),
    await comeBack({ error: 'access_denied', error_description: '<b>no</b>', state }),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([400, 400, 409, 200]);
  expect(await Promise.all(wrong.map(async (it) => /<h1>(.*)<\/h1>/.exec(await it.text())?.[1]))).toEqual([
    'This link isn&#39;t valid',
    'This link isn&#39;t valid',
    'Another tenant',
    'Not approved',
  ]);
  expect(await tenantOf()).toBeUndefined();

  const approved = await comeBack({ tenant: TENANT.toUpperCase(), admin_consent: 'True', state });
  expect([approved.status, approved.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await approved.text()).toContain('<h1>Approved</h1>');
  expect(await tenantOf()).toMatchObject({ tenantId: TENANT, enabled: true, polled: true });

  await run(['tenants', 'remove', TENANT]);
  const late = await comeBack({ tenant: TENANT, admin_consent: 'True', state });
  expect(late.status).toBe(410);
  expect(await tenantOf()).toMatchObject({ tenantId: TENANT, enabled: false, polled: false });
});

async function started(): Promise<App> {
  const { path, remove } = workplace();
  undo.push(remove);
  const app = await App.start(path, { AzureWebJobsStorage: storage.connection });
  undo.push(() => app.stop());
  return app;
}

async function consentLink(app: App): Promise<{ readonly state: string; readonly redirect: string }> {
  const out = await run(['tenants', 'consent-url', TENANT, '--json', '--redirect', `${app.url}/api/consent`]);
  const { searchParams } = new URL(JSON.parse(out).url);
  return { state: searchParams.get('state') ?? '', redirect: searchParams.get('redirect_uri') ?? '' };
}

/** A command in this process, over the storage of the app. */
async function run(args: readonly string[]): Promise<string> {
  let out = '';
  const env = { AzureWebJobsStorage: storage.connection, GRAPH_CLIENT_ID: '7d0e3a52-0000-4000-8000-000000000000' };
  const io = {
    env,
    out: (text: string) => {
      out += text;
    },
    err: () => {},
    ...{ width: 120, isTerminal: false },
  };
  expect(await main(args, { io })).toBe(0);
  return out;
}
