import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueueServiceClient } from '@azure/storage-queue';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { FIXTURE_APP, FIXTURE_HOST_JSON, temporaryDirectory, until } from './fixture-host.ts';

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const SOURCE = fileURLToPath(FIXTURE_APP);
const children: ChildProcess[] = [];
let account: Azurite;

beforeAll(async () => {
  account = await startAzurite();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(() => account?.stop());

/** A directory to run in, with the settings that the fixture app needs. */
function workingDirectory(): string {
  const cwd = temporaryDirectory();
  copyFileSync(FIXTURE_HOST_JSON, join(cwd, 'host.json'));
  const Values = {
    WORK_QUEUE: 'work',
    YEARLY_SCHEDULE: '0 0 0 1 1 *',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  };
  writeFileSync(join(cwd, 'local.settings.json'), JSON.stringify({ Values }));
  return cwd;
}

function start(cwd: string, entry: string, env: Record<string, string> = {}) {
  const inherited = {
    ...process.env,
    AzureWebJobsStorage: undefined,
    LOCAL_DATA_DIR: undefined,
    NODE_OPTIONS: undefined,
  };
  const child = spawn(process.execPath, [START, entry], { cwd, env: { ...inherited, PORT: '0', ...env } });
  children.push(child);
  // Not at its exit: what it printed last may still be on its way then.
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const url = () => until('ready', async () => /^Ready at (\S+)$/m.exec(printed.out)?.[1]);
  return { child, exited, printed, url };
}

const queueOf = async (url: string) =>
  QueueServiceClient.fromConnectionString(await (await fetch(`${url}/api/storage`)).text()).getQueueClient('kept');

it('keeps its data when killed, starts again at once on it, then from a bundle, and stops in good order', async () => {
  const cwd = workingDirectory();
  const bundle = join(cwd, 'index.mjs');
  await build({
    entryPoints: [SOURCE],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@azure/functions-core'],
    banner: {
      js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
    },
    logLevel: 'error',
  });

  const first = start(cwd, SOURCE);
  const queue = await queueOf(await first.url());
  await queue.create();
  await queue.sendMessage('kept');
  first.child.kill('SIGKILL');
  const second = start(cwd, bundle);
  const kept = await (await queueOf(await second.url())).peekMessages();
  second.child.kill('SIGTERM');
  const exitCode = await second.exited;

  expect(kept.peekedMessageItems.map((message) => message.messageText)).toEqual(['kept']);
  expect(exitCode).toBe(0);
  expect(second.printed.err).toBe('');
  expect(existsSync(join(cwd, '.data', 'azurite', '__azurite_db_queue__.json'))).toBe(true);
  expect(existsSync(join(cwd, '.data', 'azurite', 'azurite.lock'))).toBe(false);
});

it('uses the account that AzureWebJobsStorage names, and tells routes, functions, storage and channels', async () => {
  const cwd = workingDirectory();

  const running = start(cwd, SOURCE, { AzureWebJobsStorage: account.connectionString });
  await running.url();

  const { out } = running.printed;
  expect(out).toMatch(/^ {2}POST, PUT +\/api\/echo\/\{name\}\/\{rest\}$/m);
  expect(out).toMatch(/^ {2}timer +0 0 0 1 1 \* +yearly$/m);
  expect(out).toContain('Storage: the account devstoreaccount1\n');
  expect(out).not.toContain('AccountKey');
  expect(out).toContain('Channels: log\n');
  expect(out).toContain('ALERT_WEBHOOK_URL');
  expect(existsSync(join(cwd, '.data', 'azurite'))).toBe(false);
});

it.each([
  ['throws', 'throw new Error("STUCK_AFTER: 6x is no duration")', 'Cannot start: STUCK_AFTER: 6x is no duration\n'],
  ['registers nothing', 'export {}', / registers no functions\.\n$/],
  ['imports what is missing', 'import "./gone.ts"', /Cannot find module .*gone\.ts/],
  ['does not parse', 'const const = 1', /SyntaxError|Expected/],
])('exits with 1 and the reason where the app %s', async (_, code, reason) => {
  const cwd = workingDirectory();
  const entry = join(cwd, 'app.ts');
  writeFileSync(entry, code);

  const failing = start(cwd, entry, { AzureWebJobsStorage: account.connectionString });

  expect(await failing.exited).toBe(1);
  expect(failing.printed.err).toMatch(reason);
  expect(failing.printed.err.split('\n').length).toBeLessThan(6);
});

it('exits with 1 and a hint where the port is taken, leaving no Azurite behind', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  const cwd = workingDirectory();
  const failing = start(cwd, SOURCE, { PORT: String(port) });
  const exitCode = await failing.exited;
  server.close();

  expect(exitCode).toBe(1);
  expect(failing.printed.err).toContain(`Port ${port} is taken.`);
  expect(existsSync(join(cwd, '.data', 'azurite', 'azurite.lock'))).toBe(false);
});
