import { expect, test } from 'vitest';
import type { IncidentNotice } from '../../src/app/model/notice.ts';
import type { TenantSummary } from '../../src/app/model/summary.ts';
import { describe as describeNotice } from '../../src/channels/content/describe.ts';
import { DAY, HOUR } from '../../src/domain/policy.ts';
import { openIncidents } from '../../src/status-page/incidents.ts';
import { noticeOf } from '../../src/status-page/notices.ts';
import { item } from '../app/poll/build.ts';
import { contentOptions } from '../channels/options.ts';
import { UNREACHABLE } from '../support/fake-graph.ts';
import { NOON, ts, World } from '../support/world.ts';

/** What alerts and the page say of the same open incidents of what is no token. */
async function saidOf(world: World): Promise<{ readonly alerts: object[]; readonly page: object[] }> {
  const alerts = world
    .noticesTo()
    .filter((notice): notice is IncidentNotice => notice.type === 'vpp.incident.opened' && notice.tokenId === null);
  const summaries: TenantSummary[] = [];
  for await (const summary of world.app.summaries('contoso')) summaries.push(summary);
  const open = openIncidents(summaries, world.now).filter(({ token }) => !token);
  return { alerts: alerts.map(inWords), page: open.map((it) => inWords(noticeOf(it, world.now))) };
}

function inWords(notice: IncidentNotice) {
  const { title, message, runbook, caution } = describeNotice(notice, contentOptions());
  return { title, message, runbook, caution };
}

const bySubject = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

test('the page says of connections with Apple what their alerts say', async () => {
  const world = new World({ start: NOON, polled: ['contoso'], withNeighbours: true });
  world.graph.items.set('contoso', [item('t-1')]);
  const ipads = { id: 'ipads', tokenName: 'District iPads', lastSyncErrorCode: 3, tokenType: 'dep' };
  const expired = { appleIdentifier: 'mdm@contoso.example', expirationDateTime: ts(NOON - DAY) };
  world.graph.beside = { enrollments: { ok: true, value: [ipads] }, certificate: { ok: true, value: expired } };

  await world.run(NOON + HOUR);

  const { alerts, page } = await saidOf(world);
  expect(alerts).toHaveLength(2);
  expect(page.sort(bySubject)).toEqual(alerts.sort(bySubject));
});

test('the page says why a tenant cannot be read, as the alert does', async () => {
  const world = new World({ start: NOON, polled: ['contoso'] });
  world.graph.items.set('contoso', [item('t-1')]);
  world.graph.faults.set('contoso', { page: 1, fault: UNREACHABLE });

  await world.run(NOON + 3 * HOUR);

  const { alerts, page } = await saidOf(world);
  expect(alerts).toHaveLength(1);
  expect(page).toEqual(alerts);
});
