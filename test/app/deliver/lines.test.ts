import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

test('the log leads from a change to the message about it, and no line names a person or an address', async () => {
  const world = new World();

  await world.report({ status: 'failed', appleId: 'v***@example.com', organizationName: 'Contoso School' });

  const { id } = await world.incident();
  const lines = world.lines.filter((line) => line.includes('tenant=contoso token=t-1 no=1'));
  expect(lines).toEqual([
    'change: to be sent, tenant=contoso token=t-1 no=1 targets=log,pager',
    `delivery: sent, target=pager message=${id}-1 type=vpp.incident.opened tenant=contoso token=t-1 no=1`,
  ]);
  expect(world.lines.join('\n')).not.toMatch(/example\.com|Contoso School/);
});

test('a message about several says how many', async () => {
  const world = new World();

  await world.report(...['a', 'b', 'c', 'd', 'e'].map((tokenId) => ({ tokenId, status: 'failed' as const })));

  expect(world.lines).toContainEqual(
    expect.stringMatching(/^delivery: sent, target=pager .*outbreak\.opened subjects=5$/),
  );
});
