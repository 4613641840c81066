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

  it('is the end of what is JSON, and of what may become JSON, and is not moved by what follows', () => {
    const put = fc.constantFrom(...'{}[]",:1x\\ ');
    fc.assert(
      fc.property(fc.json(), fc.nat(), put, (json, at, character) => {
        const cut = at % (json.length + 1);
        const bent = json.slice(0, cut) + character + json.slice(cut);
        const place = faultAt(bent);
        expect(faultAt(json)).toBe(json.length);
        if (isJson(bent)) expect(place).toBe(bent.length);
        expect(faultAt(bent.slice(0, place))).toBe(place);
        expect(faultAt(bent.slice(0, place + 1))).toBe(place);
      }),
    );
  });

  it('is found in what is nested without end', () => {
    expect(faultAt('['.repeat(500_000))).toBe(500_000);
  });
});
