import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notice } from '../../../src/app/model/notice.ts';
import { withPatience } from '../../../src/channels/patience.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { Fake, freezeTime, World } from '../../support/delivery-world.ts';

beforeEach(freezeTime);
afterEach(() => vi.useRealTimers());

const TOKENS = Array.from({ length: 10 }, (_, i) => `token-${i}`);
const DOWN = { kind: 'retry', reason: 'answered 503 Service Unavailable' } as const;

test('ten tokens fail, one of three channels is down for six hours: the other two have everything within seconds', async () => {
  const { world, one, two, third } = threeChannels();

  await failAll(world, TOKENS);
  await world.pass(20 * SECOND);

  expect([one, two].map(({ sent }) => sent.map(tokenOf).sort())).toEqual([TOKENS, TOKENS]);
  expect(third.sent).toEqual([]);
});

test('the third gets, soon after it is back, the newest notice of each incident and nothing else; nothing is dead', async () => {
  const { world, third } = threeChannels();
  await failAll(world, TOKENS);
  await world.passSwept(3 * HOUR);
  // Half of them fail for the second time, which is critical.
  await failAll(world, TOKENS.slice(0, 5));
  await world.passSwept(3 * HOUR);

  const backAt = Date.now();
  third.answer = () => ({ kind: 'delivered' });
  await world.passSwept(6 * MINUTE);
  const heardAfter = Math.max(...third.sent.map(({ at }) => at - backAt));
  await world.passSwept(12 * HOUR);

  const states = (await world.notificationsTo('third')).map(({ state }) => state);
  expect(third.sent.map(lineOf).sort()).toEqual(
    TOKENS.map((token, i) => `${token} ${i < 5 ? 'updated critical' : 'opened warning'}`),
  );
  expect(heardAfter).toBeLessThan(6 * MINUTE);
  expect(states.toSorted()).toEqual([...Array(10).fill('delivered'), ...Array(5).fill('superseded')]);
});

test('a fault that is over before the channel is back is told there as what ended, once', async () => {
  const { world, third } = threeChannels();
  await failAll(world, ['token-0']);
  await world.passSwept(HOUR);
  await world.report({ tokenId: 'token-0', status: 'completed' });
  await world.passSwept(HOUR);

  third.answer = () => ({ kind: 'delivered' });
  await world.passSwept(HOUR);

  expect(third.types).toEqual(['vpp.incident.resolved']);
});

/** Three channels with a limit each, of which the third is down. */
function threeChannels() {
  const [one, two, third] = [new Fake('one'), new Fake('two'), new Fake('third', DOWN)] as const;
  const targets = [one, two, third].map((target) => withPatience(target, 1, Date.now));
  return { world: new World([...targets, new Fake('log')]), one, two, third };
}

async function failAll(world: World, tokenIds: readonly string[]): Promise<void> {
  for (const tokenId of tokenIds) await world.report({ tokenId, status: 'failed' });
}

function tokenOf({ notice }: { readonly notice: Notice }): string | null {
  return 'tokenId' in notice ? notice.tokenId : null;
}

function lineOf(sent: { readonly notice: Notice }): string {
  return `${tokenOf(sent)} ${sent.notice.type.replace('vpp.incident.', '')} ${sent.notice.severity}`;
}
