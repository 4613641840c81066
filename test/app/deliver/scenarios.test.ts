import { describe, expect, test } from 'vitest';
import { listGroups, listNotifications } from '../../../src/app/deliver/listing.ts';
import type { Message, OpenAlert } from '../../../src/app/deliver/message.ts';
import type { Change } from '../../../src/app/deliver/ports.ts';
import { retireMailbox } from '../../../src/app/deliver/retention.ts';
import { redrive } from '../../../src/app/deliver/revive.ts';
import { runMailbox } from '../../../src/app/deliver/run.ts';
import { idOf, type SubjectKey } from '../../../src/app/deliver/want.ts';
import type { Fact, OpenFact } from '../../../src/app/model/fact.ts';
import { Crash, type State, World } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const key = (n: number, tenantId = 'contoso'): SubjectKey => ({ tenantId, subject: `token${n}` });
const failing = ({ subject }: SubjectKey, change: Partial<OpenFact> = {}): OpenFact => {
  return {
    kind: 'open',
    incidentId: `I-${subject}`,
    cause: 'syncFailed',
    severity: 'warning',
    failing: true,
    ...change,
  };
};
const over = ({ subject }: SubjectKey): Fact => ({ kind: 'over', incidentId: `I-${subject}`, resolution: 'completed' });
const many = (count: number, from = 0) => Array.from({ length: count }, (_, i) => key(from + i));

/** Many begin to fail, or end, in one request. */
async function change(
  world: World,
  keys: readonly SubjectKey[],
  fact: (key: SubjectKey) => Fact,
  more = {},
): Promise<void> {
  const markers = keys.map((it) => world.decide(it, fact(it), more, keys.length > 1 ? 5 * SECOND : 0));
  void world.handOver(markers);
  await world.scheduler.until(world.now + 8 * SECOND);
}

/** The messages that arrived, as `type(names)`. */
function told(world: World, target = 'webhook'): string[] {
  const messages = (world.arrivals.get(target) ?? []).map(({ message }) => message);
  return messages.map(({ type, members }) => `${type.replace('vpp.', '')}(${members.length})`);
}

function last(world: World, target = 'webhook'): Message<State> {
  return world.arrivals.get(target)!.at(-1)!.message;
}

async function standings(world: World, target = 'webhook'): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const deps = { ...world.instance().mailbox, targets: [...world.targets.keys()] };
  const reading = (async () => {
    for await (const page of listNotifications(target, {}, deps)) {
      for (const row of page) found[row.subject] = row.standing;
    }
  })();
  await Promise.all([reading, world.scheduler.until(world.now + SECOND)]);
  return found;
}

async function during<T>(world: World, work: Promise<T>): Promise<T> {
  const [done] = await Promise.all([work, world.scheduler.until(world.now + 10 * SECOND)]);
  return done;
}

/** The same, with a look at each call that is made. */
function watched<T extends object>(it: T, look: (name: string | symbol, args: readonly unknown[]) => void): T {
  return new Proxy(it, {
    get: (of, name) => {
      const value = Reflect.get(of, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        look(name, args);
        return value.apply(of, args);
      };
    },
  });
}

