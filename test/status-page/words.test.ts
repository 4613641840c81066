import { expect, test } from 'vitest';
import type { HealthReason } from '../../src/app/health/reasons.ts';
import { pageWords } from '../../src/status-page/words/index.ts';

/** Every text of a catalogue; those that are made of others, with examples in their places. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return textsOf(value('Elm', 'Oak', 3, 4));
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const REASONS: readonly HealthReason[] = [
  { kind: 'settings', problem: 'STUCK_AFTER must be a number and a unit' },
  { kind: 'storage', error: 'no answer' },
  { kind: 'lateCheck' },
  { kind: 'lateCheck', completedAt: 0 },
  { kind: 'failingTarget', target: 'teams', since: 0, error: 'answered 404' },
  { kind: 'unreadableRows', count: 1 },
  { kind: 'unreadableRows', count: 2 },
  { kind: 'unroutedTenants', tenantIds: ['contoso', 'fabrikam'], others: 0, fallback: ['log'] },
  { kind: 'unroutedTenants', tenantIds: ['contoso', 'fabrikam'], others: 3, fallback: ['email', 'log'] },
  { kind: 'logAlone' },
];
const WRITING = { at: () => '2026-03-13 17:30 JST', error: (text: string) => text };

const withExamples = (locale: 'en' | 'ja') => {
  const { segment, plotted, daysLeft, daysAgo, dayOf, quiet, events, health, ...words } = pageWords(locale);
  return [
    ...textsOf(words),
    ...textsOf(quiet),
    ...textsOf({ ...health, reason: REASONS.map((reason) => health.reason(reason, WRITING)) }),
    ...textsOf({ ...events, report: events.report('Failed', 'report') }),
    segment(dayOf(3, 13), []),
    segment(dayOf(3, 13), ['failed', 'completed', 'inProgress', 'none']),
    plotted({ completed: 3, failed: 1, inProgress: 0 }),
    ...[daysLeft(1), daysLeft(30), daysAgo(0), daysAgo(1)],
  ];
};

/** Words of the program's own making, which no reader knows, and tones that no reader needs. */
const NEVER =
  /\b(told|heard|dead|redrive|sweep|whoever|nobody|somebody|outbreak|baseline|poll|ulid|well)\b|!|\bis no\b/i;

/** Han, kana and Latin without the half space that Microsoft's style puts between them. */
const CROWDED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][A-Za-z0-9]|[A-Za-z0-9][\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

test('English keeps to the house rules', () => {
  // The name of that function in Azure.
  const texts = withExamples('en').map((text) => text.replace('the function sweep', 'the function'));
  expect(texts.filter((text) => NEVER.test(text) || /\s{2}/.test(text))).toEqual([]);
});

test('Japanese is spaced as Microsoft spaces it, and shouts at nobody', () => {
  expect(withExamples('ja').filter((text) => CROWDED.test(text) || /[!!]/.test(text))).toEqual([]);
});

test.each([
  ['en', 'Mar 13: failed'],
  ['ja', '3 月 13 日: 失敗'],
] as const)('a day is said as people say it: %s', (locale, text) => {
  const { segment, dayOf } = pageWords(locale);

  expect(segment(dayOf(3, 13), ['failed'])).toBe(text);
});
