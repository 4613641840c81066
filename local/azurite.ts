import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface AzuriteOptions {
  /** The directory for its data. Without one everything stays in memory and is gone at the end. */
  readonly location?: string;
  /** Called with the reason when it ends without having been stopped. */
  readonly onExit?: (reason: string) => void;
}

export interface Azurite {
  readonly connectionString: string;
  /** Saves the data and ends it. */
  stop(): Promise<void>;
}

/** The account that every storage emulator has; its key is public. */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const SERVICES = ['Blob', 'Queue', 'Table'] as const;
type Service = (typeof SERVICES)[number];

/**
 * Starts blob, queue and table storage on free loopback ports, and resolves when all three listen. It ends with this
 * process, however that ends.
 * @throws with Azurite's own words where it does not come up, for instance because its data is in use.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { location } = options;
  if (location !== undefined) mkdirSync(location, { recursive: true });
  const child = fork(
    fileURLToPath(new URL('azurite-process.ts', import.meta.url)),
    [
      location === undefined ? '' : join(location, 'azurite.lock'),
      ...['--disableTelemetry', '--skipApiVersionCheck', '--silent'],
      ...(location === undefined ? ['--inMemoryPersistence'] : ['--location', location]),
      ...SERVICES.flatMap((service) => [`--${service.toLowerCase()}Port`, '0']),
    ],
    {
      // A process group of its own: Ctrl+C must not end it before the functions that still use it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0040'],
    },
  );
  const endpoints = await untilListening(child);
  let stopped = false;
  child.once('exit', (code, signal) => {
    if (!stopped) options.onExit?.(`Azurite ended unexpectedly (${signal ?? code}).`);
  });
  const urls = SERVICES.map((service) => `${service}Endpoint=${endpoints[service]}/${ACCOUNT}`);
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};${urls.join(';')};`,
    stop: async () => {
      if (stopped || child.exitCode !== null) return;
      stopped = true;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

function untilListening(child: ChildProcess): Promise<Record<Service, string>> {
  return new Promise((resolve, reject) => {
    const found: Partial<Record<Service, string>> = {};
    let complaint = '';
    child.stderr?.on('data', (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-2_000);
    });
    child.once('error', reject);
    // Not at its exit: what it wrote last may still be on its way then.
    child.once('close', (code) =>
      reject(new Error(`Azurite does not start: ${complaint.trim() || `exit code ${code}`}`)),
    );
    if (child.stdout === null) return;
    // Read to the end of its life, or a full pipe would stop it.
    createInterface(child.stdout).on('line', (line) => {
      const [, service, url] = /^Azurite (\w+) service is successfully listening at (\S+)$/.exec(line) ?? [];
      if (url === undefined) return;
      found[service as Service] = url;
      const { Blob, Queue, Table } = found;
      if (Blob && Queue && Table) resolve({ Blob, Queue, Table });
    });
  });
}
