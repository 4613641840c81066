import { describe, expect, test } from 'vitest';
import { mutedUntil } from '../../../src/app/deliver/want.ts';
import { type Given, MINUTE, NOW, open, over, planned, type Subject } from './build.ts';

const invalid = { cause: 'tokenInvalid', failing: false } as const;
const names = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`);
const failing = (count: number): Subject[] => names(count).map((id) => ({ id, want: open(id) }));
const member = (id: string, more: Partial<Subject> = {}): Subject => ({
  id,
  heard: open(id),
  via: 'G',
  due: [],
  ...more,
});

describe('beginnings', () => {
  test.each<{ name: string; given: Given; said: string[] }>([
    { name: 'one goes alone', given: { subjects: failing(1) }, said: ['incident.opened t0'] },
    { name: 'four go alone', given: { subjects: failing(4) }, said: names(4).map((id) => `incident.opened ${id}`) },
    { name: 'five are a group', given: { subjects: failing(5) }, said: ['outbreak.opened NEW t0,t1,t2,t3,t4'] },
    {
      name: 'those told alone within 15 minutes count',
      given: { subjects: failing(1), sent: [{}, {}, {}, {}] },
      said: ['outbreak.opened NEW t0'],
    },
    {
      name: 'one subject told twice counts once',
      given: { subjects: failing(1), sent: [{}, {}, {}, { subjects: ['fabrikam!t0'] }] },
      said: ['incident.opened t0'],
    },
    {
      name: 'those told longer ago do not count',
      given: { subjects: failing(1), sent: [{}, {}, {}, { at: NOW - 15 * MINUTE - 1 }] },
      said: ['incident.opened t0'],
    },
    {
      name: 'those of another topic do not count',
      given: { subjects: failing(1), sent: [{}, {}, {}, { topic: 'tokenInvalid' }] },
      said: ['incident.opened t0'],
    },
    {
      name: 'those perhaps told alone count, and stay alone',
      given: { subjects: [...failing(4), { id: 'x', want: open('x'), maybe: open('x') }] },
      said: ['outbreak.opened NEW t0,t1,t2,t3', 'incident.opened x'],
    },
    {
      name: 'another cause is a beginning of that',
      given: { subjects: names(5).map((id) => ({ id, want: open(id, invalid), heard: open(id) })) },
      said: ['outbreak.opened NEW t0,t1,t2,t3,t4'],
    },
    {
      name: 'but with keys who may be believed open alone stays so',
      given: { hasKeys: true, subjects: names(5).map((id) => ({ id, want: open(id, invalid), heard: open(id) })) },
      said: names(5).map((id) => `incident.updated ${id}`),
    },
    {
      name: 'a scope is a topic of its own',
      given: { subjects: [...failing(4), { id: 's', want: open('s'), scope: 'credential 1' }] },
      said: ['incident.opened s', ...names(4).map((id) => `incident.opened ${id}`)],
    },
    {
      name: 'a baseline is a group from the first',
      given: { subjects: [{ id: 'b', want: open('b'), origin: 'baseline' }] },
      said: ['outbreak.opened NEW b'],
    },
    {
      name: 'but not once something of the incident is known',
      given: { subjects: [{ id: 'b', want: open('b'), origin: 'baseline', heard: over('b') }] },
      said: ['incident.opened b'],
    },
    {
      name: 'a group that was joined within 15 minutes takes them',
      given: { subjects: [...failing(1), member('m')], groups: [{ joinedAt: NOW - 15 * MINUTE }] },
      said: ['outbreak.updated G t0'],
    },
    {
      name: 'one that was joined longer ago does not',
      given: { subjects: [...failing(1), member('m')], groups: [{ joinedAt: NOW - 15 * MINUTE - 1 }] },
      said: ['incident.opened t0'],
    },
    {
      name: 'unless it was never confirmed',
      given: { subjects: [...failing(1), member('m')], groups: [{ confirmedAt: undefined }] },
      said: ['outbreak.opened G t0'],
    },
    {
      name: 'one whose end was tried takes nobody',
      given: { subjects: failing(1), groups: [{ joinedAt: NOW, endTriedAt: NOW }] },
      said: ['incident.opened t0'],
    },
    {
      name: 'a member that fails again is told through its group',
      given: { subjects: [{ id: 'r', want: open('r'), heard: over('r'), via: 'G' }, member('m')], groups: [{}] },
      said: ['outbreak.updated G r'],
    },
    {
      name: 'but not for another cause',
      given: {
        subjects: [{ id: 'r', want: open('r', invalid), heard: open('r'), via: 'G' }, member('m')],
        groups: [{}],
      },
      said: ['incident.updated r'],
    },
    {
      name: 'the end of one told alone goes alone while a group of its cause lives',
      given: { subjects: [{ id: 'a', want: over('a'), heard: open('a') }, member('m')], groups: [{ joinedAt: NOW }] },
      said: ['incident.resolved a'],
    },
  ])('$name', ({ given, said }) => {
    expect(planned(given).said.sort()).toEqual([...said].sort());
  });
});

describe('a group speaks', () => {
  const worse = member('w', { want: open('w', { severity: 'critical' }), due: [{}] });
  const ended = member('e', { want: over('e'), due: [{}] });
  const stays = member('s');
  const reminded = member('r', { want: open('r'), isReminder: true, due: [{}] });

  test.each<{ name: string; subjects: readonly Subject[]; ago: object; said: string[]; moved: string[] }>([
    {
      name: 'after 2 minutes',
      subjects: [worse, stays],
      ago: { sentAt: 2 },
      said: ['outbreak.updated G w'],
      moved: [],
    },
    { name: 'not before', subjects: [worse, stays], ago: { sentAt: 1.5 }, said: [], moved: ['w +0.5'] },
    {
      name: '15 s after its opening',
      subjects: [worse],
      ago: { sentAt: 0.25, updatedAt: null },
      said: ['outbreak.updated G w'],
      moved: [],
    },
    {
      name: 'not before those 15 s',
      subjects: [worse],
      ago: { sentAt: 0, updatedAt: null },
      said: [],
      moved: ['w +0.25'],
    },
    {
      name: 'of good things, if it never did',
      subjects: [ended, stays],
      ago: {},
      said: ['outbreak.updated G e'],
      moved: [],
    },
    {
      name: 'of only good things after 15 minutes',
      subjects: [ended, stays],
      ago: { goodAt: 15 },
      said: ['outbreak.updated G e'],
      moved: [],
    },
    {
      name: 'of only good things not before',
      subjects: [ended, stays],
      ago: { goodAt: 5 },
      said: [],
      moved: ['e +10'],
    },
    {
      name: 'of good things along with bad',
      subjects: [worse, ended, stays],
      ago: { goodAt: 5 },
      said: ['outbreak.updated G w,e'],
      moved: [],
    },
    {
      name: 'of its end at once',
      subjects: [ended],
      ago: { sentAt: 0, goodAt: 0 },
      said: ['outbreak.resolved G e'],
      moved: [],
    },
    {
      name: 'of its end though it was never confirmed',
      subjects: [{ ...ended, heard: undefined!, maybe: open('e') }],
      ago: { confirmedAt: null },
      said: ['outbreak.resolved G e'],
      moved: [],
    },
    {
      name: 'never while a message of it is under way',
      subjects: [ended],
      ago: { quietUntil: -1 },
      said: [],
      moved: ['e +1'],
    },
    { name: 'a reminder', subjects: [reminded, stays], ago: {}, said: ['outbreak.reminder G r'], moved: [] },
    {
      name: 'a reminder without the good things, which wait',
      subjects: [reminded, ended],
      ago: { goodAt: 5 },
      said: ['outbreak.reminder G r'],
      moved: [],
    },
    {
      name: 'no reminder within an hour of the last',
      subjects: [reminded, stays],
      ago: { remindedAt: 59 },
      said: [],
      moved: [],
    },
    {
      name: 'nothing of who is believed open',
      subjects: [
        { ...ended, maybe: open('e'), via: 'G' },
        { ...stays, heard: undefined!, maybe: open('s') },
      ],
      ago: {},
      said: ['outbreak.updated G e'],
      moved: [],
    },
  ])('$name', ({ subjects, ago, said, moved }) => {
    const times = Object.entries(ago).map(([name, minutes]) => [
      name,
      minutes === null ? undefined : NOW - minutes * MINUTE,
    ]);

    const result = planned({ subjects, groups: [Object.fromEntries(times)] });

    expect(result).toMatchObject({ said, moved });
  });

  test('of its opening until that is known to have arrived, whatever it names', () => {
    expect(planned({ subjects: [ended, stays], groups: [{ confirmedAt: undefined }] }).said).toEqual([
      'outbreak.opened G e',
    ]);
  });

  test('the reminders that it does not repeat are settled', () => {
    const { states, dropped } = planned({ subjects: [reminded, stays], groups: [{ remindedAt: NOW - MINUTE }] });

    expect({ states, dropped }).toEqual({ states: ['r delivered 5'], dropped: ['r'] });
  });

  test('at once of its end, where the other members wait to end', () => {
    const waiting = member('w', { want: over('w'), due: [{ dueAt: NOW + 10 * MINUTE }], isUnread: true });
    const before = { subjects: [ended, waiting], groups: [{ goodAt: NOW }] };
    expect(planned(before)).toMatchObject({ said: [], alsoRead: ['w'] });

    const { isUnread: _, ...read } = waiting;
    expect(planned({ ...before, subjects: [ended, read] }).said).toEqual(['outbreak.resolved G e,w']);
  });

  test('along with those of its members that wait for later', () => {
    const waiting = member('l', { want: over('l'), due: [{ dueAt: NOW + 10 * MINUTE }] });

    expect(planned({ subjects: [worse, waiting], groups: [{ goodAt: NOW }] }).said).toEqual(['outbreak.updated G w,l']);
  });

  test('its end by itself, once the last member has moved on', () => {
    const moved: Subject = { id: 'm', heard: open('m', invalid), due: [], row: { left: ['G'] } };

    const { messages } = planned({ subjects: [moved], groups: [{}], groupDue: [{}] });

    expect(messages[0]).toMatchObject({ type: 'vpp.outbreak.resolved', members: [], group: { isEnd: true } });
    expect(messages[0]!.group!.standings).toMatchObject([
      { subject: 'm', state: 'moved', fact: { cause: 'tokenInvalid' } },
    ]);
  });

  test('nothing of an end that was given up, until it is tried again from nought', () => {
    const given = { subjects: [], groups: [{ state: 'dead', died: 'refused', attempts: 3, triedSince: 1 } as const] };
    expect(planned({ ...given, groupDue: [{}] })).toMatchObject({ said: [], dropped: ['G'] });

    const [message] = planned({ ...given, groupDue: [{ suffix: 'x' }] }).messages;
    expect(message!.group!.row).toMatchObject({ attempts: 0, state: 'pending' });
    expect(message!.group!.row).not.toHaveProperty('triedSince');
  });

  test('no end while one is believed open', () => {
    expect(planned({ subjects: [stays], groups: [{}], groupDue: [{}] })).toMatchObject({ said: [], dropped: ['G'] });
  });

  test('one that leaves nobody behind has the group end', () => {
    const last = member('l', { want: open('l', invalid), due: [{}] });

    expect(planned({ subjects: [last], groups: [{}] }).messages.map(({ emptied }) => emptied)).toEqual([['G']]);
    expect(planned({ subjects: [last, stays], groups: [{}] }).messages.map(({ emptied }) => emptied)).toEqual([[]]);
  });

  test('two that leave it do so one after the other, so that it is known who was the last', () => {
    const leaving = ['a', 'b'].map((id) => member(id, { want: open(id, invalid), due: [{}] }));

    expect(planned({ subjects: leaving, groups: [{}] }).said).toEqual(['incident.updated a']);
  });
});

describe('the order', () => {
  test('what begins or worsens, then what ends or improves, then reminders; critical first, then the oldest', () => {
    const critical = { severity: 'critical' } as const;
    const subjects: Subject[] = [
      { id: 'reminder', want: open('reminder'), heard: open('reminder'), isReminder: true },
      { id: 'end', want: over('end'), heard: open('end') },
      { id: 'criticalEnd', want: over('criticalEnd'), heard: open('criticalEnd', critical) },
      { id: 'new', want: open('new'), at: NOW - 1 },
      { id: 'old', want: open('old'), at: NOW - 2 },
      { id: 'critical', want: open('critical', critical) },
      { id: 'again', want: open('again', { incidentId: 'other' }), heard: open('again'), at: NOW - 3 },
    ];

    expect(planned({ subjects }).said.map((it) => it.split(' ')[1])).toEqual([
      ...['critical', 'again', 'old', 'new'],
      ...['criticalEnd', 'end', 'reminder'],
    ]);
  });

  test('what was tried least goes before all', () => {
    const tried = { id: 'tried', want: open('tried', { severity: 'critical' }), row: { attempts: 1 } } as const;

    expect(planned({ subjects: [tried, ...failing(1)] }).said).toEqual(['incident.opened t0', 'incident.opened tried']);
  });

  test('a message names no more than it may', () => {
    const [first] = planned({ subjects: failing(5_001) }).messages;

    expect(first!.members).toHaveLength(5_000);
  });

  test('after a refusal it names only those of the same half', () => {
    const halved = failing(8).map((it, i) => ({ ...it, row: { atMost: 4, attempts: i < 4 ? 0 : 1 } }));

    expect(planned({ subjects: halved }).said).toEqual(['outbreak.opened NEW t0,t1,t2,t3']);
  });
});

describe('what waits, and what is over', () => {
  const mute = (minutes: number, subject = '*') => ({ tenantId: 'contoso', subject, until: NOW + minutes * MINUTE });

  test.each<{ name: string; given: Given; result: object }>([
    {
      name: 'silenced, until the later end',
      given: { subjects: failing(1), mutes: [mute(30), mute(5, 't0')] },
      result: { moved: ['t0 +30'] },
    },
    {
      name: 'silenced before, not any more',
      given: { subjects: failing(1), mutes: [mute(0)] },
      result: { said: ['incident.opened t0'] },
    },
    {
      name: 'under way',
      given: { subjects: [{ ...failing(1)[0]!, row: { quietUntil: NOW + MINUTE } }] },
      result: { moved: ['t0 +1'] },
    },
    {
      name: 'missed',
      given: { subjects: [{ id: 'm', want: over('m') }] },
      result: { states: ['m missed 5'], dropped: ['m'] },
    },
    {
      name: 'settled',
      given: { subjects: [{ id: 's', want: open('s'), heard: open('s') }] },
      result: { states: ['s delivered 5'], dropped: ['s'] },
    },
    { name: 'gone', given: { subjects: [{ id: 'g' }] }, result: { states: [], dropped: ['g'] } },
    {
      name: 'dead, by the number that was tried',
      given: { subjects: [{ ...failing(1)[0]!, row: { state: 'dead', no: 5 } }] },
      result: { said: [], states: [], dropped: ['t0'] },
    },
    {
      name: 'alive again, by a new number',
      given: { subjects: [{ ...failing(1)[0]!, row: { state: 'dead', no: 4 } }] },
      result: { said: ['incident.opened t0'] },
    },
    {
      name: 'alive again, by a row of its own',
      given: { subjects: [{ ...failing(1)[0]!, row: { state: 'dead', no: 5 }, due: [{ suffix: 'x' }] }] },
      result: { said: ['incident.opened t0'] },
    },
  ])('$name', ({ given, result }) => {
    expect(planned(given)).toMatchObject(result);
  });

  test('a due row of a number that is not known yet stays', () => {
    const [one] = failing(1);

    const [message] = planned({ subjects: [{ ...one!, due: [{ no: 4 }, { no: 5 }, { no: 6 }] }] }).messages;

    expect(message!.members[0]!.pending.rows.map(({ no }) => no)).toEqual([4, 5]);
  });

  test('what lives again is tried from nought', () => {
    const row = { state: 'dead', no: 4, attempts: 7, triedSince: 1, died: 'refused', atMost: 1 } as const;

    const [message] = planned({ subjects: [{ ...failing(1)[0]!, row }] }).messages;

    const { attempts, triedSince, died, atMost } = message!.members[0]!.row;
    expect({ attempts, triedSince, died, atMost }).toEqual({ attempts: 0 });
  });

  test('a refusal of reports is silenced with its tenant', () => {
    const key = { tenantId: '_app', subject: '_refused:contoso' };

    expect(mutedUntil(key, [mute(5)], NOW)).toBe(NOW + 5 * MINUTE);
    expect(mutedUntil({ ...key, subject: '_target:contoso' }, [mute(5)], NOW)).toBeUndefined();
    expect(mutedUntil(key, [{ ...mute(5), from: NOW + 1 }], NOW)).toBeUndefined();
  });
});