describe('few messages', () => {
  test('a burst in one cause is a group, and grows and ends as one', async () => {
    const world = new World(1);

    await change(world, many(200), failing);
    await change(world, many(100, 200), failing);
    await world.sweepUntil(world.now + 10 * MINUTE);
    expect(told(world)).toEqual(['outbreak.opened(200)', 'outbreak.updated(100)']);

    await change(world, many(100), over);
    await world.sweepUntil(world.now + MINUTE);
    await change(world, many(199, 100), over);
    await world.sweepUntil(world.now + 20 * MINUTE);
    expect(told(world).slice(2)).toEqual(['outbreak.updated(100)', 'outbreak.updated(199)']);

    await change(world, many(1, 299), over);
    expect(told(world).slice(4)).toEqual(['outbreak.resolved(1)']);
    expect(last(world).group!.standings).toHaveLength(300);
    expect(last(world).group!.standings.every(({ state }) => state === 'recovered')).toBe(true);
  });

  test('those that begin one by one are told alone until they are enough, and are not taken in', async () => {
    const world = new World(2);

    for (const one of many(5)) await change(world, [one], failing);
    await change(world, many(3, 5), failing);

    expect(told(world)).toEqual([
      ...Array.from({ length: 4 }, () => 'incident.opened(1)'),
      'outbreak.opened(1)',
      'outbreak.updated(3)',
    ]);
    expect(world.arrivals.get('webhook')![4]!.message.group!.reportedBefore).toBe(4);
    expect(last(world).group!.isCauseOpenElsewhere).toBe(true);
    await change(world, [key(0)], over);
    expect(told(world).at(-1)).toBe('incident.resolved(1)');
  });

  test('good news of a group waits 15 minutes for the next, and needs no sweep for that', async () => {
    const world = new World(3);
    await change(world, many(9), failing);
    await world.scheduler.until(world.now + 2 * MINUTE);
    await change(world, many(2), over);
    const spoke = world.arrivals.get('webhook')!.at(-1)!.sentAt;

    await change(world, many(3, 2), over);
    await change(world, many(1, 5), over);
    await world.scheduler.until(spoke + 15 * MINUTE + 5 * SECOND);

    expect(told(world)).toEqual(['outbreak.opened(9)', 'outbreak.updated(2)', 'outbreak.updated(4)']);
  });

  test('what is due later waits, though the target is woken before', async () => {
    const world = new World(3);
    const began = world.now;
    const markers = many(3).map((it) => world.decide(it, failing(it), {}, 5 * SECOND));

    void world.handOver([...markers, world.decide(key(8, 'fabrikam'), failing(key(8), { cause: 'tokenInvalid' }))]);
    await world.scheduler.until(world.now + 9 * SECOND);

    const [first, ...rest] = world.arrivals.get('webhook')!;
    expect(first!.message.members[0]!.want.subject).toBe('token8');
    for (const { sentAt } of rest) expect(sentAt - began).toBeGreaterThanOrEqual(5 * SECOND);
    expect(rest).toHaveLength(3);
  });

  test('one of another cause does not join', async () => {
    const world = new World(3);

    await change(world, many(5), failing);
    await change(world, [key(9)], (it) => failing(it, { cause: 'tokenInvalid' }));

    expect(told(world)).toEqual(['outbreak.opened(5)', 'incident.opened(1)']);
  });

  test('many that turn to another cause move on together, and the group they leave says its end', async () => {
    const world = new World(4);
    await change(world, many(6), failing);

    await change(world, many(6), (it) => failing(it, { cause: 'tokenInvalid', severity: 'critical' }));
    await world.sweepUntil(world.now + MINUTE);

    expect(told(world)).toEqual(['outbreak.opened(6)', 'outbreak.opened(6)', 'outbreak.resolved(0)']);
    expect(last(world).group!.standings.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'moved'));
  });

  test('a baseline is a group from the first', async () => {
    const world = new World(5);

    await change(world, [key(0)], failing, { origin: 'baseline' });
    await change(world, [key(1)], (it) => failing(it, { cause: 'tokenInvalid' }), { origin: 'baseline' });
    await world.sweepUntil(world.now + MINUTE);

    expect(told(world)).toEqual(['outbreak.opened(1)', 'outbreak.updated(1)']);
    expect(last(world).group!.row).toMatchObject({ kind: 'baseline', cause: null });
  });

  test('a reminder of a member is one of the group, and settles those of the next hour', async () => {
    const world = new World(6);
    await change(world, many(5), failing);
    await world.sweepUntil(world.now + HOUR, 5 * MINUTE);

    await change(world, many(3), failing, { isReminder: true });
    await world.sweepUntil(world.now + 30 * MINUTE, 5 * MINUTE);
    await change(world, many(2, 3), failing, { isReminder: true });
    await world.sweepUntil(world.now + 5 * MINUTE);

    expect(told(world)).toEqual(['outbreak.opened(5)', 'outbreak.reminder(3)']);
    expect(Object.values(await standings(world))).toEqual(Array.from({ length: 5 }, () => 'delivered'));
  });

  test.each([
    { hasKeys: false, expected: ['digest(4)'] },
    { hasKeys: true, expected: ['expiring(1)', 'expiring(1)', 'incident.reminder(1)', 'incident.reminder(1)'] },
  ])('notices and reminders of one morning are one message: $expected', async ({ hasKeys, expected }) => {
    const world = new World(7, [{ id: 'webhook', hasKeys }]);
    for (const n of [1, 2]) await change(world, [key(n)], failing);
    await world.sweepUntil(world.now + HOUR, 5 * MINUTE);
    const expiring: Fact = {
      kind: 'expiring',
      severity: 'warning',
      items: [{ tokenId: 'a', step: 7, expiresAt: '2026-02-01T00:00:00Z' }],
    };

    const markers = ['contoso', 'fabrikam'].map((tenantId) => {
      return world.decide({ tenantId, subject: '_expiring' }, expiring, {}, 5 * SECOND);
    });
    for (const n of [1, 2]) markers.push(world.decide(key(n), failing(key(n)), { isReminder: true }, 5 * SECOND));
    void world.handOver(markers);
    await world.scheduler.until(world.now + MINUTE);

    expect(told(world).slice(2).sort()).toEqual(expected);
  });
});

