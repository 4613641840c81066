import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

test('a group of which a person stopped the monitoring counts no recovery', async () => {
  const world = new World();
  const tokens = Array.from({ length: 6 }, (_, index) => ({ tokenId: `t-${index}`, status: 'failed' as const }));
  await world.report(...tokens);
  await world.run(world.now + 60_000);
  await world.app.disableTenant('contoso', 'ana');
  await world.run(world.now + 10 * 60_000);

  const last = world.noticesTo().at(-1);

  expect(last).toMatchObject({ type: 'vpp.outbreak.resolved', stopped: 6, counts: { open: 0, recovered: 6 } });
});
