import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type About, ACTIONS, fits } from '../../../src/app/act/action.ts';
import { ALERT_LINK_LASTS, alertToken, buttonToken, readActToken } from '../../../src/http/access/act-token.ts';
import { isSameOrigin } from '../../../src/http/access/same-origin.ts';
import { sign } from '../../../src/http/access/signed.ts';
import type { AccessKeys } from '../../../src/http/access/who.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const KEYS: AccessKeys = { app: [Buffer.from('app')], links: [Buffer.from('links')] };
const MIA = { kind: 'operator', verified: false, session: 'mia' } as const;

const id = fc.stringMatching(/^[A-Za-z0-9_*][A-Za-z0-9._:@-]{0,127}$/);
const about: fc.Arbitrary<About> = fc.oneof(
  fc.record({ kind: fc.constant('incident' as const), tenantId: id, incidentId: id }),
  fc.record({ kind: fc.constant('group' as const), target: id, groupId: id }),
  fc.record({ kind: fc.constant('subject' as const), tenantId: id, subject: id }),
  fc.record(
    { kind: fc.constant('target' as const), target: id, tenantId: id, subject: id },
    { requiredKeys: ['kind', 'target'] },
  ),
);
const deed = fc.tuple(fc.constantFrom(...ACTIONS), about).filter(([action, thing]) => fits(action, thing));

test('a token is read as the one action and the one thing that it was made for', () => {
  fc.assert(
    fc.property(deed, ([action, thing]) => {
      const link = alertToken(action, thing, NOW + 1_000, KEYS.links);
      const button = buttonToken(action, thing, MIA, NOW, KEYS.app);

      expect(readActToken(link, KEYS, NOW)).toEqual({ ok: true, act: { action, about: thing } });
      expect(readActToken(button, KEYS, NOW)).toEqual({ ok: true, act: { action, about: thing, session: 'mia' } });
    }),
  );
});

test('a link about a GUID and a ULID is short enough for one segment of a path on every server', () => {
  const tenantId = '8b1f0a52-3c4d-4e5f-8a9b-0c1d2e3f4a5b';

  const link = alertToken(
    'acknowledge',
    { kind: 'incident', tenantId, incidentId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' },
    NOW,
    KEYS.links,
  );

  expect(link.length).toBeLessThan(255);
});

describe('a token is wrong', () => {
  const incident: About = { kind: 'incident', tenantId: 'contoso', incidentId: 'i' };

  test.each([
    ['as a button that the key of links signed', buttonToken('acknowledge', incident, MIA, NOW, KEYS.links)],
    ['as a link that the key of the app signed', alertToken('acknowledge', incident, NOW + 1, KEYS.app)],
    [
      'with an action that does not fit',
      sign('act', ['stop', 'incident', 'contoso', 'i', ''], NOW + 1_000, KEYS.links),
    ],
    ['with an unknown action', sign('act', ['delete', 'incident', 'contoso', 'i', ''], NOW + 1_000, KEYS.links)],
    ['about nothing', sign('act', ['acknowledge'], NOW + 1_000, KEYS.links)],
    ['that lets someone look', sign('tenant', ['acknowledge', 'incident', 'c', 'i', ''], NOW + 1_000, KEYS.links)],
  ])('%s', (_, token) => {
    expect(readActToken(token, KEYS, NOW - 1_000)).toEqual({ ok: false, why: 'wrong' });
  });

  test('and has expired where only its time is over', () => {
    const link = alertToken('acknowledge', incident, NOW, KEYS.links);
    const button = buttonToken('acknowledge', incident, MIA, NOW - ALERT_LINK_LASTS, KEYS.app);

    expect([link, button].map((it) => readActToken(it, KEYS, NOW))).toEqual(
      Array(2).fill({ ok: false, why: 'expired' }),
    );
  });
});

test.each([
  ['a browser that says so', { 'sec-fetch-site': 'same-origin' }, true],
  ['a browser that is sent by another site', { 'sec-fetch-site': 'cross-site' }, false],
  ['an address that was typed', { 'sec-fetch-site': 'none' }, false],
  ['a browser that lies in Origin', { 'sec-fetch-site': 'cross-site', origin: 'https://vpp.example' }, false],
  ['an old browser', { origin: 'https://vpp.example' }, true],
  ['an old browser on another site', { origin: 'https://vpp.example.evil.example' }, false],
  ['an old browser that keeps it back', { origin: 'null' }, false],
  ['no browser', {}, true],
])('%s is of the same origin: %s', (_, headers, expected) => {
  const visit = { url: 'https://vpp.example/api/act/x', headers: new Headers(headers as Record<string, string>) };

  expect(isSameOrigin(visit)).toBe(expected);
});