describe('channels with keys', () => {
  test('a member that moves on gets an alert of its own', async () => {
    const world = new World(8, [{ id: 'webhook', hasKeys: true }]);
    await change(world, many(5), failing);
    const group = last(world).key;

    await change(world, [key(0)], (it) => failing(it, { cause: 'tokenInvalid' }));

    expect(last(world)).toMatchObject({ type: 'vpp.incident.updated', key: 'I-token0' });
    await change(world, many(4, 1), over);
    expect(last(world)).toMatchObject({ type: 'vpp.outbreak.resolved', key: group });
    expect(last(world).group!.standings.filter(({ state }) => state === 'moved')).toHaveLength(1);
  });

  test('one that failed again before its end was told goes on under its old key', async () => {
    const world = new World(9, [{ id: 'webhook', hasKeys: true }]);
    await change(world, [key(0)], failing);
    world.mute({ tenantId: 'contoso', subject: '*' }, HOUR);
    await change(world, [key(0)], over);
    await change(world, [key(0)], (it) => failing(it, { incidentId: 'I-second' }));

    await world.sweepUntil(world.now + 2 * HOUR, 5 * MINUTE);

    expect(last(world)).toMatchObject({ type: 'vpp.incident.updated', key: 'I-token0' });
    expect(last(world).members[0]!.step).toMatchObject({ isAnotherIncident: true });
    await change(world, [key(0)], () => ({ kind: 'over', incidentId: 'I-second', resolution: 'completed' }));
    expect(last(world)).toMatchObject({ type: 'vpp.incident.resolved', key: 'I-token0' });
  });

  test('all that is open is said again with every sweep, in one request', async () => {
    const asked: (readonly OpenAlert<State>[])[] = [];
    const refresh = async (open: readonly OpenAlert<State>[]) => {
      asked.push(open);
      return { kind: 'delivered' } as const;
    };
    const world = new World(10, [{ id: 'webhook', hasKeys: true, refresh }]);
    await change(world, many(5), failing);
    await change(world, [key(7)], (it) => failing(it, { cause: 'tokenInvalid' }));

    await world.sweepUntil(world.now + 11 * MINUTE, 5 * MINUTE);

    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.at(-1)!.map(({ key, members }) => `${key} ${members.length}`)).toEqual([
      `${world.arrivals.get('webhook')![0]!.message.key} 5`,
      'I-token7 1',
    ]);
  });
});

