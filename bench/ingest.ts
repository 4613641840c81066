import { type Azurite, startAzurite } from '../local/azurite.ts';
import { type AppProcess, BUNDLE, startApp } from './app-process.ts';
import { type Driven, drive } from './drive.ts';
import { RawTable, rowsOf } from './raw-table.ts';
import { post, Reports, tokenIdOf } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { median, rounded } from './statistics.ts';

const TOKENS = 1_000;
const AT_ONCE = [1, 16, 64] as const;
const ARRAYS_AT_ONCE = [1, 4] as const;
/** A transaction holds 100 rows, and a report has two. */
const TOKENS_A_TRANSACTION = 50;

interface Round {
  readonly raw: number;
  /** With the read before it. */
  readonly rawRead: number;
  readonly distinct: Driven;
  readonly hot: Driven;
}

interface ArrayRound {
  readonly raw: number;
  readonly app: number;
}

/** How many reports a second go in, beside what the storage gives to a client that does nothing else. */
export const ingest: Section = { name: 'ingest', title: 'Ingest', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const seconds = isQuick ? 1 : 5;
  const rounds = isQuick ? 1 : 3;
  const singles = new Map<number, Round[]>(AT_ONCE.map((atOnce) => [atOnce, []]));
  const arrays = new Map<number, ArrayRound[]>(ARRAYS_AT_ONCE.map((atOnce) => [atOnce, []]));
  for (let round = 1; round <= rounds; round++) {
    // Anew each time: Azurite grows slower with its table, so that much later figures would compare badly.
    const azurite = await startAzurite();
    const app = await startApp(BUNDLE, { AzureWebJobsStorage: azurite.connectionString });
    try {
      const say = (text: string) => progress(`round ${round} of ${rounds}, ${text}`);
      await measure({ azurite, app, seconds, say }, singles, arrays);
    } finally {
      await app.stop();
      await azurite.stop();
    }
  }
  return findings(singles, arrays, rounds, seconds);
}

interface Ground {
  readonly azurite: Azurite;
  readonly app: AppProcess;
  readonly seconds: number;
  readonly say: (text: string) => void;
}

/** Adds one round to the singles and to the arrays. */
async function measure(
  { azurite, app, seconds, say }: Ground,
  singles: ReadonlyMap<number, Round[]>,
  arrays: ReadonlyMap<number, ArrayRound[]>,
): Promise<void> {
  const reports = new Reports();
  let turn = 0;
  const next = () => reports.next(tokenIdOf(turn++ % TOKENS));
  const hundred = () => Array.from({ length: 100 }, next);
  const raw = await prepare(azurite, app, hundred);
  await drive(app.url, 16, { duration: seconds }, next);

  const single = { tokensEach: 1, tokenCount: TOKENS, seconds };
  for (const [atOnce, done] of singles) {
    const it = {
      raw: await raw.rate((tokens) => raw.write(tokens), { ...single, atOnce }),
      rawRead: await raw.rate(([token = 0]) => raw.readAndWrite(token), { ...single, atOnce }),
      distinct: await drive(app.url, atOnce, { duration: seconds }, next),
      hot: await drive(app.url, atOnce, { duration: seconds }, () => reports.next(tokenIdOf(0))),
    };
    done.push(it);
    const rates = [it.raw, it.rawRead, it.distinct.rate, it.hot.rate].map(rounded);
    say(
      `${atOnce} at once: Azurite ${rates[0]}/s, with the read ${rates[1]}/s, app ${rates[2]}/s, one token ${rates[3]}/s`,
    );
  }
  const fifty = { ...single, tokensEach: TOKENS_A_TRANSACTION };
  for (const [atOnce, done] of arrays) {
    const it = {
      raw: await raw.rate((tokens) => raw.write(tokens), { ...fifty, atOnce }),
      app: 100 * (await drive(app.url, atOnce, { duration: seconds }, hundred)).rate,
    };
    done.push(it);
    say(`arrays, ${atOnce} at once: Azurite ${rounded(it.raw)}/s, app ${rounded(it.app)}/s`);
  }
}

/** Stores every token, in the app's table and in that of the bare client. */
async function prepare(azurite: Azurite, app: AppProcess, hundred: () => unknown): Promise<RawTable> {
  // Twice, so that the rows are those of a later report.
  for (let i = 0; i < (2 * TOKENS) / 100; i++) await post(app.url, hundred());
  const { connectionString } = azurite;
  const raw = await RawTable.open(connectionString, await rowsOf(connectionString, 'default', tokenIdOf(1)));
  for (let n = 0; n < TOKENS; n += TOKENS_A_TRANSACTION) {
    await raw.write(Array.from({ length: TOKENS_A_TRANSACTION }, (_, i) => n + i));
  }
  return raw;
}

function findings(
  singles: ReadonlyMap<number, readonly Round[]>,
  arrays: ReadonlyMap<number, readonly ArrayRound[]>,
  rounds: number,
  seconds: number,
): Findings {
  const of = <T>(samples: readonly T[], read: (sample: T) => number) => median(samples.map(read));
  const share = (done: readonly Round[]) => of(done, (it) => it.distinct.rate / it.raw);
  return {
    targets: [
      {
        what: "single reports, 16 at once, × Azurite's own rate",
        measured: share(singles.get(16) ?? []),
        limit: 0.8,
        kind: 'at least',
      },
    ],
    tables: [
      {
        head: [
          'single reports',
          'Azurite alone /s',
          'with the read /s',
          'tokens in turn /s',
          'share',
          'p50 ms',
          'p99 ms',
          'one token /s',
        ],
        rows: [...singles].map(([atOnce, done]) => [
          `${atOnce} at once`,
          rounded(of(done, (it) => it.raw)),
          rounded(of(done, (it) => it.rawRead)),
          rounded(of(done, (it) => it.distinct.rate)),
          rounded(share(done)),
          rounded(of(done, (it) => it.distinct.p50)),
          rounded(of(done, (it) => it.distinct.p99)),
          rounded(of(done, (it) => it.hot.rate)),
        ]),
      },
      {
        head: ['arrays of 100', 'Azurite alone, reports/s', 'distinct tokens, reports/s', 'share'],
        rows: [...arrays].map(([atOnce, done]) => [
          `${atOnce} at once`,
          rounded(of(done, (it) => it.raw)),
          rounded(of(done, (it) => it.app)),
          rounded(of(done, (it) => it.app / it.raw)),
        ]),
      },
    ],
    method: [
      `Medians of ${rounds} rounds of ${seconds} s for each figure, every round on a fresh Azurite, since it grows slower with ` +
        `its table. Every report is of a newer sync, so each replaces its token row and adds a history row; ${TOKENS} tokens.`,
      '"Azurite alone" is a bare `@azure/data-tables` client that makes the same transactions: the very rows that the app ' +
        'stored. It does not read, as the app must; the column beside it does. In arrays its transactions hold 100 rows. ' +
        'The share is that of the first column.',
      'The load comes from autocannon, which shares the machine with the app and with Azurite; Azurite keeps all in memory.',
    ],
  };
}
