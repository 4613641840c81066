import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { newId } from '../app/commit/new-id.ts';
import type { MarkerStore } from '../app/deliver/hand-over.ts';
import type { Marker } from '../app/model/marker.ts';
import type { Clock, DueRows, Log, SubjectStore } from '../app/model/ports.ts';
import type { IdempotencyRecord, SubjectChange } from '../app/model/state.ts';
import type { Stored, SubjectState } from '../app/model/subject.ts';
import { commit } from './commit.ts';
import { fromIdempotencyRow, toHistoryRow, toIdempotencyRow } from './history-row.ts';
import { toIncidentRow, toTimelineRow } from './incident-row.ts';
import {
  BESIDE_TOKENS,
  idempotencyKey,
  MARKER_PREFIX,
  markerKey,
  SILENCES_CHANGED_KEY,
  SUBJECT_PREFIX,
  subjectKey,
} from './keys.ts';
import { fromMarkerRow, toMarkerRow } from './marker-row.ts';
import { afterPrefix, type Query, withPrefix } from './query.ts';
import { RememberedSubjects } from './remembered.ts';
import { type Row, readable, toTimeColumn } from './row.ts';
import { type RowStore, TRANSACTION_ROWS } from './row-store.ts';
import { fromSubjectRow, keepingUnknown, toSubjectRow } from './subject-row.ts';

/**
 * Up to this many subjects are read one by one, side by side: a range between keys that lie far apart would read much of
 * a large tenant. More are read as a range, since a filter takes no long list of keys.
 */
const SINGLE_READS = 32;

/** Pages of a range to read before what is missing is read one by one: the range may hold many other tokens. */
const RANGE_PAGES = 3;

/** The state of all subjects in one Azure table: a partition for each tenant, so that one transaction covers it. */
export class TableSubjectStore implements SubjectStore, MarkerStore {
  readonly #table: RowStore;
  readonly #clock: Clock;
  readonly #remembered = new RememberedSubjects();
  readonly #log: Pick<Log, 'error'>;

  constructor(table: RowStore, clock: Clock, log: Pick<Log, 'error'>) {
    this.#table = table;
    this.#clock = clock;
    this.#log = log;
  }

