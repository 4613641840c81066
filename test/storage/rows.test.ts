import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecisionContext } from '../../src/app/decide/context.ts';
import { decideToken } from '../../src/app/decide/decide-token.ts';
import type { Stored, TokenState } from '../../src/app/model/subject.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { TableAppStore } from '../../src/storage/app-store.ts';
import { fromHistoryRow, fromIdempotencyRow, toHistoryRow, toIdempotencyRow } from '../../src/storage/history-row.ts';
import { fromIncidentRow, fromTimelineRow, toIncidentRow, toTimelineRow } from '../../src/storage/incident-row.ts';
import { historyKey } from '../../src/storage/keys.ts';
import {
  fromDueRow,
  fromGroupRow,
  fromGuardRow,
  fromHeardRow,
  fromSentRow,
  toDueRow,
  toGroupRow,
  toGuardRow,
  toHeardRow,
  toSentRow,
} from '../../src/storage/mailbox-rows.ts';
import { fromMarkerRow, toMarkerRow } from '../../src/storage/marker-row.ts';
import { fromJsonColumns, type Row, toJsonColumns, UnreadableRow } from '../../src/storage/row.ts';
import { TableSilenceStore } from '../../src/storage/silence-store.ts';
import { fromConnectionRow, fromSubjectRow, fromTokenRow, toSubjectRow } from '../../src/storage/subject-row.ts';
import { fromListedRow, toListedRow } from '../../src/storage/tenant-row.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { report } from '../domain/build.ts';
import { MemoryRows } from '../support/memory-rows.ts';

type Columns = Row & Record<string, unknown>;

/** A row as this release wrote it; fixtures of a release stay for ever, since its rows do. */
function stored(name: string): Columns {
  return JSON.parse(readFileSync(new URL(`../fixtures/rows/v1/${name}.json`, import.meta.url), 'utf8'));
}

/** With the JSON in its columns read, since the order of members says nothing. */
function parsed(row: Record<string, unknown>) {
  const isJson = (value: unknown) => typeof value === 'string' && /^[[{]/.test(value);
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, isJson(value) ? JSON.parse(String(value)) : value]),
  );
}

function withoutEtag({ etag: _, ...row }: Columns) {
  return row;
}

const TARGET = (row: Row) => row.partitionKey.slice('_mailbox!'.length);

const SUBJECTS = ['token', 'reporter', 'poll', 'refused', 'channel', 'credential', 'enrollment', 'push', 'expiring'];

function rewrittenListing(row: Columns) {
  const stored = fromListedRow(row);
  const { tenant, listing } = stored.value;
  return toListedRow(stored, tenant.poll ?? { failures: 0 }, listing);
}

/** How the row of each kind is read and written again. */
const REWRITES: readonly [string, (row: Columns) => Record<string, unknown>][] = [
  ...SUBJECTS.map((kind): [string, (row: Columns) => Record<string, unknown>] => [
    kind,
    (row) => toSubjectRow(fromSubjectRow(row).value, fromSubjectRow(row)),
  ]),
  ['tenant-listed', rewrittenListing],
  ['marker-told', (row) => toMarkerRow(fromMarkerRow(row))],
  ['marker-lifted', (row) => toMarkerRow(fromMarkerRow(row))],
  ['incident', (row) => toIncidentRow(fromIncidentRow(row))],
  ['timeline', (row) => toTimelineRow(row.partitionKey, fromTimelineRow(row))],
  ['history', (row) => toHistoryRow(fromHistoryRow(row), row.rowKey.split('!').at(-1) ?? '')],
  ['delivery', (row) => toIdempotencyRow(row.partitionKey, fromIdempotencyRow(row))],
  ['guard', (row) => toGuardRow(TARGET(row), fromGuardRow(row))],
  ['due', (row) => toDueRow(TARGET(row), fromDueRow(row))],
  ['heard', (row) => toHeardRow(TARGET(row), fromHeardRow(row))],
  ['heard-maybe', (row) => toHeardRow(TARGET(row), fromHeardRow(row))],
  ['group', (row) => toGroupRow(TARGET(row), fromGroupRow(row))],
  ['sent', (row) => toSentRow(TARGET(row), fromSentRow(row))],
];

