/**
 * `npm start`: node local/start.ts [--keys] [entry file]. Storage, the app's functions, and an orderly end. With `--keys`
 * functions ask for a key, as in Azure; it is made anew at each start.
 */
import { randomBytes } from 'node:crypto';
import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { banner } from './banner.ts';
import type { RunningHost } from './host.ts';
import { loadLocalSettings, readPort } from './local-settings.ts';
import { openLocalStorage } from './local-storage.ts';
import { dataDirOf } from './running-storage.ts';

const { values: options, positionals } = parseArgs({ options: { keys: { type: 'boolean' } }, allowPositionals: true });
const entry = resolve(positionals[0] ?? 'functions/index.ts');
const undo: (() => Promise<void>)[] = [];
let ending: Promise<void> | undefined;

// Compiled code is kept in the system's temporary directory: from the second start on it is ready about a third sooner.
enableCompileCache();
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

try {
  await start();
} catch (error) {
  console.error(`Cannot start: ${describe(error)}`);
  await end(1);
}

async function start(): Promise<void> {
  loadLocalSettings('local.settings.json', process.env);
  const port = readPort('PORT', process.env.PORT, 7071);
  const key = options.keys ? randomBytes(24).toString('hex') : undefined;
  const dataDir = dataDirOf(process.env);

  const opening = openLocalStorage(process.env, dataDir, (reason) => {
    console.error(reason);
    end(1);
  });
  // Azurite takes a second to come up, which is time enough to load the host and the queue's SDK.
  const [storage, { startHost }] = await Promise.all([opening, import('./host.ts'), import('@azure/storage-queue')]);
  undo.push(storage.stop);
  if (ending) return;

  let host: RunningHost;
  try {
    const hostJson = resolve('host.json');
    host = await startHost({ app: entry, hostJson, dataDir, port, ...(key !== undefined && { key }) });
  } catch (error) {
    if (!isCode(error, 'EADDRINUSE')) throw error;
    throw new Error(`Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`);
  }
  undo.push(host.stop);
  if (ending) return;
  console.log(banner({ host, storage: storage.description, settings: process.env, ...(key !== undefined && { key }) }));
}

/** Undoes what was started, the last first, and ends the process. A second Ctrl+C does not wait. */
async function end(exitCode: number): Promise<void> {
  if (ending) process.exit(exitCode || 130);
  ending = (async () => {
    for (const step of undo.reverse()) await step();
  })();
  await ending.catch((error: unknown) => console.error(describe(error)));
  process.exit(exitCode);
}

/** The message; for what looks like a slip in the code, also its kind and the place. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isSlip = [TypeError, ReferenceError, SyntaxError, RangeError].some((slip) => error instanceof slip);
  if (!isSlip) return error.message;
  const frame = error.stack?.split('\n').find((line) => /^\s+at .*file:/.test(line) && !line.includes('node_modules'));
  const place = error.stack?.startsWith('file:') ? `\n  at ${error.stack.split('\n', 1)}` : frame ? `\n${frame}` : '';
  return `${error.name}: ${error.message}${place}`;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
