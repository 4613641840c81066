import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardsOf, isGroup, openIncidents } from '../../src/status-page/incidents.ts';
import { groupOf, incidentOf, NOW, tenantOf, tokenOf } from './model.ts';

const HOUR = 3_600_000;

const failing = (id: string, hours: number) =>
  tokenOf(id, { incident: incidentOf('syncFailed', 'warning', hours, { incidentId: id }) });

function cards(tokens: readonly string[], groups: Parameters<typeof cardsOf>[1]) {
  const incidents = openIncidents(
    [
      tenantOf(
        't',
        tokens.map((id, i) => failing(id, i + 1)),
      ),
    ],
    NOW,
  );
  return cardsOf(incidents, groups).map((card) =>
    isGroup(card)
      ? `${card.groups.map(({ target }) => target).join('+')}(${card.members.map(({ subject }) => subject).join('')})`
      : card.subject,
  );
}

const of = (target: string, members: string, id = `01${target}`) =>
  groupOf(
    target,
    'syncFailed',
    [...members].map((it) => ['t', it] as const),
    { id, openedAt: NOW - 9 * HOUR },
  );

test.each([
  ['one target', [of('teams', 'abc')], ['teams(abc)', 'd']],
  ['two targets that were told the same', [of('teams', 'abc'), of('mail', 'cba')], ['teams+mail(abc)', 'd']],
  ['one of them was told of more', [of('mail', 'ab'), of('teams', 'abc')], ['teams(abc)', 'd']],
  ['what has recovered', [of('teams', 'abxy')], ['teams(ab)', 'd', 'c']],
  ['nothing is open of it', [of('teams', 'xy')], ['d', 'c', 'b', 'a']],
])('incidents stand as they were told: %s', (_, groups, expected) => {
  expect(cards(['a', 'b', 'c', 'd'], groups)).toEqual(expected);
});

test('every incident is shown exactly once, whatever the groups', () => {
  const subset = fc.subarray(['a', 'b', 'c', 'd', 'e', 'gone']);
  const groups = fc.array(fc.tuple(fc.constantFrom('teams', 'mail', 'log'), subset, fc.nat(99)), { maxLength: 6 });
  fc.assert(
    fc.property(groups, (given) => {
      const shown = cards(
        ['a', 'b', 'c', 'd', 'e'],
        given.map(([target, members, id]) => of(target, members.filter((it) => it.length === 1).join(''), `${id}`)),
      );

      expect(
        shown
          .map((it) => it.replace(/^.*\(|\)$/g, ''))
          .join('')
          .split('')
          .sort()
          .join(''),
      ).toBe('abcde');
    }),
  );
});

test('the worst stand first, then what has lasted longest', () => {
  const tokens = [
    failing('new', 1),
    failing('old', 90),
    tokenOf('bad', { incident: incidentOf('tokenExpired', 'critical', 2, { incidentId: 'bad' }) }),
  ];

  const shown = cardsOf(openIncidents([tenantOf('t', tokens)], NOW), []);

  expect(shown.map((card) => !isGroup(card) && card.subject)).toEqual(['bad', 'old', 'new']);
});

test('what is not monitored has no incident to show, and a silence of its tenant holds for what has', () => {
  const silence = { subject: '*', until: NOW + HOUR, at: NOW - HOUR, by: 'Mia' };
  const passed = { subject: 'open', until: NOW, at: NOW - HOUR, by: 'Noah' };
  const tokens = [failing('open', 1), { ...failing('away', 1), retiredAt: NOW - HOUR }];

  const shown = openIncidents([tenantOf('t', tokens, { silences: [passed, silence] })], NOW);

  expect(shown).toMatchObject([{ subject: 'open', silence: { by: 'Mia' } }]);
});

test('an incident of the tenant itself is found in the group that the app keeps it in', () => {
  const other = { ...incidentOf('reportsRefused', 'warning', 2), subject: '_refused:t' };
  const incidents = openIncidents([tenantOf('t', [], { others: [other] })], NOW);

  const [card] = cardsOf(incidents, [groupOf('log', 'reportsRefused', [['_app', '_refused:t']])]);

  expect(card && isGroup(card) && card.members.map(({ subject }) => subject)).toEqual(['_refused:t']);
});
