import { type Azurite, startAzurite } from '../local/azurite.ts';
import { BUNDLE, startApp } from './app-process.ts';
import { drive } from './drive.ts';
import { type ArrayRound, ingestFindings, type Round, type Single } from './ingest-findings.ts';
import { RawTable, rowsOf } from './raw-table.ts';
import { post, Reports, tokenIdOf } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { rounded } from './statistics.ts';

const TOKENS = 1_000;
const AT_ONCE = [1, 16, 64] as const;
const ARRAYS_AT_ONCE = [1, 4] as const;
/** The app that is measured, and its tenant. */
const THIS_APP = 'now';
/** A transaction holds 100 rows, and a report has two. */
const TOKENS_A_TRANSACTION = 50;

/** How many reports a second go in, beside what the storage gives to a client that does nothing else. */
export const ingest: Section = { name: 'ingest', title: 'Ingest', run };

async function run({ isQuick, progress, older }: Bench): Promise<Findings> {
  const seconds = isQuick ? 1 : 5;
  const rounds = isQuick ? 1 : 3;
  const singles = new Map<number, Round[]>(AT_ONCE.map((atOnce) => [atOnce, []]));
  const arrays = new Map<number, ArrayRound[]>(ARRAYS_AT_ONCE.map((atOnce) => [atOnce, []]));
  for (let round = 1; round <= rounds; round++) {
    // Anew each time: Azurite grows slower with its table, so that much later figures would compare badly.
    const azurite = await startAzurite();
    const env = { AzureWebJobsStorage: azurite.connectionString };
    const [app, before] = await Promise.all([
      startApp(BUNDLE, env),
      older === undefined ? undefined : startApp(older, env),
    ]);
    try {
      const say = (text: string) => progress(`round ${round} of ${rounds}, ${text}`);
      // Whoever is second has the fuller table, so that they take turns in that, too.
      const urls = { now: app.url, ...(before && { older: before.url }) };
      await measure({ azurite, urls, isOlderFirst: round % 2 === 0, seconds, say }, singles, arrays);
    } finally {
      await app.stop();
      await before?.stop();
      await azurite.stop();
    }
  }
  return ingestFindings(singles, arrays, { rounds, seconds, tokens: TOKENS });
}

interface Ground {
  readonly azurite: Azurite;
  readonly urls: { readonly now: string; readonly older?: string };
  readonly isOlderFirst: boolean;
  readonly seconds: number;
  readonly say: (text: string) => void;
}

/** Adds one round to the singles and to the arrays. */
async function measure(
  { azurite, urls, isOlderFirst, seconds, say }: Ground,
  singles: ReadonlyMap<number, Round[]>,
  arrays: ReadonlyMap<number, ArrayRound[]>,
): Promise<void> {
  const reports = new Reports();
  let turn = 0;
  // Each app has a tenant of its own, or what one writes would be news to the other.
  const next = (tenantId: string) => () => ({ ...reports.next(tokenIdOf(turn++ % TOKENS)), tenantId });
  const hot = (tenantId: string) => () => ({ ...reports.next(tokenIdOf(0)), tenantId });
  const hundred = (tenantId: string) => () => Array.from({ length: 100 }, next(tenantId));
  const apps = Object.entries(urls).sort(([a], [b]) => (isOlderFirst ? b.localeCompare(a) : a.localeCompare(b)));
  for (const [name, url] of apps) {
    // Twice, so that the rows are those of a later report.
    for (let i = 0; i < (2 * TOKENS) / 100; i++) await post(url, hundred(name)());
  }
  const raw = await prepare(azurite);
  for (const [name, url] of apps) await drive(url, 16, { duration: seconds }, next(name));

  const single = { tokensEach: 1, tokenCount: TOKENS, seconds };
  for (const [atOnce, done] of singles) {
    const alone = await raw.rate((tokens) => raw.write(tokens), { ...single, atOnce });
    const reading = await raw.rate(([token = 0]) => raw.readAndWrite(token), { ...single, atOnce });
    const driven: Record<string, Single> = {};
    for (const [name, url] of apps) {
      const distinct = await drive(url, atOnce, { duration: seconds }, next(name));
      driven[name] = { distinct, hot: (await drive(url, atOnce, { duration: seconds }, hot(name))).rate };
    }
    const { now, older } = driven;
    if (!now) throw new Error('this app was measured');
    done.push({ raw: alone, rawRead: reading, now, ...(older && { older }) });
    const spoken = Object.entries(driven).map(
      ([name, it]) => `${name} ${rounded(it.distinct.rate)}/s, one token ${rounded(it.hot)}/s`,
    );
    say(`${atOnce} at once: Azurite ${rounded(alone)}/s, with the read ${rounded(reading)}/s, ${spoken.join(', ')}`);
  }
  const fifty = { ...single, tokensEach: TOKENS_A_TRANSACTION };
  for (const [atOnce, done] of arrays) {
    const it = {
      raw: await raw.rate((tokens) => raw.write(tokens), { ...fifty, atOnce }),
      app: 100 * (await drive(urls.now, atOnce, { duration: seconds }, hundred(THIS_APP))).rate,
    };
    done.push(it);
    say(`arrays, ${atOnce} at once: Azurite ${rounded(it.raw)}/s, app ${rounded(it.app)}/s`);
  }
}

/** Stores in the table of the bare client every token as the app has stored it. */
async function prepare({ connectionString }: Azurite): Promise<RawTable> {
  const raw = await RawTable.open(connectionString, await rowsOf(connectionString, THIS_APP, tokenIdOf(1)));
  for (let n = 0; n < TOKENS; n += TOKENS_A_TRANSACTION) {
    await raw.write(Array.from({ length: TOKENS_A_TRANSACTION }, (_, i) => n + i));
  }
  return raw;
}