describe('channels that fail', () => {
  test('one that is back after six hours is found within ten minutes, and hears what is true then', async () => {
    const world = new World(11);
    world.answer = () => ({ kind: 'notTaken', reason: 'refused connection' });
    await change(world, [key(0)], failing);
    await change(world, [key(1)], failing);
    await world.sweepUntil(world.now + 6 * HOUR, 5 * MINUTE);
    await change(world, [key(1)], over);
    const tries = world.sends.length;

    world.answer = undefined;
    await world.sweepUntil(world.now + 10 * MINUTE + 15 * SECOND, 5 * MINUTE);

    expect(tries).toBeLessThan(60);
    expect(told(world)).toEqual(['incident.opened(1)']);
    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'missed' });
  });

  test('what is refused is found by halves and listed as dead; all others are told', async () => {
    const world = new World(12);
    const poison = idOf(key(11));
    world.answer = ({ members }) =>
      members.some(({ want }) => idOf(want) === poison) ? { kind: 'refused', reason: 'answered 400' } : undefined;

    await change(world, many(16), failing);
    await world.scheduler.until(world.now + 15 * SECOND);

    const named = world.arrivals
      .get('webhook')!
      .flatMap(({ message }) => message.members.map(({ want }) => want.subject));
    expect(new Set(named).size).toBe(15);
    expect((await standings(world)).token11).toBe('dead');
    world.answer = undefined;
    await during(world, redrive('webhook', { tenantId: 'contoso' }, world.instance().mailbox));
    await world.sweepUntil(world.now + 3 * MINUTE);
    expect((await standings(world)).token11).toBe('delivered');
  });

  test('what was tried for a day is dead, and lives again by the first success', async () => {
    const world = new World(13);
    world.answer = () => ({ kind: 'failed', status: 500, reason: 'answered 500' });
    await change(world, [key(0)], failing);
    await world.sweepUntil(world.now + DAY + HOUR, 10 * MINUTE);
    expect(await standings(world)).toEqual({ token0: 'dead' });
    const tries = world.sends.length;
    await world.sweepUntil(world.now + HOUR, 10 * MINUTE);
    expect(world.sends).toHaveLength(tries);

    world.answer = undefined;
    await change(world, [key(1)], failing);
    await world.sweepUntil(world.now + 10 * MINUTE);

    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'delivered' });
  });

  test('a refresh that arrives is such a success, too', async () => {
    const refused = { kind: 'notTaken', reason: 'connection refused' } as const;
    let isDown = false;
    const refresh = async () => (isDown ? refused : ({ kind: 'delivered' } as const));
    const world = new World(18, [{ id: 'webhook', hasKeys: true, refresh }]);
    world.answer = () => (isDown ? refused : undefined);
    await change(world, [key(0)], failing);
    isDown = true;
    await change(world, [key(1)], failing);
    await world.sweepUntil(world.now + DAY + HOUR, 10 * MINUTE);
    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'dead' });

    isDown = false;
    await world.sweepUntil(world.now + 30 * MINUTE, 10 * MINUTE);

    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'delivered' });
  });

  test('a refresh that only fails keeps nothing new from being told', async () => {
    const refresh = async () => ({ kind: 'noAnswer', reason: 'no answer within 10 s' }) as const;
    const world = new World(19, [{ id: 'webhook', hasKeys: true, refresh }]);
    await change(world, [key(0)], failing);
    await world.sweepUntil(world.now + HOUR, 5 * MINUTE);

    await change(world, [key(1)], failing);
    await world.sweepUntil(world.now + 11 * MINUTE, 5 * MINUTE);

    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'delivered' });
  });

  test('what was refused lives again by other settings of its target, and not by a success', async () => {
    const world = new World(14);
    world.answer = ({ members }) =>
      members[0]!.want.subject === 'token0' ? { kind: 'refused', reason: 'answered 400' } : undefined;
    await change(world, [key(0)], failing);
    await change(world, [key(1)], failing);
    await world.sweepUntil(world.now + 5 * MINUTE);
    expect(await standings(world)).toEqual({ token0: 'dead', token1: 'delivered' });

    world.answer = undefined;
    world.targets.set('webhook', { ...world.targets.get('webhook')!, settingsHash: 'two' });
    await world.sweepUntil(world.now + 5 * MINUTE);

    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'delivered' });
  });

  test('nothing is sent of a subject while a message of it may be under way', async () => {
    const world = new World(15);
    world.answer = () => ({ kind: 'noAnswer', reason: 'timed out' });
    await change(world, [key(0)], failing);
    world.answer = undefined;
    const first = world.sends[0]!;

    await change(world, [key(0)], over);
    await world.sweepUntil(world.now + 2 * MINUTE);

    expect(told(world)).toEqual(['incident.resolved(1)']);
    expect(world.arrivals.get('webhook')![0]!.sentAt - first.at).toBeGreaterThan(44 * SECOND);
  });

  test('a service that asks for patience is given it', async () => {
    const world = new World(16);
    world.answer = () => ({ kind: 'notTaken', reason: 'answered 429', retryAfterMs: 20 * MINUTE });
    await change(world, [key(0)], failing);
    world.answer = undefined;

    await world.sweepUntil(world.now + 19 * MINUTE);
    expect(told(world)).toEqual([]);
    await world.sweepUntil(world.now + 2 * MINUTE);
    expect(told(world)).toEqual(['incident.opened(1)']);
  });

  test('a channel has its own pace', async () => {
    const world = new World(17, [{ id: 'webhook', paceMs: SECOND }]);

    await change(world, many(4), failing);
    await world.scheduler.until(world.now + 10 * SECOND);

    const times = world.arrivals.get('webhook')!.map(({ sentAt }) => sentAt);
    expect(times).toHaveLength(4);
    for (const [i, at] of times.slice(1).entries()) expect(at - times[i]!).toBeGreaterThanOrEqual(SECOND);
  });
});

