import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { table } from '../../cli/table.ts';

test('columns stand under their headings, however wide their characters are', () => {
  const rows = [
    ['東京', 'critical', 'x'],
    ['Elm', 'warning', 'y'],
  ];

  expect(table(['NAME', 'SEVERITY', 'DO'], rows, 80)).toBe(
    ['NAME  SEVERITY  DO', '東京  critical  x', 'Elm   warning   y', ''].join('\n'),
  );
});

test('the last column is wrapped, and an address that is too long stays whole', () => {
  const address = `https://contoso.example/${'x'.repeat(40)}`;

  const text = table(['A', 'B'], [['a', `Open this page now and then: ${address} and go`]], 33);

  expect(text).toBe(['A  B', 'a  Open this page now and then:', `   ${address}`, '   and go', ''].join('\n'));
});

test('no line is wider than the terminal, and no word is lost', () => {
  const word = fc.stringMatching(/^[a-z東]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 50, max: 200 }), (words, width) => {
      const lines = table(['KEY', 'TEXT'], [['k', words.join(' ')]], width).split('\n');

      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
      expect(lines.slice(1).join(' ').split(/\s+/).filter(Boolean)).toEqual(['k', ...words]);
    }),
  );
});
