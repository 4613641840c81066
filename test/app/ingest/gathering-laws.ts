import type { IngestResult } from '../../../src/app/ingest/ingest-item.ts';
import { SECOND } from '../../../src/domain/policy.ts';
import type { Report } from '../../../src/domain/report.ts';
import type { Row } from '../../../src/storage/row.ts';
import { fromTokenRow } from '../../../src/storage/subject-row.ts';
import { recordOf } from '../../domain/build.ts';
import type { Actor } from '../../telling/scheduler.ts';
import type { Product } from '../../telling/surroundings.ts';

/** When a request is answered at the latest. */
const DEADLINE = 10 * SECOND;

/** A request, and what became of it. Times are milliseconds since the epoch. */
export interface Sent {
  readonly instance: Actor;
  /** Each with a detail of its own, by which its history is known. */
  readonly reports: readonly Report[];
  readonly sentAt: number;
  readonly endedAt?: number;
  readonly results?: readonly IngestResult[];
  readonly error?: unknown;
}

export interface Circumstances {
  /** A token whose row nobody can read. */
  readonly broken: string | undefined;
  /** Whether storage failed or time ran out. */
  readonly isTroubled: boolean;
  readonly StorageUnavailable: Product['StorageUnavailable'];
}

/** What people who sent reports would object to, when all is over. */
export function breachesOf(
  sent: readonly Sent[],
  rows: readonly Row[],
  circumstances: Circumstances,
): readonly string[] {
  const histories = rows.filter(({ rowKey }) => rowKey.startsWith('history!')).map(({ detail }) => String(detail));
  const countOf = ({ detail }: Report) => histories.filter((it) => it === detail).length;
  const tokens = Map.groupBy(
    sent.flatMap(({ reports }) => reports),
    ({ tokenId }) => tokenId,
  );
  tokens.delete(circumstances.broken ?? '');
  return [
    ...sent.flatMap((it) => answerLaws(it, countOf, circumstances)),
    ...[...tokens].flatMap(([token, own]) => {
      const row = rows.find(({ rowKey }) => rowKey === `token!${token}`);
      return rowLaws(own, row, countOf);
    }),
  ];
}

/** In time, true, and a failure only where storage failed or the request is at fault itself. */
function answerLaws(
  { instance, reports, sentAt, endedAt, results = [], error }: Sent,
  countOf: (report: Report) => number,
  { broken, isTroubled, StorageUnavailable }: Circumstances,
): readonly string[] {
  const name = reports.map(({ detail }) => detail).join('+');
  if (endedAt === undefined) return instance.isDead ? [] : [`${name} was never answered`];
  const isExcused = isTroubled && error instanceof StorageUnavailable;
  const isAtFault = reports.some(({ tokenId }) => tokenId === broken);
  return [
    ...(endedAt > sentAt + DEADLINE ? [`${name} was answered ${endedAt - sentAt} ms later`] : []),
    ...(error === undefined || isExcused || isAtFault ? [] : [`${name} failed: ${String(error)}`]),
    ...results.flatMap((result) => {
      const report = reports[result.index];
      const isNew = result.kind === 'accepted' && (result.outcome === 'applied' || result.outcome === 'stale');
      const count = report ? countOf(report) : 0;
      return count === (isNew ? 1 : 0) ? [] : [`${report?.detail} is stored ${count} times, and was told otherwise`];
    }),
  ];
}

/** A token's row says what its histories say, and each delivery is stored once. */
function rowLaws(own: readonly Report[], row: Row | undefined, countOf: (report: Report) => number): readonly string[] {
  const stored = own.filter((report) => countOf(report) > 0);
  const ids = stored.flatMap(({ deliveryId }) => deliveryId ?? []);
  const [is, should] = [row && fromTokenRow(row).value.record, stored.length > 0 ? recordOf(...stored) : undefined];
  return [
    ...stored.filter((report) => countOf(report) > 1).map(({ detail }) => `${detail} is stored twice`),
    ...(new Set(ids).size < ids.length ? ['a delivery is stored twice'] : []),
    ...(textOf(is) === textOf(should) ? [] : [`the row of ${own[0]?.tokenId} is not what its history says`]),
  ];
}

/** As text, with members in one order, however it was put together. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, it) =>
    it !== null && typeof it === 'object' && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
}
