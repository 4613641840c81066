import { beforeAll, expect, test } from 'vitest';
import { type TokenData, tokenPage } from '../../src/status-page/pages/token-page.ts';
import { contextOf, whole } from './context.ts';
import { NOW } from './model.ts';
import { failingToken } from './story.ts';

const HOUR = 3_600_000;

let data: TokenData;

beforeAll(async () => {
  data = await failingToken();
});

function shown(changes: Partial<TokenData> = {}, locale: 'en' | 'ja' = 'en'): string {
  const context = contextOf(locale);
  const text = whole(tokenPage({ ...data, ...changes }, context), context).replace(/<style>.*?<\/style>/s, '');
  return text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

test.each([
  ['en', 'Acknowledged by Mia', 'Alert: new problem, for email, log, teams', 'Report: failed (report)'],
  ['ja', 'Mia さんが対応中にしました', '通知: 新しい問題 (email、log、teams)', '報告: 失敗 (report)'],
] as const)('what happened to its incident is told in order, the newest first: %s', (locale, ...events) => {
  const places = events.map((event) => shown({}, locale).lastIndexOf(event));

  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('its syncs are counted in words', () => {
  expect(shown()).toContain('26 completed, 3 failed, 0 in progress');
});

test('every channel says what it was sent', () => {
  expect(shown()).toMatch(/teams Delivered Sync failing \(critical\) 2026-11-26 20:40/);
});

test('what is to be done stands open', () => {
  const context = contextOf('en');

  expect(String(tokenPage(data, context).body)).toMatch(/<details id="g-[^"]*" open>/);
});

test('an account is masked', () => {
  expect(shown()).toContain('Apple Account v***@contoso.example');
});

test('an incident that ended says when and after how long', () => {
  const { incident } = data.state;
  const ended = { ...incident!, openedAt: NOW - 30 * HOUR, resolvedAt: NOW - 3 * HOUR };

  expect(shown({ state: { ...data.state, incident: ended } })).toContain('Ended 2026-11-26 21:20 EST, after 27 hours');
});

test('one that is not monitored says so, and offers neither silence nor stop', () => {
  const text = shown({ state: { ...data.state, retiredAt: NOW - HOUR } });

  expect(text).toContain('This token is not monitored.');
  expect(text).not.toContain('Stop monitoring…');
});

test('one that is silenced says until when and by whom, and offers the way back', () => {
  const silence = { subject: '*', until: NOW + HOUR, at: NOW, by: 'Noah' };

  expect(shown({ silence })).toContain('No alert until 2026-11-27 01:20 EST: silenced by Noah');
  expect(shown({ silence })).toContain('Resume alerts');
});

test.each([
  ['en', 'No history yet. Days appear as reports arrive.'],
  ['ja', '履歴はまだありません。報告が届くと表示されます。'],
] as const)('one without history says so: %s', (locale, text) => {
  expect(shown({ history: [] }, locale)).toContain(text);
});
