import type { Driven } from './drive.ts';
import type { Findings, Table, Target } from './section.ts';
import { median, rounded } from './statistics.ts';

/** Single reports, of tokens in turn and all of one token. */
export interface Single {
  readonly distinct: Driven;
  /** Reports a second. */
  readonly hot: number;
}

/** Reports a second, so many at once. */
export interface Round {
  readonly raw: number;
  /** With the read before it. */
  readonly rawRead: number;
  readonly now: Single;
  /** Another checkout, in turn. */
  readonly older?: Single;
}

export interface ArrayRound {
  readonly raw: number;
  readonly app: number;
}

interface Extent {
  readonly rounds: number;
  readonly seconds: number;
  readonly tokens: number;
}

/** What the rounds say, each ratio taken within a round. */
export function ingestFindings(
  singles: ReadonlyMap<number, readonly Round[]>,
  arrays: ReadonlyMap<number, readonly ArrayRound[]>,
  { rounds, seconds, tokens }: Extent,
): Findings {
  return {
    targets: [...rateTargets(singles, arrays), ...olderTargets(singles)],
    tables: [singleTable(singles), arrayTable(arrays), ...olderTable(singles)],
    method: [
      `Medians of ${rounds} rounds of ${seconds} s for each figure, every round on a fresh Azurite, since it grows slower with ` +
        `its table. Every report is of a newer sync, so each replaces its token row and adds a history row; ${tokens} tokens.`,
      '"Azurite alone" is a bare `@azure/data-tables` client that makes the same transactions: the very rows that the app ' +
        'stored. It does not read; the column beside it does, each report by itself. In arrays its transactions hold 100 ' +
        'rows. The app wrote all tokens just before and remembers them, so it reads none of them either.',
      'The load comes from autocannon, which shares the machine with the app and with Azurite; Azurite keeps all in memory.',
    ],
  };
}

const of = <T>(samples: readonly T[], read: (sample: T) => number) => median(samples.map(read));

function rateTargets(
  singles: ReadonlyMap<number, readonly Round[]>,
  arrays: ReadonlyMap<number, readonly ArrayRound[]>,
): readonly Target[] {
  const bare = 'single reports, × a bare client that reads and writes each by itself';
  const share = (atOnce: number) => of(singles.get(atOnce) ?? [], (it) => it.now.distinct.rate / it.rawRead);
  const rises = (singles.get(64) ?? []).map(
    (it, i) => it.now.distinct.rate / (singles.get(1)?.[i]?.now.distinct.rate ?? 0),
  );
  return [
    { what: `${bare}, 16 at once`, measured: share(16), limit: 1, kind: 'at least' },
    { what: `${bare}, 64 at once`, measured: share(64), limit: 1.8, kind: 'at least' },
    { what: 'single reports, 64 at once, × one at a time', measured: median(rises), limit: 3.5, kind: 'at least' },
    {
      what: "arrays of 100, 4 at once, × Azurite's own rate of the same rows",
      measured: of(arrays.get(4) ?? [], (it) => it.app / it.raw),
      limit: 0.85,
      kind: 'at least',
    },
  ];
}

/** What is promised against an older checkout, where one was measured. */
function olderTargets(singles: ReadonlyMap<number, readonly Round[]>): readonly Target[] {
  const against = (atOnce: number, read: (it: Single) => number) => {
    const pairs = (singles.get(atOnce) ?? []).flatMap(({ now, older }) => (older ? [read(now) / read(older)] : []));
    return pairs.length > 0 ? [median(pairs)] : [];
  };
  const rate = ({ distinct }: Single) => distinct.rate;
  const target = (what: string, measured: number, limit: number, kind: Target['kind']) => ({
    ...{ what: `${what}, × the older checkout`, measured, limit, kind },
  });
  return [
    ...against(1, rate).map((it) => target('single reports, one at a time', it, 1, 'at least')),
    ...against(64, ({ hot }) => hot).map((it) => target('one token, 64 at once', it, 3, 'at least')),
    ...against(16, ({ distinct }) => distinct.p99).map((it) => target('p99 of 16 at once', it, 1, 'at most')),
  ];
}

function singleTable(singles: ReadonlyMap<number, readonly Round[]>): Table {
  return {
    head: [
      'single reports',
      'Azurite alone /s',
      'with the read /s',
      'tokens in turn /s',
      'p50 ms',
      'p99 ms',
      'one token /s',
    ],
    rows: [...singles].map(([atOnce, done]) => [
      `${atOnce} at once`,
      rounded(of(done, (it) => it.raw)),
      rounded(of(done, (it) => it.rawRead)),
      ...singleCells(done.map((it) => it.now)),
    ]),
  };
}

function olderTable(singles: ReadonlyMap<number, readonly Round[]>): readonly Table[] {
  const rows = [...singles].flatMap(([atOnce, done]) => {
    const older = done.flatMap((it) => it.older ?? []);
    return older.length > 0 ? [[`${atOnce} at once`, ...singleCells(older)]] : [];
  });
  return rows.length > 0
    ? [{ head: ['the older checkout, in turn', 'tokens in turn /s', 'p50 ms', 'p99 ms', 'one token /s'], rows }]
    : [];
}

function singleCells(done: readonly Single[]): readonly string[] {
  return [
    rounded(of(done, (it) => it.distinct.rate)),
    rounded(of(done, (it) => it.distinct.p50)),
    rounded(of(done, (it) => it.distinct.p99)),
    rounded(of(done, (it) => it.hot)),
  ];
}

function arrayTable(arrays: ReadonlyMap<number, readonly ArrayRound[]>): Table {
  return {
    head: ['arrays of 100', 'Azurite alone, reports/s', 'distinct tokens, reports/s', 'share'],
    rows: [...arrays].map(([atOnce, done]) => [
      `${atOnce} at once`,
      rounded(of(done, (it) => it.raw)),
      rounded(of(done, (it) => it.app)),
      rounded(of(done, (it) => it.app / it.raw)),
    ]),
  };
}