describe('rows of release 1 are still read', () => {
  test.each([
    ['token', { kind: 'token', subject: '9ceb2f92-2f92-9ceb-922f-eb9c922feb9c', incident: { cause: 'tokenInvalid' } }],
    ['reporter', { kind: 'reporter', subject: '_reporter', tokenCount: 6, told: { cause: 'reporterSilent' } }],
    ['poll', { kind: 'poll', failures: 3, fault: { kind: 'permissionMissing' }, listedAt: expect.any(Number) }],
    ['credential', { kind: 'credential', tenantCount: 1, fault: { reason: 'AADSTS7000222' } }],
    ['refused', { kind: 'refused', subject: '_refused:contoso', pointers: ['#/0/lastSyncStatus'], told: null }],
    ['channel', { kind: 'channel', subject: '_target:ops', lastError: 'answered 503', isReminder: true }],
    [
      'enrollment',
      { kind: 'enrollment', syncErrorCode: 3, deviceCount: 412, label: { displayName: 'District iPads' } },
    ],
    ['push', { kind: 'push', subject: '_push', expiresAt: '2026-11-24T00:00:00Z', told: expect.any(Object) }],
    ['expiring', { kind: 'expiring', subject: '_expiring', no: 1, steps: [{ step: 14 }], labels: expect.any(Object) }],
  ])('%s', (name, value) => {
    expect(fromSubjectRow(stored(name)).value).toMatchObject({ ...value, audience: expect.any(Array) });
  });

  test.each<[string, (row: Row) => unknown, object]>([
    ['marker-told', fromMarkerRow, { kind: 'told', no: 4, targets: ['log', 'ops', 'webhook'] }],
    ['marker-lifted', fromMarkerRow, { kind: 'lifted', subject: '*', tenantId: 'contoso' }],
    [
      'incident',
      fromIncidentRow,
      { tenantId: 'contoso', incident: { cause: 'tokenInvalid' }, told: expect.any(Object) },
    ],
    ['timeline', fromTimelineRow, { event: { kind: 'notice', targets: ['log', 'ops', 'webhook'] } }],
    ['history', fromHistoryRow, { status: 'failed', outcome: 'applied', detail: 'Apple said no.' }],
    ['delivery', fromIdempotencyRow, { deliveryId: 'webhook-id:msg_1/0', contentHash: expect.any(String) }],
    ['guard', fromGuardRow, { failures: 91, lastError: 'answered 503', until: Date.parse('2026-11-24T09:07:06.156Z') }],
    ['due', fromDueRow, { tenantId: 'contoso', subject: 't-5', no: 3, dueAt: Date.parse('2026-11-26T18:40:05Z') }],
    ['heard', fromHeardRow, { state: 'delivered', heard: { fact: { kind: 'open' } }, maybe: [] }],
    ['heard-maybe', fromHeardRow, { state: 'pending', attempts: 1, maybe: [{ fact: { severity: 'critical' } }] }],
    ['group', fromGroupRow, { kind: 'cause', cause: 'tokenInvalid', state: 'delivered' }],
    [
      'tenant-listed',
      fromListedRow,
      {
        value: {
          tenant: { tenantId: 'contoso', poll: { failures: 6, unread: { 't-2': { status: 'paused' } } } },
          listing: new Map([
            ['t-1', { hash: 'yQqKDwYYT36ao-YQ' }],
            ['t-2', { hash: 'ZK8B00lY9IBjTpw-' }],
            ['t-3', { hash: 'GcBQWu4kPy-0n3SY', isMissing: true }],
          ]),
        },
      },
    ],
    ['sent', fromSentRow, { type: 'vpp.outbreak.reminder', count: 5, outcome: 'delivered' }],
  ])('%s', (name, read, value) => {
    expect(read(stored(name))).toMatchObject(value);
  });

  test('silence', async () => {
    const silences = new TableSilenceStore(await tableWith(stored('silence')), () => 0, console);

    expect(await silences.list('contoso')).toMatchObject([{ by: 'ana', note: 'holiday', until: expect.any(Number) }]);
  });

  test('heartbeat and targets', async () => {
    const app = new TableAppStore(await tableWith(stored('heartbeat'), stored('targets')), console);

    expect(await app.readHeartbeat()).toEqual({
      startedAt: expect.any(Number),
      completedAt: expect.any(Number),
      wokeAt: expect.any(Number),
      unreadable: 0,
    });
    expect(await app.readTargets()).toEqual({ here: ['webhook', 'log'], gone: ['ops'] });
  });

  test('tenant', async () => {
    const tenants = new TableTenantStore(await tableWith(stored('tenant')), () => 0);

    expect(await tenants.read('contoso')).toEqual({ tenantId: 'contoso', enabled: true, polled: false });
  });
});

