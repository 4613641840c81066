import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { get } from 'node:http';
import { resolve } from 'node:path';
import { startAzurite } from '../local/azurite.ts';
import { BUNDLE, startApp } from './app-process.ts';
import { post, Reports, tokenIdOf } from './reports.ts';
import type { Bench, Findings, Section, Table, Target } from './section.ts';
import { median, percentile, rounded } from './statistics.ts';
import { whereTimeGoes } from './where.ts';

/** As `func init` lays one out, and in ES modules as this app is. */
const HELLO_CJS = resolve('bench/hello-world/index.cjs');
const HELLO_ESM = resolve('bench/hello-world/index.mjs');

interface Start {
  readonly registered: number;
  readonly answered: number;
}

interface Starts {
  readonly bare: number[];
  readonly commonJs: Start[];
  readonly esModule: Start[];
  readonly ours: Start[];
}

/** How long a start takes: what nearly every call of a quiet app has to wait for. */
export const cold: Section = { name: 'cold', title: 'Cold start', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const azurite = await startAzurite();
  const env = { AzureWebJobsStorage: azurite.connectionString };
  const reports = new Reports();
  const starts: Starts = { bare: [], commonJs: [], esModule: [], ours: [] };
  try {
    // The first start of all makes the table, fills the disk's cache and is thrown away.
    for (let i = 0; i <= (isQuick ? 2 : 15); i++) {
      const bare = await startBare();
      const commonJs = await start(HELLO_CJS, {}, hail);
      const esModule = await start(HELLO_ESM, {}, hail);
      const ours = await start(BUNDLE, env, (url) => post(url, reports.next(tokenIdOf(i))));
      if (i === 0) continue;
      starts.bare.push(bare);
      starts.commonJs.push(commonJs);
      starts.esModule.push(esModule);
      starts.ours.push(ours);
      progress(
        `start ${i}: hello-world ${spoken(esModule)} (${spoken(commonJs)} in CommonJS), the app ${spoken(ours)}`,
      );
    }
    const where = await whereTimeGoes(env, (url) => post(url, reports.next(tokenIdOf(0))));
    return findings(starts, where);
  } finally {
    await azurite.stop();
  }
}

async function start(entry: string, env: NodeJS.ProcessEnv, call: (url: string) => Promise<unknown>): Promise<Start> {
  const app = await startApp(entry, env);
  try {
    await call(app.url);
    return { registered: app.registeredAfter, answered: performance.now() - app.startedAt };
  } finally {
    await app.stop();
  }
}

async function startBare(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

/** The first call of the hello-world. */
async function hail(url: string): Promise<void> {
  const [response] = await once(get(`${url}/api/hello`), 'response');
  if (response.statusCode !== 200) throw new Error(`The hello-world answered ${response.statusCode}.`);
  for await (const _ of response);
}

function findings({ bare, commonJs, esModule, ours }: Starts, where: Table): Findings {
  const row = (what: string, samples: readonly number[]) => [
    what,
    rounded(median(samples)),
    rounded(Math.min(...samples)),
    rounded(percentile(samples, 0.9)),
  ];
  const times = (starts: readonly Start[], name: keyof Start) => starts.map((it) => it[name]);
  const target = (what: string, name: keyof Start, hello: readonly Start[], limit: number): Target => ({
    what: `${what} hello-world in ES modules`,
    measured: median(times(ours, name)) / median(times(hello, name)),
    limit,
    kind: 'at most',
  });
  return {
    targets: [
      target('registered, ×', 'registered', esModule, 1),
      target('first report answered, ×', 'answered', esModule, 1.8),
      {
        what: 'entry of the bundle',
        measured: statSync(BUNDLE).size / 1_024,
        limit: 200,
        kind: 'at most',
        unit: 'KiB',
      },
    ],
    tables: [
      {
        head: ['ms from the start of the process', 'median', 'least', 'p90'],
        rows: [
          row('`node -e 0`, until it ends', bare),
          row('hello-world in ES modules, registered', times(esModule, 'registered')),
          row('hello-world in CommonJS, registered', times(commonJs, 'registered')),
          row('this app, registered', times(ours, 'registered')),
          row('hello-world in ES modules, first answer', times(esModule, 'answered')),
          row('hello-world in CommonJS, first answer', times(commonJs, 'answered')),
          row('this app, first report answered', times(ours, 'answered')),
        ],
      },
      where,
    ],
    method: [
      `${bare.length} starts of each in turn. All apps run in the same small process: the local host's side of ` +
        '`@azure/functions-core` and its HTTP trigger, bundled, without queues or timers. The hello-world is one HTTP ' +
        'function over `@azure/functions`, unbundled: in ES modules as this app is, and in CommonJS as `func init` lays ' +
        'it out, whose `require` spares Node a scan of that library for its exports.',
      'The first report is of a token that was never seen, so it costs the most: a read that finds nothing, the ' +
        "tenant's row, and the transaction. Azurite was running, and had the table.",
      'The second table is the processor time of one more start, from a profile that is read through the source maps.',
    ],
  };
}

function spoken({ registered, answered }: Start): string {
  return `${Math.round(registered)} and ${Math.round(answered)} ms`;
}