describe('what comes and goes', () => {
  test('a target that left waits, and hears what is true on its return', async () => {
    const world = new World(18, [{ id: 'webhook' }, { id: 'teams' }]);
    const teams = world.targets.get('teams')!;
    world.targets.delete('teams');
    await change(world, [key(0)], failing, { audience: ['webhook', 'teams'] });
    await change(world, [key(1)], failing, { audience: ['webhook', 'teams'] });
    await change(world, [key(1)], over);
    expect(await standings(world, 'teams')).toEqual({ token0: 'parked', token1: 'parked' });

    world.targets.set('teams', teams);
    void world.sweep(world.instance(), ['teams']);
    await world.scheduler.until(world.now + 15 * SECOND);

    expect(told(world, 'teams')).toEqual(['incident.opened(1)']);
  });

  test('one that is not to know any more hears that it is over for here', async () => {
    const world = new World(19, [{ id: 'webhook' }, { id: 'teams' }]);
    await change(world, [key(0)], failing);

    await change(world, [key(0)], (it) => failing(it, { severity: 'critical' }), { audience: ['webhook'] });

    expect(last(world, 'teams').members[0]!.fact).toMatchObject({ kind: 'over', resolution: 'elsewhere' });
    expect(last(world)).toMatchObject({ type: 'vpp.incident.updated' });
  });

  test('a silence holds all until its end, or until it is lifted', async () => {
    const world = new World(20);
    world.mute({ tenantId: 'contoso', subject: '*' }, 6 * HOUR);
    world.mute(key(1), DAY);
    await change(world, many(3), failing);
    await world.sweepUntil(world.now + HOUR, 5 * MINUTE);
    expect(await standings(world)).toEqual({ token0: 'silenced', token1: 'silenced', token2: 'silenced' });

    void world.handOver([world.lift({ tenantId: 'contoso', subject: '*' })]);
    await world.scheduler.until(world.now + 15 * SECOND);

    expect(await standings(world)).toEqual({ token0: 'delivered', token1: 'silenced', token2: 'delivered' });
    expect(told(world)).toEqual(['incident.opened(1)', 'incident.opened(1)']);
  });

  test('a row that cannot be read stops no other', async () => {
    const world = new World(21);
    await world.memory.put({ partitionKey: '_mailbox!webhook', rowKey: 'heard!contoso!token0', v: 1, state: 'odd' });

    await change(world, many(2), failing);
    await world.sweepUntil(world.now + 5 * MINUTE);

    expect(told(world)).toEqual(['incident.opened(1)']);
    expect(world.lines.some((line) => line.includes('heard!contoso!token0 cannot be read'))).toBe(true);
  });

  test('columns of a newer release stay', async () => {
    const world = new World(22);
    await change(world, [key(0)], failing);
    const row = world.memory.peek('_mailbox!webhook', 'heard!contoso!token0')!;
    await world.memory.put({ ...row, colour: 'blue' });

    await change(world, [key(0)], over);

    expect(world.memory.peek('_mailbox!webhook', 'heard!contoso!token0')).toMatchObject({ colour: 'blue' });
    expect(told(world)).toEqual(['incident.opened(1)', 'incident.resolved(1)']);
  });

  test('what ended long ago goes, what is open stays', async () => {
    const world = new World(23);
    await change(world, many(6), failing);
    await change(world, many(5), over);
    await world.sweepUntil(world.now + 20 * MINUTE);
    const before = { history: world.now + 1, incidents: world.now + 1 };

    const removed = await during(world, retireMailbox('webhook', before, world.instance().mailbox));

    expect(removed).toBe(5 + world.sends.length);
    const groups = await during(world, listGroups('webhook', undefined, world.instance().mailbox));
    expect(groups.map(({ counts }) => counts)).toEqual([{ open: 1, recovered: 0, moved: 0 }]);
  });

  test('what comes while a run is at work is told without a sweep', async () => {
    for (let seed = 100; seed < 140; seed++) {
      const world = new World(seed);
      for (const one of many(4)) {
        void world.handOver([world.decide(one, failing(one))]);
        await world.scheduler.until(world.now + world.random() * 3 * SECOND);
      }
      await world.scheduler.until(world.now + 12 * SECOND);
      expect(told(world), `seed ${seed}`).toHaveLength(4);
    }
  });

  test('and so is what comes while retention is', async () => {
    for (let seed = 200; seed < 220; seed++) {
      const world = new World(seed);
      await change(world, many(2), failing);
      void retireMailbox('webhook', { history: world.now, incidents: 0 }, world.instance().mailbox);
      await world.scheduler.until(world.now + world.random() * SECOND);
      void world.handOver([world.decide(key(9), failing(key(9)))]);
      await world.scheduler.until(world.now + 15 * SECOND);
      expect(told(world), `seed ${seed}`).toHaveLength(3);
    }
  });
});