describe('what is read and written again is the same row', () => {
  test.each(REWRITES)('%s', (name, rewrite) => {
    const row = stored(name);

    expect(parsed(rewrite(row))).toEqual(parsed(withoutEtag(row)));
  });
});

describe('what a newer release added is kept', () => {
  test.each(REWRITES.filter(([name]) => [...SUBJECTS, 'guard', 'heard', 'group'].includes(name)))(
    'a column of the row: %s',
    (name, rewrite) => {
      const row = { ...stored(name), remediation: 'asked', syncAttempts: 2 };

      expect(rewrite(row)).toMatchObject({ remediation: 'asked', syncAttempts: 2 });
    },
  );

  test('a column of a tenant, through its reporter’s return', async () => {
    const rows = await tableWith({ ...stored('tenant'), name: 'Contoso Ltd', region: 'north' });
    const tenants = new TableTenantStore(rows, () => 0);

    await tenants.noteSpokeAgain('contoso', 1_000);

    expect(await tenants.read('contoso')).toMatchObject({
      tenantId: 'contoso',
      name: 'Contoso Ltd',
      spokeAgainAt: 1_000,
    });
    expect(await rows.get('_tenants', 'contoso')).toMatchObject({ region: 'north', enabled: true });
  });

  test('a column of a token, through a report', () => {
    const row = { ...stored('token'), remediation: 'asked' };

    expect(afterReport(fromTokenRow(row))).toMatchObject({ remediation: 'asked' });
  });

  test.each(['record', 'incident'])('a member of the %s, through a report', (column) => {
    const row = stored('token');
    const value = { ...JSON.parse(String(row[column])), addedLater: { deep: [1] } };

    const rewritten = afterReport(fromTokenRow({ ...row, [column]: JSON.stringify(value) }));

    expect(JSON.parse(String(rewritten[column]))).toMatchObject({ addedLater: { deep: [1] } });
  });

  test('a kind of timeline entry is shown as it is', () => {
    const row = { ...stored('timeline'), event: JSON.stringify({ kind: 'remedied', how: 'sync' }) };

    expect(fromTimelineRow(row).event).toEqual({ kind: 'remedied', how: 'sync' });
  });
});

