import { describe, expect, it } from 'vitest';
import { type Deed, schedule } from './deeds.ts';
import type { TargetSpec } from './fake-target.ts';
import * as product from './product.ts';
import { type Named, nameOf, type Sent } from './trace.ts';
import { World } from './world.ts';

const HOOK: TargetSpec = { id: 'hook' };
const TOKENS = ['p', 'q', 'r', 's', 't'];

interface Life {
  readonly deeds: readonly Deed[];
  readonly outbreakMin?: number;
  readonly targets?: readonly TargetSpec[];
  readonly answers?: (send: Sent) => NonNullable<Sent['outcome']>;
}

/** Lives it through and judges it; what was wrong is an empty list, and the messages are those that arrived. */
async function live({ deeds, targets = [HOOK], ...options }: Life) {
  const world = new World(product, { targets, ...options });
  schedule(world, deeds);
  await world.run();
  const breaches = await world.judge();
  expect(breaches.map(({ law, text }) => `${law}: ${text}`)).toEqual([]);
  return world.trace.events.filter((it): it is Sent => it.kind === 'send' && it.landedAt !== undefined);
}

function wordsFor(sends: readonly Sent[], token: string, tenant = 'contoso'): readonly Named['as'][] {
  const name = nameOf({ tenantId: tenant, subject: token });
  return sends.flatMap(({ names }) => names.filter((it) => nameOf(it) === name).map(({ as }) => as));
}

const known: readonly Deed[] = [
  { at: 0, does: 'completes', tokens: TOKENS },
  { at: 0, does: 'completes', tokens: TOKENS, tenant: 'fabrikam' },
];