describe('a run', () => {
  test('that died is followed by another within a minute and a half, without a sweep', async () => {
    const world = new World(30);
    world.invisibleMs = 20 * SECOND;
    world.answer = () => {
      throw new Crash('died');
    };
    await change(world, [key(0)], failing);
    world.answer = undefined;

    await world.scheduler.until(world.now + 85 * SECOND);

    expect(told(world)).toEqual(['incident.opened(1)']);
  });

  test('sends nothing long after its mark, and takes that back', async () => {
    const world = new World(31);
    const { mailbox } = world.instance();
    let isSlow = true;
    let writes = 0;
    const store = watched(mailbox.store, (name, args) => {
      const changes = name === 'commit' ? (args[3] as readonly Change[]) : [];
      if (!changes.some((it) => 'put' in it && it.put === 'heard')) return;
      writes += 1;
      if (!isSlow) return;
      isSlow = false;
      world.scheduler.now += 6 * SECOND;
    });
    void world.decide(key(0), failing(key(0)));
    await during(world, mailbox.store.insertDue('webhook', [{ ...key(0), no: 1, dueAt: world.now }]));

    await during(world, runMailbox({ target: 'webhook' }, 1, { ...mailbox, store }));

    const [first, ...rest] = world.sends;
    expect(rest).toEqual([]);
    // Marked and taken back; marked, sent and noted.
    expect(writes).toBe(4);
    expect(first!.message.members[0]!.row).toMatchObject({ attempts: 0, maybe: [] });
    expect(told(world)).toEqual(['incident.opened(1)']);
  });

  test('reads again what people should know after 15 s', async () => {
    const world = new World(32);
    world.answer = () => {
      world.scheduler.now += 8 * SECOND;
      return undefined;
    };
    await change(world, many(4), failing);
    void world.handOver(many(4).map((it) => world.decide(it, over(it))));
    await world.scheduler.until(world.now + 90 * SECOND);

    const opened = told(world).filter((it) => it.startsWith('incident.opened'));
    expect(opened.length).toBeLessThan(4);
    expect(Object.values(await standings(world)).filter((it) => it === 'missed')).toHaveLength(4 - opened.length);
  });

  test('sends the first message however long the reading took', async () => {
    const world = new World(35);
    const { mailbox } = world.instance();
    const wants = watched(mailbox.wants, (name) => {
      if (name === 'readWants') world.scheduler.now += 50 * SECOND;
    });
    for (const it of many(2)) {
      void world.decide(it, failing(it));
      await during(world, mailbox.store.insertDue('webhook', [{ ...it, no: 1, dueAt: world.now }]));
    }

    const run = runMailbox({ target: 'webhook' }, 1, { ...mailbox, wants });
    const toldByThen = run.then(() => told(world));
    await Promise.all([run, world.scheduler.until(world.now + 5 * MINUTE)]);

    expect(await toldByThen).not.toEqual([]);
  });

  test('keeps the mailbox through a reading that outlasts the hold', async () => {
    const world = new World(36);
    const { mailbox } = world.instance();
    const all = Array.from({ length: 120 }, (_, i) => key(i, `tenant${i}`));
    for (const it of all) void world.decide(it, failing(it));
    const rows = all.map((it) => ({ ...it, no: 1, dueAt: world.now }));
    await during(world, mailbox.store.insertDue('webhook', rows));
    const others: Promise<void>[] = [];
    let written = 0;
    const store = watched(mailbox.store, (name) => {
      if (name === 'commit') written += 1;
    });
    const wants = watched(mailbox.wants, (name) => {
      if (name !== 'readWants' && name !== 'readMutes') return;
      world.scheduler.now += 20 * SECOND;
      others.push(runMailbox({ target: 'webhook' }, 1, { ...mailbox, store }));
    });

    const run = runMailbox({ target: 'webhook' }, 1, { ...mailbox, wants });
    await Promise.all([run, world.scheduler.until(world.now + 5 * MINUTE)]);
    await Promise.all(others);

    expect(others).toHaveLength(6);
    expect(written).toBe(0);
    expect(told(world)).toEqual(['outbreak.opened(120)']);
  });

  test('reads neither the whole mailbox nor silences for an end whose group goes on and has to wait', async () => {
    const world = new World(37);
    await change(world, many(300), failing);
    await change(world, many(2), over);
    await world.scheduler.until(world.now + 3 * MINUTE);
    const before = told(world);
    const { mailbox } = world.instance();
    const read: string[] = [];
    const look = (name: string | symbol) => void read.push(String(name));
    const deps = { ...mailbox, store: watched(mailbox.store, look), wants: watched(mailbox.wants, look) };
    void world.decide(key(299), over(key(299)));
    await during(world, mailbox.store.insertDue('webhook', [{ ...key(299), no: 2, dueAt: world.now }]));

    await during(world, runMailbox({ target: 'webhook' }, 1, deps));

    expect(told(world)).toEqual(before);
    expect(read).toContain('readWants');
    expect(read).not.toContain('readCompany');
    expect(read).not.toContain('readMutes');
  });

  test('costs few requests for one message', async () => {
    const world = new World(33);
    await change(world, [key(0)], failing);
    const { mailbox } = world.instance();
    let requests = 0;
    const count = () => void requests++;
    const deps = { ...mailbox, store: watched(mailbox.store, count), wants: watched(mailbox.wants, count) };
    void world.decide(key(1), failing(key(1)));
    await during(world, mailbox.store.insertDue('webhook', [{ ...key(1), no: 1, dueAt: world.now }]));

    await during(world, runMailbox({ target: 'webhook' }, 1, deps));

    expect(told(world)).toHaveLength(2);
    expect(requests).toBeLessThanOrEqual(14);
  });
});
