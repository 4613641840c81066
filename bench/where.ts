import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourcePlaces } from '../scripts/source-places.ts';
import { BUNDLE, startApp } from './app-process.ts';
import type { Table } from './section.ts';
import { rounded } from './statistics.ts';

/** What V8 writes: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile; times in µs. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const SHOWN = 14;

/** Where the milliseconds of a start with its first report go, by module: the processor's time alone, from a profile. */
export async function whereTimeGoes(env: NodeJS.ProcessEnv, call: (url: string) => Promise<unknown>): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const profiling = ['--cpu-prof', '--cpu-prof-interval=100', `--cpu-prof-dir=${folder}`];
  try {
    const app = await startApp(BUNDLE, env, profiling);
    await call(app.url);
    await app.stop();
    const [file = ''] = globSync('*.cpuprofile', { cwd: folder });
    return tableOf(byModule(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function byModule({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const placeOf = sourcePlaces(dirname(BUNDLE));
  const moduleOf = new Map(nodes.map(({ id, callFrame }) => [id, moduleName(callFrame, placeOf)]));
  const spent = new Map<string, number>();
  samples.forEach((id, i) => {
    const name = moduleOf.get(id) ?? 'V8';
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[i] ?? 0) / 1_000);
  });
  spent.delete('waiting');
  return spent;
}

function moduleName(
  { functionName, url, lineNumber, columnNumber }: CpuProfile['nodes'][number]['callFrame'],
  placeOf: ReturnType<typeof sourcePlaces>,
): string {
  if (functionName === '(idle)') return 'waiting';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (/^compile/.test(functionName)) return 'Node: compiling modules';
  if (url.startsWith('node:') || url === '') return 'Node: all else';
  const [, file] = /\/dist\/(.*)$/.exec(url) ?? [];
  if (file === undefined) return 'the harness';
  const from = placeOf(file, lineNumber + 1, columnNumber + 1)?.file ?? 'the bundle itself';
  // That library is bundled itself, and its map names its own sources.
  if (from.startsWith('webpack:')) return '@azure/functions';
  const [, packageName] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(from) ?? [];
  return (
    packageName ??
    from
      .split('/')
      .slice(0, from.startsWith('src/app/') ? 3 : 2)
      .join('/')
  );
}

function tableOf(spent: ReadonlyMap<string, number>): Table {
  const sorted = [...spent].sort(([, a], [, b]) => b - a);
  const rest = sorted.slice(SHOWN).reduce((sum, [, ms]) => sum + ms, 0);
  const rows = [...sorted.slice(0, SHOWN), ['all others', rest] as const];
  return {
    head: ['module, from the start to the first answer', 'ms'],
    rows: rows.map(([name, ms]) => [name, rounded(ms)]),
  };
}
