import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { lazyBuiltins } from '../scripts/lazy-builtins.ts';

/** The built bundle: what Azure runs is what is measured. */
export const BUNDLE = resolve('dist/index.mjs');

export interface AppProcess {
  readonly url: string;
  /** Milliseconds from the start of the process until its functions were registered. */
  readonly registeredAfter: number;
  /** `performance.now()` when the process was started. */
  readonly startedAt: number;
  /** Of the process, in MiB. */
  residentMemory(): Promise<number>;
  stop(): Promise<void>;
}

let harness: Promise<string> | undefined;

/** Bundles the harness, so that reading TypeScript does not blur what is measured. */
function builtHarness(): Promise<string> {
  harness ??= (async () => {
    const outfile = join(mkdtempSync(join(tmpdir(), 'bench-')), 'harness.mjs');
    await build({
      entryPoints: ['bench/harness.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      plugins: [lazyBuiltins],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    return outfile;
  })();
  return harness;
}

/**
 * Runs an app's HTTP functions in a process of their own; resolves once it listens.
 *
 * @param nodeArguments what Node itself is told
 */
export async function startApp(
  entry: string,
  env: NodeJS.ProcessEnv = {},
  nodeArguments: readonly string[] = [],
): Promise<AppProcess> {
  const script = await builtHarness();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeArguments, script, entry], {
    env: { ...withoutSettings(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let registeredAfter = Number.NaN;
  const url = await untilSaid(child, (line) => {
    if (line === 'registered') registeredAfter = performance.now() - startedAt;
    return /^listening (\S+)$/.exec(line)?.[1];
  });
  return {
    url,
    startedAt,
    registeredAfter,
    residentMemory: () => residentMemory(child.pid),
    stop: () => end(child),
  };
}

export interface WholeApp extends Pick<AppProcess, 'url' | 'stop'> {
  /** Looks at its memory once a second from now on. */
  watchMemory(): { readonly peak: () => Promise<number> };
}

/** Runs `npm start`'s program with the bundle: HTTP, queue and timers. */
export async function startWholeApp(env: NodeJS.ProcessEnv): Promise<WholeApp> {
  const child = spawn(process.execPath, ['local/start.ts', BUNDLE], {
    env: { ...withoutSettings(), PORT: '0', LOCAL_DATA_DIR: mkdtempSync(join(tmpdir(), 'bench-')), ...env },
    // Alerts are warnings in its log, and there will be hundreds.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await untilSaid(child, (line) => /^Ready at (\S+)$/.exec(line)?.[1]);
  return { url, stop: () => end(child), watchMemory: () => watchMemory(child) };
}

/** @returns how to end the watch and get the greatest resident set in MiB */
function watchMemory({ pid }: ChildProcess): { readonly peak: () => Promise<number> } {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await residentMemory(pid));
  };
  const timer = setInterval(look, 1_000);
  const peak = async () => {
    clearInterval(timer);
    await look();
    return most;
  };
  return { peak };
}

/** The environment without what a person may have set for trying things out. */
function withoutSettings(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR };
}

function untilSaid(child: ChildProcess, read: (line: string) => string | undefined): Promise<string> {
  return new Promise((found, reject) => {
    child.once('exit', (code) => reject(new Error(`The app ended with code ${code} before it was ready.`)));
    if (!child.stdout) return;
    // Read to the end of its life, or a full pipe would stop it.
    createInterface(child.stdout).on('line', (line) => {
      const said = read(line);
      if (said !== undefined) found(said);
    });
  });
}

async function residentMemory(pid: number | undefined): Promise<number> {
  const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [kibibytes] = await once(ps.stdout, 'data');
  return Number(String(kibibytes)) / 1_024;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
