import { QueueClient } from '@azure/storage-queue';
import { describe, expect, test } from 'vitest';
import { wakeUpOf } from '../../../functions/wake-up.ts';
import { Hold, readGuard } from '../../../src/app/deliver/guard.ts';
import type { GroupRow, HeardRow, SentRow } from '../../../src/app/deliver/rows.ts';
import type { Marker } from '../../../src/app/model/marker.ts';
import { mailboxPartition } from '../../../src/storage/mailbox-rows.ts';
import { TableMailboxStore } from '../../../src/storage/mailbox-store.ts';
import { toMarkerRow } from '../../../src/storage/marker-row.ts';
import { StorageQueue } from '../../../src/storage/queue.ts';
import { TableSubjectStore } from '../../../src/storage/subject-store.ts';
import { Table } from '../../../src/storage/table.ts';
import { TableProxy, tableIn, useStorage } from '../../support/storage.ts';

const storage = useStorage();
const log = { error: () => undefined };

const heard: HeardRow = {
  tenantId: 'a@b.example',
  subject: 'token:1',
  heard: {
    fact: { kind: 'open', incidentId: 'I1', cause: 'syncFailed', severity: 'warning', failing: true },
    no: 3,
    via: '01GROUP2',
    topic: 'syncFailed',
    at: 1_000,
    message: 'I1-3',
  },
  maybe: [
    {
      fact: { kind: 'over', incidentId: 'I1', resolution: 'elsewhere' },
      no: 4,
      topic: 'syncFailed',
      at: 2_000,
      message: 'I1-4',
    },
  ],
  key: 'I1',
  left: ['01GROUP1'],
  no: 4,
  atMost: 2,
  attempts: 2,
  triedSince: 2_000,
  lastError: 'answered 500',
  quietUntil: 47_000,
  state: 'pending',
  changedAt: 2_000,
  foreign: {},
};

const group: GroupRow = {
  id: '01GROUP2',
  topic: 'syncFailed',
  kind: 'cause',
  cause: 'syncFailed',
  openedAt: 1,
  joinedAt: 2,
  sentAt: 3,
  goodAt: 4,
  attempts: 0,
  state: 'pending',
  foreign: {},
};

const sent: SentRow = {
  at: 5_000,
  message: 'I1-3',
  type: 'vpp.incident.opened',
  topic: 'syncFailed',
  isLoneBeginning: true,
  subjects: ['a!token1'],
  count: 1,
  outcome: 'delivered',
  attempt: 1,
};