  async read(tenantId: string, subjects: readonly string[]): Promise<ReadonlyMap<string, Stored<SubjectState>>> {
    const found = new Map<string, Stored<SubjectState>>();
    let missing = [...new Set(subjects)].sort();
    if (missing.length > SINGLE_READS) {
      const wanted = new Set(missing);
      const [first = '', last = ''] = [missing[0], missing.at(-1)];
      let reached = '';
      let pages = 0;
      const range = { partition: tenantId, from: subjectKey(first), before: afterPrefix(`${subjectKey(last)}!`) };
      for await (const page of this.#table.pages(range)) {
        for (const row of page) {
          const id = row.rowKey.slice(SUBJECT_PREFIX.length);
          if (wanted.has(id)) found.set(id, fromSubjectRow(row));
          reached = id;
        }
        if (++pages === RANGE_PAGES) break;
      }
      missing = pages === RANGE_PAGES ? missing.filter((id) => id > reached) : [];
    }
    const rows = await Promise.all(missing.map((id) => this.#table.get(tenantId, subjectKey(id))));
    for (const row of rows) if (row) found.set(row.rowKey.slice(SUBJECT_PREFIX.length), fromSubjectRow(row));
    return found;
  }

  recall(tenantId: string, subjects: readonly string[]): ReadonlyMap<string, Stored<SubjectState>> {
    const found = new Map<string, Stored<SubjectState>>();
    for (const subject of subjects) {
      const stored = this.#remembered.recall({ tenantId, subject });
      if (stored) found.set(subject, stored);
    }
    return found;
  }

  async readBesideTokens(tenantId: string): Promise<readonly Stored<SubjectState>[]> {
    const found: Stored<SubjectState>[] = [];
    for await (const page of this.#table.pages({ partition: tenantId, ...BESIDE_TOKENS })) {
      found.push(...readable(page, fromSubjectRow, this.#log));
    }
    return found;
  }

  async readIdempotency(
    tenantId: string,
    deliveryIds: readonly string[],
  ): Promise<ReadonlyMap<string, IdempotencyRecord>> {
    const rows = await Promise.all(deliveryIds.map((id) => this.#table.get(tenantId, idempotencyKey(id))));
    const records = rows.filter((row) => row !== undefined).map(fromIdempotencyRow);
    return new Map(records.map((record) => [record.deliveryId, record]));
  }

  async commit(tenantId: string, changes: readonly SubjectChange[]): Promise<'committed' | 'conflict'> {
    const now = this.#clock();
    for (const { state } of changes) this.#remembered.forget(state);
    const etags = await commit(this.#table, tenantId, {
      mark: newId(now),
      guards: changes.map(({ state, basis }) => ({
        row: { ...toSubjectRow(state, basis), changedAt: toTimeColumn(now) },
        etag: basis?.etag,
      })),
      projections: changes.flatMap((change) => projectionsOf(change)),
      inserts: changes.flatMap((change) => insertsOf(change, now)),
    });
    if (etags === 'conflict') return etags;
    for (const [i, { state, basis }] of changes.entries()) {
      const etag = etags[i];
      if (etag) this.#remembered.keep({ ...basis, value: keepingUnknown(state, basis), etag });
    }
    return 'committed';
  }

  async deleteMarkers(tenantId: string, markers: readonly Marker[]): Promise<'deleted' | 'conflict'> {
    const actions = markers.map(
      (marker): TransactionAction => ['delete', { partitionKey: tenantId, rowKey: markerKey(marker) }],
    );
    return (await this.#table.transact(actions)) === 'conflict' ? 'conflict' : 'deleted';
  }

  fitting(changes: readonly SubjectChange[]): number {
    let rows = 0;
    const tooMany = changes.findIndex((change) => {
      rows += rowCount(change);
      return rows > TRANSACTION_ROWS;
    });
    return Math.max(1, tooMany < 0 ? changes.length : tooMany);
  }

  async *readAll(tenantId: string): AsyncGenerator<readonly Stored<SubjectState>[]> {
    for await (const page of this.#table.pages(withPrefix(tenantId, SUBJECT_PREFIX))) {
      yield readable(page, fromSubjectRow, this.#log);
    }
  }

  async *readDue(
    tenantId: string,
    { now, policyHash, changedSince }: Parameters<SubjectStore['readDue']>[1],
  ): AsyncGenerator<DueRows> {
    // One range holds both kinds and leaves out history and used delivery ids, which are most of a partition. Rows
    // without a column meet no condition on it, which is why a changed hash is asked for as less or greater.
    const query: Query = {
      partition: tenantId,
      from: SUBJECT_PREFIX,
      before: afterPrefix(MARKER_PREFIX),
      any: [
        { column: 'dueAt', is: 'le', value: toTimeColumn(now) },
        { column: 'nextCheckAt', is: 'le', value: toTimeColumn(now) },
        { column: 'policyHash', is: 'lt', value: policyHash },
        { column: 'policyHash', is: 'gt', value: policyHash },
        { column: 'changedAt', is: 'ge', value: toTimeColumn(changedSince) },
      ],
    };
    for await (const page of this.#table.pages(query)) {
      const rows = page.filter(({ rowKey }) => rowKey.startsWith(SUBJECT_PREFIX));
      const isDue = (row: Row) => row.policyHash !== policyHash || String(row.nextCheckAt ?? '~') <= toTimeColumn(now);
      const [due, changed] = [rows.filter(isDue), rows.filter((row) => !isDue(row))];
      const markerRows = page.filter(({ rowKey }) => rowKey.startsWith(MARKER_PREFIX));
      const subjects = readable(due, fromSubjectRow, this.#log);
      const markers = readable(markerRows, fromMarkerRow, this.#log);
      yield {
        subjects,
        changed: readable(changed, fromSubjectRow, this.#log).map(({ value }) => value),
        haveSilencesChanged: page.some(({ rowKey }) => rowKey === SILENCES_CHANGED_KEY),
        markers,
        unreadable: due.length + markerRows.length - subjects.length - markers.length,
      };
    }
  }
}

/** The row that shows the incident in lists; none where it already shows it so. */
function projectionsOf({ state, basis }: SubjectChange): TableEntity[] {
  const { tenantId, subject, incident, told } = state;
  const shown = ({ incident: it, told: said }: Pick<SubjectState, 'incident' | 'told'>) => JSON.stringify([it, said]);
  if (!incident || (basis && shown(basis.value) === shown(state))) return [];
  return [toIncidentRow({ tenantId, subject, incident, told })];
}

function insertsOf(change: SubjectChange, now: number): TableEntity[] {
  const { tenantId } = change.state;
  return [
    ...(change.history ?? []).map((item) => toHistoryRow(item, newId(now))),
    ...(change.idempotency ?? []).map((record) => toIdempotencyRow(tenantId, record)),
    ...change.timeline.map((entry) => toTimelineRow(tenantId, entry)),
    ...(change.marker ? [toMarkerRow(change.marker)] : []),
  ];
}

function rowCount(change: SubjectChange): number {
  const { history = [], idempotency = [], timeline, marker } = change;
  return 2 + history.length + idempotency.length + timeline.length + (marker ? 1 : 0);
}
