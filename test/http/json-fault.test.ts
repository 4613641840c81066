import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeJsonFault, faultAt } from '../../src/http/json-fault.ts';

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the place of what is wrong', () => {
  it.each([
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['{"a":tru}', 5],
    ['{"a":"b', 7],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ['01', 1],
    ['{"a":1}}', 7],
    ['{"a":[1}', 7],
    ['{', 1],
    ['{1:2}', 1],
    ['NaN', 0],
  ])('in %j is %i', (text, place) => {
    expect(faultAt(text)).toBe(place);
  });

  it('is said as line and column', () => {
    expect(describeJsonFault('{\n  "a": 1,\n  "b": x\n}', 'The body')).toBe(
      'The body is not valid JSON (error at line 3, column 8).',
    );
  });

  it('is the end exactly where the text is JSON, or the beginning of it', () => {
    fc.assert(
      fc.property(
        fc.json({ noUnicodeString: false }),
        fc.nat(),
        fc.constantFrom(...'{}[]",:1x\\ '),
        (json, at, put) => {
          const cut = at % (json.length + 1);
          expect(faultAt(json)).toBe(json.length);
          const bent = json.slice(0, cut) + put + json.slice(cut);
          if (isJson(bent)) expect(faultAt(bent)).toBe(bent.length);
          else expect(faultAt(bent)).toBeGreaterThanOrEqual(cut > 0 && /["\w.-]/.test(json[cut - 1] ?? '') ? 0 : cut);
        },
      ),
    );
  });

  it('is found in what is nested without end', () => {
    expect(faultAt('['.repeat(500_000))).toBe(500_000);
  });
});