describe('mailboxes in table storage', () => {
  test('rows come back as they were written, and are found by what they are about', async () => {
    const store = new TableMailboxStore(new Table(storage.table), log);
    const due = [9, 10].map((no) => ({ tenantId: 'a@b.example', subject: 'token:1', no, dueAt: 7_000 }));
    const fresh = { ...due[0]!, subject: '_refused:a', suffix: '01FRESH', dueAt: 8_000 };
    await store.insertDue('rows', [...due, fresh]);
    const guard = { seq: 1, until: 46_000, failures: 2, holder: 'me', pausedUntil: 9_000, foreign: {} };

    await store.commit('rows', guard, undefined, [
      { put: 'heard', row: heard },
      { put: 'group', row: group },
      { put: 'group', row: { ...group, id: '01GROUP1', endedAt: 9 } },
      { put: 'sent', row: sent },
      { put: 'sent', row: { ...sent, at: 4_999 } },
    ]);

    expect((await store.readGuard('rows'))!.guard).toEqual(guard);
    expect(await store.readWaiting('rows', 7_999)).toEqual({ due, groups: [group] });
    expect(await store.readWaiting('rows', 8_000)).toEqual({ due: [fresh, ...due], groups: [group] });
    expect(await store.readDue('rows', { tenantId: 'a@b.example', subject: 'token:1' })).toEqual(due);
    expect([...(await store.readHeard('rows', due)).values()]).toEqual([heard]);
    expect(await store.readSent('rows', 5_000)).toEqual([sent]);
    expect((await store.readCompany('rows', '01GROUP2', [])).size).toBe(1);
    expect((await store.readCompany('rows', '01GROUP3', [])).size, 'what is not sure is always found').toBe(1);

    const sure = { ...heard, maybe: [] };
    await store.commit('rows', { ...guard, seq: 2 }, (await store.readGuard('rows'))!.etag, [
      { put: 'heard', row: sure },
      { drop: 'due', row: due[0]! },
      { drop: 'sent', row: sent },
    ]);
    expect((await store.readCompany('rows', '01GROUP3', [])).size).toBe(0);
    expect([...(await store.readCompany('rows', undefined, ['syncFailed'])).values()]).toEqual([sure]);
    expect(await store.readDue('rows')).toEqual([fresh, due[1]]);
    expect(await store.readSent('rows', 0)).toEqual([{ ...sent, at: 4_999 }]);
  });

  test('of two that take the guard one gets it, and who lost it writes nothing', async () => {
    const store = new TableMailboxStore(new Table(storage.table), log);
    let now = 0;
    let ids = 0;
    const deps = { store, clock: () => now, newId: () => `id${ids++}` };
    const first = await Hold.take('guard', await readGuard(store, 'guard'), deps);
    const read = await readGuard(store, 'guard');
    await first!.write(Array.from({ length: 150 }, (_, i) => ({ put: 'heard', row: { ...heard, subject: `s${i}` } })));
    expect(await Hold.take('guard', read, deps)).toBeUndefined();

    now = 60_000;
    const second = await Hold.take('guard', await readGuard(store, 'guard'), deps);

    await expect(first!.write([{ put: 'heard', row: { ...heard, subject: 'late' } }])).rejects.toThrow('guard');
    await second!.write([{ put: 'heard', row: { ...heard, subject: 'new' } }]);
    await second!.letGo();
    expect((await readGuard(store, 'guard')).guard).toMatchObject({ until: 60_000, seq: 6 });
    const rows = await store.readHeard(
      'guard',
      ['late', 'new'].map((subject) => ({ ...heard, subject })),
    );
    expect([...rows.keys()]).toEqual(['a@b.example!new']);
  });

  test('a write whose answer is lost counts as written', async () => {
    const proxy = new TableProxy();
    const table = tableIn(await proxy.start(storage.connection));
    const store = new TableMailboxStore(new Table(table, 1_000), log);
    const taken = await Hold.take('lost', await readGuard(store, 'lost'), { store, clock: () => 0, newId: () => 'me' });

    proxy.mode = 'loseAnswers';
    await taken!.write([{ put: 'heard', row: heard }]);
    proxy.mode = 'pass';
    await taken!.write([{ put: 'group', row: group }]);

    expect(await store.readHeard('lost', [heard])).toEqual(new Map([['a@b.example!token:1', heard]]));
    proxy.stop();
  });

  test('markers are found when they are overdue, and deleted together or not at all', async () => {
    const store = new TableSubjectStore(new Table(storage.table), () => 0, log);
    const told: Marker = {
      tenantId: 'markers',
      subject: 'token1',
      kind: 'told',
      no: 12,
      targets: ['webhook', 'teams'],
      dueAt: 5,
      retryAt: 60_000,
    };
    const lifted: Marker = { tenantId: 'markers', subject: '*', kind: 'lifted', id: '01LIFT', retryAt: 60_000 };
    for (const marker of [told, lifted, { ...told, no: 13, retryAt: 60_001 }]) {
      await storage.table.createEntity(toMarkerRow(marker));
    }

    const pages = [];
    for await (const page of store.readDue('markers', { now: 60_000, policyHash: '', changedSince: 0 }))
      pages.push(...page.markers);
    expect(pages).toEqual([lifted, told]);
    expect(await store.deleteMarkers('markers', [told, { ...told, no: 99 }])).toBe('conflict');
    expect(await store.deleteMarkers('markers', [told, lifted])).toBe('deleted');
    expect(await store.deleteMarkers('markers', [told])).toBe('conflict');
  });

  test('a row that cannot be read is left out and named in the log', async () => {
    const lines: string[] = [];
    const store = new TableMailboxStore(new Table(storage.table), { error: (line) => void lines.push(line) });
    const partitionKey = mailboxPartition('odd');
    await storage.table.createEntity({ partitionKey, rowKey: 'due!a!b!x', dueAt: '-' });
    await storage.table.createEntity({ partitionKey, rowKey: 'group!01', living: 'yes' });
    await storage.table.createEntity({ partitionKey, rowKey: 'heard!a!b', heard: '{' });

    expect(await store.readWaiting('odd', 0)).toEqual({ due: [], groups: [] });
    expect(await store.readHeard('odd', [{ tenantId: 'a', subject: 'b' }])).toEqual(new Map([['a!b', undefined]]));
    expect(lines).toHaveLength(3);
  });
});

describe('wake-ups in the queue', () => {
  test('come as they were put, and both queues are made when they are missed', async () => {
    const client = new QueueClient(storage.connection, 'vpp-wakeups');
    const poison = new QueueClient(storage.connection, 'vpp-wakeups-poison');
    const queue = new StorageQueue(client, poison);

    await queue.put({ target: 'webhook' }, 0);
    await queue.put({ target: 'teams', again: true }, 0);
    await queue.put({ target: 'late' }, 60);

    const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 10 });
    const texts = receivedMessageItems.map((it) => Buffer.from(it.messageText, 'base64').toString());
    expect(texts.map((text) => wakeUpOf(JSON.parse(text)))).toEqual([
      { target: 'webhook' },
      { target: 'teams', again: true },
    ]);
    expect(await poison.exists()).toBe(true);
  });

  test.each([undefined, 'webhook', {}, { target: 1 }])('%j is none', (message) => {
    expect(wakeUpOf(message)).toBeUndefined();
  });
});
