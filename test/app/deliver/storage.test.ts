import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { boot } from '../../../functions/boot.ts';
import { tellTrouble } from '../../../functions/trouble.ts';
import { redriveOne, redriveTarget } from '../../../src/app/deliver/redrive.ts';
import { troubleNotifications } from '../../../src/app/deliver/target-health.ts';
import type { Notification } from '../../../src/app/model/state.ts';
import { createService, type Service } from '../../../src/compose.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { incidentNotice } from '../../channels/notices.ts';
import { useStorage } from '../../support/storage.ts';

// What hangs on the service's own ways: filters with pages, ETags and transactions, over Azurite.

const storage = useStorage();
afterEach(() => vi.unstubAllGlobals());
let service: Service;

beforeAll(async () => {
  const read = readSettings({ AzureWebJobsStorage: storage.connection, TEAMS_WEBHOOK_URL: 'https://teams.example/x' });
  if (!read.ok) throw new Error(read.problems.join('; '));
  service = await createService(read.settings);
});

test('all that is dead of a target is found over many pages and tenants, and nothing else is touched', async () => {
  const dead = Array.from({ length: 110 }, (_, i) => rowOf(`tenant-${i % 3}`, `A${i}`, 'teams', 'dead'));
  const others = [rowOf('tenant-0', 'A500', 'slack', 'dead'), rowOf('tenant-0', 'A501', 'teams', 'delivered')];
  await store([...dead, ...others]);

  const answer = await redriveTarget('teams', service.redrive);

  const [left, pending] = [await listed('dead'), await listed('pending')];
  expect(answer).toEqual({ redriven: 110, more: false });
  expect(left.map(({ target }) => target)).toEqual(['slack']);
  expect(pending.every(({ attempts }) => attempts === 0)).toBe(true);
  expect(pending).toHaveLength(110);
});

test('two that redrive the same at once give it one new life', async () => {
  await store([rowOf('tenant-9', 'B1', 'teams', 'dead')]);
  const pointer = { tenantId: 'tenant-9', incidentId: 'B1', seq: 1 };

  const counts = await Promise.all([1, 2, 3].map(() => redriveOne(pointer, undefined, service.redrive)));

  expect(counts.toSorted()).toEqual([0, 0, 1]);
});

test('the trouble of a channel is written once, whoever writes it first', async () => {
  const notifications = troubleNotifications({ target: 'teams', failingSince: 1 }, ['log', 'slack'], Date.now());

  const outcomes = await Promise.all([1, 2].map(() => service.deliver.outbox.insert(notifications)));

  expect(outcomes.toSorted()).toEqual(['conflict', 'written']);
});

test('how a target does is kept, and a recovery leaves nothing of it', async () => {
  const { health } = service.sweep;
  await health.writeTarget({ target: 'teams', failingSince: 1_000, lastError: 'answered 503', toldAt: 2_000 });
  const ill = await health.readTarget('teams');

  await health.writeTarget({ target: 'teams' });

  expect(ill).toEqual({ target: 'teams', failingSince: 1_000, lastError: 'answered 503', toldAt: 2_000 });
  expect(await health.listTargets()).toEqual([{ target: 'teams' }]);
});

test('wrong settings are told at every sweep until somebody but the log has taken it, and then not for a day', async () => {
  const statuses = [503, 200, 200, 200];
  const told: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    told.push(String(url));
    return new Response(null, { status: statuses[told.length - 1] ?? 500 });
  });
  const started = boot({
    WEBSITE_SITE_NAME: 'in-azure',
    AzureWebJobsStorage: storage.connection,
    STUCK_AFTER: '6x',
    OPS_URL: 'https://ops.example/x',
    ALERT_ROUTES: '{"targets":{"ops":{"kind":"webhook","url":"$OPS_URL"}},"rules":[{"targets":["ops"]}]}',
  });
  if (started.ok) throw new Error('these settings are right');
  const counts: number[] = [];

  for (const hours of [0, 0.1, 0.2, 23.9, 24.2]) {
    await tellTrouble(started, () => Date.parse('2026-03-10T12:00:00Z') + hours * 3_600_000);
    counts.push(told.length);
  }

  expect(counts).toEqual([1, 2, 2, 2, 3]);
  expect(new Set(told)).toEqual(new Set(['https://ops.example/x']));
});

function rowOf(tenantId: string, incidentId: string, target: string, state: Notification['state']): Notification {
  const notificationId = `${incidentId}-1`;
  const notice = incidentNotice({ tenantId, incidentId, notificationId, tokenId: incidentId });
  return { tenantId, incidentId, seq: 1, target, notice, state, createdAt: Date.now(), attempts: 10 };
}

async function store(notifications: readonly Notification[]): Promise<void> {
  for (const [tenantId, rows] of Map.groupBy(notifications, (it) => it.tenantId)) {
    await service.ingest.tenants.ensureTenant(tenantId);
    for (let i = 0; i < rows.length; i += 100) await service.deliver.outbox.insert(rows.slice(i, i + 100));
  }
}

async function listed(state: Notification['state']): Promise<readonly Notification[]> {
  return (await service.views.notifications({ state }, { limit: 500 })).items;
}
