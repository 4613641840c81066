import { expect, test } from 'vitest';
import { pageWords } from '../../src/status-page/words/index.ts';

/** Every text of a catalogue; those that are made of others, with examples in their places. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return textsOf(value('Elm', 'Oak', 3, 4));
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const withExamples = (locale: 'en' | 'ja') => {
  const { segment, plotted, daysLeft, daysAgo, dayOf, quiet, events, ...words } = pageWords(locale);
  return [
    ...textsOf(words),
    ...textsOf(quiet),
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
  expect(withExamples('en').filter((text) => NEVER.test(text) || /\s{2}/.test(text))).toEqual([]);
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
