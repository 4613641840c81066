import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const SOURCE = join(ROOT, 'functions/index.ts');

/** What takes a second on a quiet machine may take this long on a busy one. */
const PATIENCE_MS = 60_000;

/** A directory to run in: only host.json is there, so that no settings file of the developer's is read. */
export function workplace(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'vpp-e2e-'));
  symlinkSync(join(ROOT, 'host.json'), join(path, 'host.json'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the app says; the assertions are what types it.
  readonly json: any;
}

/** `npm start` as a child process, on a free port. */
export class App {
  url = '';
  /** Everything it printed so far. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    // Not at its exit: what it printed last may still be on its way then.
    this.#exited = once(child, 'close').then(([code]) => code);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.lines.push(line));
    }
  }

  /** Starts it; where it does not come up, `exitCode` says how it ended. */
  static launch(
    directory: string,
    environment: Record<string, string> = {},
    entry = SOURCE,
    flags: readonly string[] = [],
  ): App {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(process.execPath, [join(ROOT, 'local/start.ts'), ...flags, entry], {
      cwd: directory,
      env: { PATH, HOME, TMPDIR, PORT: '0', LOCAL_DATA_DIR: join(directory, 'data'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new App(child);
  }

  /** Starts it and waits until it is ready. */
  static async start(
    directory: string,
    environment?: Record<string, string>,
    entry?: string,
    flags?: readonly string[],
  ): Promise<App> {
    const app = App.launch(directory, environment, entry, flags);
    const ready = await Promise.race([app.line(/^Ready at (\S+)/), app.#exited.then(() => undefined)]);
    if (!ready) throw new Error(`it does not start:\n${app.lines.join('\n')}`);
    app.url = ready[1] ?? '';
    return app;
  }

  get exitCode(): Promise<number | null> {
    return this.#exited;
  }

  /** Waits for a line that matches. */
  async line(pattern: RegExp, limitMs = PATIENCE_MS): Promise<RegExpExecArray> {
    return until(() => this.lines.map((line) => pattern.exec(line)).find((match) => match !== null), limitMs);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  /** What no program can prepare for. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.url}/api/${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  report(body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.request('POST', 'sync-reports', body, headers);
  }
}

/** Looks until there is something to see. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, limitMs = PATIENCE_MS): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`not seen within ${limitMs / 1_000} s: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** So many minutes before now, as a sender writes it. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** Builds the bundle for Azure somewhere else than in the working tree. @returns its path */
export async function buildBundle(directory: string): Promise<string> {
  for (const name of ['functions', 'src', 'cli', 'local']) symlinkSync(join(ROOT, name), join(directory, name));
  const child = spawn(process.execPath, [join(ROOT, 'scripts/build.ts')], { cwd: directory, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the build ended with ${code}`);
  return join(directory, 'dist/index.mjs');
}