describe('a row that cannot be read says which, and nothing of what is in it', () => {
  const marked = 'MARKED-CONTENT';
  test.each<[string, (row: Row) => unknown, Record<string, unknown>]>([
    ['token', fromSubjectRow, { record: `{"${marked}":` }],
    ['token', fromSubjectRow, { record: JSON.stringify({ marked }) }],
    ['token', fromSubjectRow, { record: undefined }],
    ['token', fromSubjectRow, { incident: JSON.stringify({ cause: marked }) }],
    ['token', fromSubjectRow, { fact: JSON.stringify({ kind: marked }) }],
    ['token', fromSubjectRow, { audience: '7' }],
    ['token', fromSubjectRow, { entries: marked }],
    ['token', fromSubjectRow, { no: marked }],
    ['token', fromSubjectRow, { kind: marked }],
    ['token', fromSubjectRow, { subject: undefined }],
    ['reporter', fromSubjectRow, { facts: JSON.stringify({ tokenCount: marked }) }],
    ['refused', fromSubjectRow, { facts: undefined }],
    ['channel', fromSubjectRow, { facts: `"${marked}` }],
    ['push', fromSubjectRow, { facts: JSON.stringify({ label: marked }) }],
    ['token', fromConnectionRow, {}],
    ['expiring', fromSubjectRow, { facts: JSON.stringify({ steps: marked }) }],
    ['reporter', fromTokenRow, {}],
    ['marker-told', fromMarkerRow, { targets: marked }],
    ['marker-told', fromMarkerRow, { kind: marked }],
    ['marker-lifted', fromMarkerRow, { dueAt: undefined }],
    ['history', fromHistoryRow, { status: marked }],
    ['history', fromHistoryRow, { receivedAt: marked }],
    ['delivery', fromIdempotencyRow, { contentHash: 7 }],
    ['incident', fromIncidentRow, { incident: marked }],
    ['timeline', fromTimelineRow, { event: JSON.stringify(marked) }],
    ['guard', fromGuardRow, { seq: marked }],
    ['due', fromDueRow, { dueAt: marked }],
    ['heard', fromHeardRow, { heard: JSON.stringify({ fact: marked }) }],
    ['heard', fromHeardRow, { state: marked }],
    ['group', fromGroupRow, { kind: marked }],
    ['sent', fromSentRow, { subjects: '"' }],
  ])('%s with %3$j', (name, read, change) => {
    const row = { ...stored(name), ...change };

    const failure = thrownBy(() => read(row));

    expect(failure).toBeInstanceOf(UnreadableRow);
    expect(failure.message).toContain(`${row.partitionKey}/${row.rowKey}`);
    expect(failure.message).not.toContain(marked);
  });
});

test('a value of any length is read back as it was written, over as many columns as it takes', () => {
  const column = fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.repeat(400));
  fc.assert(
    fc.property(column, (value) => {
      const columns = toJsonColumns('record', { value });

      const read = fromJsonColumns({ partitionKey: 'p', rowKey: 'r', ...columns }, 'record');

      expect(read).toEqual({ value });
      for (const text of Object.values(columns)) expect(text.length).toBeLessThanOrEqual(32_768);
    }),
    { numRuns: 50 },
  );
});

test('a long value that becomes short leaves none of its further columns behind', () => {
  const row = stored('token');
  const [first, second] = [String(row.record).slice(0, 100), String(row.record).slice(100)];

  const rewritten = afterReport(fromTokenRow({ ...row, record: first, record_1: second }));

  expect(rewritten).not.toHaveProperty('record_1');
});

test('of two history keys of a token the later one comes first', () => {
  const moment = fc.integer({ min: Date.parse('1970-01-01T00:00:00Z'), max: Date.parse('9999-12-31T00:00:00Z') });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [keyA, keyB] = [a, b].map((ms) => historyKey('t', timestampOf(ms), '0')) as [string, string];

      expect(Math.sign(a - b)).toBe(keyA < keyB ? 1 : keyA > keyB ? -1 : 0);
    }),
  );
});

const CONTEXT: DecisionContext = {
  now: Date.parse('2026-11-27T19:00:00Z'),
  policy: DEFAULT_POLICY,
  policyHash: '0123456789abcdef',
  unchangedWindow: 0,
  expirySteps: [30, 14, 7, 3, 1],
  surroundings: {},
  newId: () => 'incident-1',
  audienceFor: () => ['log'],
};

/** The token's row after one more failure was reported. */
function afterReport(before: Stored<TokenState>): Record<string, unknown> {
  const observedAt = timestampOf(CONTEXT.now);
  const lastSyncAt = timestampOf(CONTEXT.now - 60_000);
  const { tenantId, tokenId } = before.value.record;
  const reports = [report({ tenantId, tokenId, status: 'failed', lastSyncAt, observedAt })];
  const { change } = decideToken({ tenantId, tokenId }, before, { kind: 'reports', reports }, CONTEXT);
  return toSubjectRow(change.state, before);
}

async function tableWith(...rows: readonly Columns[]): Promise<MemoryRows> {
  const table = new MemoryRows();
  for (const row of rows) await table.put(withoutEtag(row) as Columns);
  return table;
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
