import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/app/decide/decide.ts';
import type { DecisionContext } from '../../src/app/decide/decision.ts';
import type { Stored, TokenState } from '../../src/app/model/state.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { fromDeliveryRow, fromHistoryRow, toDeliveryRow, toHistoryRow } from '../../src/storage/history-row.ts';
import { fromIncidentRow, fromTimelineRow, toTimelineRow } from '../../src/storage/incident-row.ts';
import { historyKey } from '../../src/storage/keys.ts';
import { fromNotificationRow, toNotificationRow } from '../../src/storage/notification-row.ts';
import { fromJsonColumns, type Row, toJsonColumns, UnreadableRow } from '../../src/storage/row.ts';
import { fromTenantRow } from '../../src/storage/tenant-store.ts';
import { fromTokenRow, toTokenRow } from '../../src/storage/token-row.ts';
import { report } from '../domain/build.ts';

type Columns = Row & Record<string, unknown>;

/** A row as this release wrote it; fixtures of a release stay for ever, since its rows do. */
function stored(name: string): Columns {
  return JSON.parse(readFileSync(new URL(`../fixtures/rows/v1/${name}.json`, import.meta.url), 'utf8'));
}

/** With the JSON in its columns read, since the order of members says nothing. */
function parsed(row: Record<string, unknown>) {
  const isJson = (value: unknown) => typeof value === 'string' && /^[[{]/.test(value);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isJson(value) ? JSON.parse(String(value)) : value]),
  );
}

function withoutEtag({ etag: _, ...row }: Columns) {
  return row;
}

describe('rows of release 1 are still read', () => {
  test('token', () => {
    const { value } = fromTokenRow(stored('token'));

    expect(value).toMatchObject({
      record: { tenantId: 'contoso', failures: [{ lastSyncAt: '2026-11-23T17:33:29.156Z' }] },
      incident: { cause: 'syncFailed', severity: 'warning', seq: 1 },
      told: { cause: 'syncFailed' },
      found: {},
      audience: ['log', 'webhook'],
      nextCheckAt: expect.any(Number),
      policyHash: expect.stringMatching(/^\w{16}$/),
    });
  });

  test('history', () => {
    expect(fromHistoryRow(stored('history'))).toMatchObject({
      tenantId: 'contoso',
      status: 'failed',
      outcome: 'applied',
      detail: 'Apple said no.',
      deliveryId: 'webhook-id:msg_1/0',
    });
  });

  test('delivery', () => {
    expect(fromDeliveryRow(stored('delivery'))).toEqual({
      deliveryId: 'webhook-id:msg_1/0',
      contentHash: '5c1f'.repeat(16),
      at: Date.parse('2026-11-23T18:33:29.156Z'),
    });
  });

  test('incident', () => {
    expect(fromIncidentRow(stored('incident'))).toMatchObject({
      tenantId: 'contoso',
      incident: { cause: 'syncFailed' },
    });
  });

  test('timeline', () => {
    expect(fromTimelineRow(stored('timeline'))).toMatchObject({ seq: 2, event: { kind: 'notice' } });
  });

  test('notification', () => {
    expect(fromNotificationRow(stored('notification')).value).toMatchObject({
      tenantId: 'contoso',
      state: 'pending',
      attempts: 1,
      dueAt: Date.parse('2026-11-23T18:33:39.156Z'),
      notice: { type: 'vpp.incident.opened' },
    });
  });

  test('tenant', () => {
    expect(fromTenantRow(stored('tenant')).value).toMatchObject({
      tenantId: 'contoso',
      nextCheckAt: expect.any(Number),
    });
  });
});

describe('what is read and written again is the same row', () => {
  test.each([
    ['token', (row: Columns) => toTokenRow(fromTokenRow(row).value, fromTokenRow(row))],
    ['notification', (row: Columns) => toNotificationRow(fromNotificationRow(row).value, fromNotificationRow(row))],
    ['history', (row: Columns) => toHistoryRow(fromHistoryRow(row), row.rowKey.split('!').at(-1) ?? '')],
    ['delivery', (row: Columns) => toDeliveryRow(row.partitionKey, fromDeliveryRow(row))],
    ['timeline', (row: Columns) => toTimelineRow(row.partitionKey, fromTimelineRow(row))],
  ])('%s', (name, rewrite) => {
    const row = stored(name);

    expect(parsed(rewrite(row))).toEqual(parsed(withoutEtag(row)));
  });
});

describe('what a newer release added is kept', () => {
  test('a column, through a report', () => {
    const row = { ...stored('token'), remediation: 'asked', syncAttempts: 2 };

    expect(afterReport(fromTokenRow(row))).toMatchObject({ remediation: 'asked', syncAttempts: 2 });
  });

  test('a column of a notification, through an attempt', () => {
    const read = fromNotificationRow({ ...stored('notification'), route: 'night' });

    expect(toNotificationRow({ ...read.value, state: 'dead' }, read)).toMatchObject({ state: 'dead', route: 'night' });
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
    ['token', fromTokenRow, { record: `{"${marked}":` }],
    ['token', fromTokenRow, { record: JSON.stringify({ marked }) }],
    ['token', fromTokenRow, { record: undefined }],
    ['token', fromTokenRow, { incident: JSON.stringify({ cause: marked }) }],
    ['token', fromTokenRow, { audience: '7' }],
    ['token', fromTokenRow, { entries: marked }],
    ['history', fromHistoryRow, { status: marked }],
    ['history', fromHistoryRow, { receivedAt: marked }],
    ['delivery', fromDeliveryRow, { contentHash: 7 }],
    ['incident', fromIncidentRow, { incident: marked }],
    ['timeline', fromTimelineRow, { event: JSON.stringify(marked) }],
    ['notification', fromNotificationRow, { state: marked }],
    ['notification', fromNotificationRow, { notice: '"' }],
    ['notification', fromNotificationRow, { createdAt: marked }],
    ['tenant', fromTenantRow, { warned: marked }],
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
  now: Date.parse('2026-11-23T19:00:00Z'),
  policy: DEFAULT_POLICY,
  policyHash: '0123456789abcdef',
  unchangedWindow: 0,
  newId: () => 'incident-1',
  targetsFor: () => ['log'],
};

/** The token's row after one more failure was reported. */
function afterReport(before: Stored<TokenState>): Record<string, unknown> {
  const observedAt = timestampOf(CONTEXT.now);
  const lastSyncAt = timestampOf(CONTEXT.now - 60_000);
  const reports = [report({ ...before.value.record, status: 'failed', lastSyncAt, observedAt })];
  const { change } = decide(before.value.record, before, { kind: 'reports', reports }, CONTEXT);
  return toTokenRow(change.state, before);
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