describe('what was told to nobody, too late or wrong', () => {
  it('tells of a token of another tenant that fails during an outbreak, and of its end', async () => {
    const sends = await live({
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: TOKENS },
        { at: 25, does: 'fails', tokens: ['p'], tenant: 'fabrikam' },
        { at: 200, does: 'completes', tokens: ['p'], tenant: 'fabrikam' },
      ],
    });
    expect(wordsFor(sends, 'p', 'fabrikam')).toEqual(['joined', 'resolved']);
  });

  it('does not say that it is over of what has failed again meanwhile', async () => {
    let failures = 1;
    const sends = await live({
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: ['p'] },
        { at: 60, does: 'completes', tokens: ['p'] },
        { at: 62, does: 'fails', tokens: ['p'] },
      ],
      answers: ({ type }) => (type === 'vpp.incident.resolved' && failures-- > 0 ? 'failed' : 'delivered'),
    });
    expect(wordsFor(sends, 'p').at(-1)).not.toBe('resolved');
  });

  it('does not say that it is over by a redrive of an end that is no longer true', async () => {
    const sends = await live({
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: ['p'] },
        { at: 59, does: 'answers', answer: 'refused' },
        { at: 60, does: 'completes', tokens: ['p'] },
        { at: 80, does: 'answers' },
        { at: 81, does: 'fails', tokens: ['p'] },
        { at: 81, does: 'redrive', target: 'hook' },
      ],
    });
    expect(wordsFor(sends, 'p').at(-1)).not.toBe('resolved');
  });

  it('says that all have recovered only when all have', async () => {
    const sends = await live({
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: TOKENS },
        { at: 300, does: 'completes', tokens: ['p', 'q', 'r', 's'] },
        { at: 2_000, does: 'completes', tokens: ['t'] },
      ],
    });
    const ends = sends.filter(({ type }) => type === 'vpp.outbreak.resolved');
    expect(ends).toHaveLength(1);
    expect(wordsFor(ends, 't')).toEqual(['resolved']);
  });

  it('tells the end of what was told as changed, though the answer to that was lost', async () => {
    let losses = 1;
    const sends = await live({
      outbreakMin: 2,
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: ['p', 'q'] },
        { at: 300, does: 'invalid', tokens: ['p'] },
        { at: 310, does: 'completes', tokens: ['p'] },
      ],
      answers: (send) => {
        if (!send.names.some(({ cause }) => cause === 'tokenInvalid') || losses-- === 0) return 'delivered';
        send.landedAt = send.at;
        return 'noAnswer';
      },
    });
    expect(wordsFor(sends, 'p').at(-1)).toBe('resolved');
  });

  it('begins with an opening, and tells a change once, when 64 report one token at once', async () => {
    const sends = await live({
      deeds: [...known, ...Array.from({ length: 64 }, (): Deed => ({ at: 5, does: 'fails', tokens: ['p'] }))],
    });
    expect(wordsFor(sends, 'p')).toEqual(['opened']);
  });

  it('takes four failures of one token for no outbreak', async () => {
    const again: Deed[] = [0, 100, 200, 300].flatMap((at) => [
      { at: at + 5, does: 'fails', tokens: ['p'] },
      { at: at + 50, does: 'completes', tokens: ['p'] },
    ]);
    const sends = await live({ deeds: [...known, ...again, { at: 420, does: 'fails', tokens: ['q'] }] });
    expect(sends.filter(({ group }) => group !== undefined)).toEqual([]);
    expect(wordsFor(sends, 'q')).toEqual(['opened']);
  });

  it('tells at once of a member that fails again two hours after its outbreak', async () => {
    const sends = await live({
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: TOKENS },
        { at: 300, does: 'completes', tokens: TOKENS },
        { at: 8_000, does: 'fails', tokens: ['p'] },
      ],
    });
    const last = sends.findLast(({ names }) => names.some(({ subject }) => subject === 'p'));
    expect(last).toMatchObject({ type: 'vpp.incident.opened', names: [{ subject: 'p' }] });
  });

  it('tells many changes of members in one message', async () => {
    const sends = await live({
      deeds: [
        ...known,
        { at: 5, does: 'fails', tokens: TOKENS },
        { at: 600, does: 'invalid', tokens: TOKENS },
        { at: 3_000, does: 'completes', tokens: TOKENS },
      ],
    });
    expect(sends.filter(({ at }) => at >= (sends[0]?.at ?? 0) + 590_000).length).toBeLessThanOrEqual(3);
  });

  it('reminds of an outbreak that lasts', async () => {
    const days = Array.from({ length: 10 }, (_, day): Deed => ({ at: (day + 1) * 86_400, does: 'sweep' }));
    const sends = await live({ deeds: [...known, { at: 5, does: 'expired', tokens: TOKENS }, ...days] });
    expect(sends.some(({ type }) => type === 'vpp.outbreak.reminder')).toBe(true);
  });

  it('delays no opening because of a company that was named and is well', async () => {
    const sends = await live({
      deeds: [...known, { at: 5, does: 'fails', tokens: ['p'] }, { at: 5, does: 'completes', tokens: ['q'] }],
    });
    expect(sends[0]?.at).toBe(sends[0] && Date.parse('2026-01-06T12:00:05Z'));
  });

  it('finds a channel that was down for hours within ten minutes', async () => {
    const sweeps = Array.from({ length: 370 }, (_, minute): Deed => ({ at: (minute + 1) * 60, does: 'sweep' }));
    const back = 6 * 3_600;
    const sends = await live({
      deeds: [
        ...known,
        { at: 4, does: 'answers', answer: 'notTaken' },
        { at: 5, does: 'fails', tokens: ['p'] },
        { at: back, does: 'answers' },
        ...sweeps,
      ],
    });
    const first = sends.find(({ names }) => names.some(({ subject }) => subject === 'p'));
    expect(first && first.at - Date.parse('2026-01-06T12:00:00Z') - back * 1_000).toBeLessThanOrEqual(600_000);
  });

  it('tells who wants critical alerts only in one message of thirty that turn critical together', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `token-${i}`);
    const sends = await live({
      deeds: [
        { at: 0, does: 'completes', tokens: many },
        { at: 1, does: 'wants', target: 'hook', severity: 'critical' },
        { at: 5, does: 'fails', tokens: many },
        { at: 2 * 86_400, does: 'sweep' },
      ],
    });
    const named = new Set(sends.flatMap(({ names }) => names.map(({ subject }) => subject)));
    expect(many.filter((token) => !named.has(token))).toEqual([]);
    expect(sends.length).toBeLessThanOrEqual(2);
  });

  it('answers a request with a hundred items of one token, and tells 24 targets', async () => {
    const targets = Array.from({ length: 24 }, (_, i): TargetSpec => ({ id: `hook-${i}` }));
    const items = Array.from({ length: 100 }, () => 'p');
    const sends = await live({ targets, deeds: [...known, { at: 5, does: 'fails', tokens: items }] });
    const opened = sends.filter(({ names }) => names.some(({ subject }) => subject === 'p'));
    expect(new Set(opened.map(({ target }) => target)).size).toBe(24);
    expect(opened).toHaveLength(24);
  });
});
