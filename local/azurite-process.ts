/**
 * The process that Azurite runs in. Usage: node azurite-process.ts <lock file or ''> <Azurite's arguments…>, with an
 * IPC channel to its parent: when that closes, because the parent stopped or died, Azurite saves its data and ends.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire, enableCompileCache } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

type ModuleLoader = (request: string, parent: unknown, isMain: boolean) => unknown;

const SHUTDOWN_LIMIT_MS = 4_000;

const [lockFile = '', ...azuriteArguments] = process.argv.slice(2);

// A parent that died took the other end of these pipes with it, and Azurite says good-bye before it saves.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.on('disconnect', () => {
  // Azurite listens for this message once it is up; before that there is nothing to save.
  if (process.listenerCount('message') === 0) process.exit();
  process.emit('message', 'shutdown', undefined);
  setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
});

if (lockFile !== '') {
  await takeLock(lockFile);
  process.on('exit', () => rmSync(lockFile, { force: true }));
}

// The telemetry client takes most of Azurite's start, and with --disableTelemetry nothing ever calls it.
const loader = Module as unknown as { _load: ModuleLoader };
const load = loader._load;
loader._load = (request, parent, isMain) =>
  request === 'applicationinsights' ? {} : load.call(Module, request, parent, isMain);

enableCompileCache();
process.argv.splice(2, Number.POSITIVE_INFINITY, ...azuriteArguments);
createRequire(import.meta.url)('azurite/dist/src/azurite.js');

/** Two Azurites on the same files would destroy them; the one of a killed parent needs a moment to end. */
async function takeLock(path: string): Promise<void> {
  const deadline = Date.now() + SHUTDOWN_LIMIT_MS + 1_000;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return;
    } catch {
      const owner = readOwner(path);
      if (owner === undefined || !isAlive(owner)) rmSync(path, { force: true });
      else if (Date.now() > deadline) {
        console.error(`The data is in use by process ${owner}. Stop it; if it is something else, delete ${path}.`);
        process.exit(1);
      } else await sleep(50);
    }
  }
}

function readOwner(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
