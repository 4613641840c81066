import { setTimeout as sleep } from 'node:timers/promises';
import { startAzurite } from '../local/azurite.ts';
import { type AppProcess, BUNDLE, startApp } from './app-process.ts';
import { drive } from './drive.ts';
import { Reports, tokenIdOf } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { rounded } from './statistics.ts';

const TOKENS = 1_000;
const STEPS = 5;
/** Every second request holds one report, the others as many as this. */
const ARRAY = 19;
const AT_ONCE = 16;

/** Whether an instance that lives long grows. */
export const memory: Section = { name: 'memory', title: 'Memory', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const total = isQuick ? 2_000 : 100_000;
  const azurite = await startAzurite();
  const app = await startApp(BUNDLE, { AzureWebJobsStorage: azurite.connectionString });
  const measured: (readonly [string, number])[] = [];
  try {
    const note = async (what: string) => {
      const mebibytes = await settled(app);
      measured.push([what, mebibytes]);
      progress(`${what}: ${rounded(mebibytes)} MiB`);
    };
    const reports = new Reports();
    let turn = 0;
    const next = () => reports.next(tokenIdOf(turn++ % TOKENS));
    let requests = 0;
    const body = () => (requests++ % 2 === 0 ? next() : Array.from({ length: ARRAY }, next));
    await note('after the start');
    for (let step = 1; step <= STEPS; step++) {
      await drive(app.url, AT_ONCE, { amount: Math.ceil((2 * total) / STEPS / (ARRAY + 1)) }, body);
      await note(`after ${((step * total) / STEPS).toLocaleString('en')} reports`);
    }
  } finally {
    await app.stop();
    await azurite.stop();
  }
  return findings(measured);
}

/** The resident memory once the app has been left alone for a moment. */
async function settled(app: AppProcess): Promise<number> {
  await sleep(3_000);
  return app.residentMemory();
}

function findings(measured: readonly (readonly [string, number])[]): Findings {
  const [, first = ['', Number.NaN]] = measured;
  const last = measured.at(-1) ?? first;
  return {
    targets: [
      {
        what: `resident memory ${last[0]}, × that ${first[0]}`,
        measured: last[1] / first[1],
        limit: 1.1,
        kind: 'at most',
      },
    ],
    tables: [
      { head: ['resident memory of the app', 'MiB'], rows: measured.map(([what, size]) => [what, rounded(size)]) },
    ],
    method: [
      `${AT_ONCE} requests at once over ${TOKENS} tokens, every second one a single report and the others arrays of ${ARRAY}; ` +
        'every report is of a newer sync and is stored. Read 3 s after the last answer of each part; nothing forces a collection.',
    ],
  };
}
