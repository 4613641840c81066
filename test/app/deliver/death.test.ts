import { expect, test } from 'vitest';
import type { Target } from '../../../src/app/model/ports.ts';
import { MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { Scripted } from '../../support/scripted.ts';
import { NOON, PERIOD, World } from '../../support/world.ts';

/** How long host.json keeps the message of a worker that died from others. */
const RETRY_MS = 30 * SECOND;

/** A send in whose midst the process dies: nothing of that run ever goes on. */
function deadly(): { readonly target: Target; readonly sending: Promise<void> } {
  let isSending = () => {};
  const sending = new Promise<void>((resolve) => {
    isSending = resolve;
  });
  const dies = () => {
    isSending();
    return new Promise<never>(() => {});
  };
  return { target: { ...new Scripted('pager'), send: dies } as Target, sending };
}

/** A world whose first instance has died in the midst of its first send, at noon, with its wake-up in its hands. */
async function afterDeath(): Promise<World> {
  const world = new World();
  const { target, sending } = deadly();
  const dead = world.instance({ targets: [target] });
  await world.post(dead, { status: 'failed' });
  world.loseMessages();
  void dead.deliver({ target: 'pager' }, 1);
  await sending;
  return world;
}

test('when a worker dies in the midst of a send, the alert goes out within 2 minutes', async () => {
  const world = await afterDeath();

  // The host hands the message out again; no check helps.
  world.now = NOON + RETRY_MS;
  await world.app.deliver({ target: 'pager' }, 2);
  await world.deliverDue(world.app, NOON + 2 * MINUTE);

  expect(world.noticesTo().map(({ type }) => type)).toEqual(['vpp.incident.opened']);
});

test.each([
  { when: 'just before', sinceCheck: 1 * SECOND },
  { when: 'long before', sinceCheck: 299 * SECOND },
])(
  'when a host dies in the midst of a send, a check having run $when, the alert goes out within 7 minutes',
  async (it) => {
    const world = await afterDeath();

    // Its message stays hidden for 10 minutes: only the checks of another host find what is due.
    for (let at = NOON + PERIOD - it.sinceCheck; at <= NOON + 7 * MINUTE; at += PERIOD) {
      world.now = Math.max(world.now, at);
      await world.app.sweep();
      await world.deliverDue(world.app, at + PERIOD);
    }

    const [first] = world.heard.filter(({ target }) => target === 'pager');
    expect(first?.notice.type).toBe('vpp.incident.opened');
    expect((first?.at ?? Number.POSITIVE_INFINITY) - NOON).toBeLessThanOrEqual(7 * MINUTE);
  },
);
