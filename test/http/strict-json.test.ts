import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../src/http/strict-json.ts';
import { bytesOf } from './requests.ts';

const parse = (text: string) => parseStrictJson(bytesOf(text));
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('parseStrictJson', () => {
  it.each([
    '{}',
    '[]',
    '0',
    '"a:b"',
    '{"a":{"a":[{"a":1},{"a":2}]}}',
    '{"a\\"":":","a\\\\":"\\\\","a":"\\\\\\":"}',
    ' [1] \n',
  ])('reads %s as JSON.parse does', (text) => {
    expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('drops a byte order mark', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
  });

  it.each([
    [[0xff, 0xfe, 0x7b, 0x00]],
    [[0x22, 0xc3, 0x22]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]],
    [[0x22, 0xc0, 0xaf, 0x22]],
  ])('refuses bytes that are not UTF-8: %j', (bytes) => {
    expect(parseStrictJson(Uint8Array.from(bytes))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('UTF-8'),
    });
  });

  it.each([
    ['{"a":1,"a":1}', '#/a'],
    ['{"a":1,"\\u0061":2}', '#/a'],
    ['[1,{"b":[{"c":1,"d":2,"c":3}]}]', '#/1/b/0/c'],
    ['{"x":{"y":{}},"x":[]}', '#/x'],
    ['{"~a/b":1,"~a/b":1}', '#/~0a~1b'],
    ['{"__proto__":1,"__proto__":2}', '#/__proto__'],
    ['{"a b":"{\\"q\\":","a b":1}', '#/a%20b'],
  ])('refuses a duplicate in %s', (text, pointer) => {
    expect(parse(text)).toMatchObject({ ok: false, pointer });
  });

  it.each([
    ['{"\\ud800\\ud800":1}', '#/%EF%BF%BD%EF%BF%BD'],
    ['{"a":[{"\\uDFFF":1}]}', '#/a/0/%EF%BF%BD'],
  ])('refuses half of a surrogate pair in a name: %s', (text, pointer) => {
    expect(parse(text)).toMatchObject({ ok: false, pointer });
  });

  it('leaves half of a surrogate pair in a text to whoever keeps the text', () => {
    expect(parse('["\\ud800"]')).toEqual({ ok: true, value: ['\ud800'] });
  });

  it('takes a whole pair', () => {
    expect(parse('"\\ud83d\\ude00"')).toEqual({ ok: true, value: '😀' });
  });

  it('refuses numbers beyond a double', () => {
    expect(parse('{"a":[0,1e400]}')).toMatchObject({ ok: false, pointer: '#/a/1' });
    expect(parse('-1e400')).toMatchObject({ ok: false, pointer: '#' });
  });

  it('takes 64 levels and refuses 65, and any number more', () => {
    expect(parse(nested(64)).ok).toBe(true);
    expect(parse(nested(65))).toMatchObject({ ok: false, detail: expect.stringContaining('64') });
    expect(parse(nested(500_000)).ok).toBe(false);
    expect(parse('{"a":'.repeat(65) + 1 + '}'.repeat(65)).ok).toBe(false);
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1,}',
    "{'a':1}",
    'NaN',
    '01',
    '[1]]',
    '{"a"}',
    '\u0000',
    'undefined',
    '{"secret":hunter2}',
  ])('refuses %j without quoting it', (text) => {
    const parsed = parse(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  it('recognises XML', () => {
    expect(parse('<vppToken/>')).toMatchObject({ detail: expect.stringContaining('XML') });
  });

  it('leaves __proto__ and constructor what they are: names', () => {
    const parsed = parse('{"__proto__":{"id":"x"},"constructor":{"prototype":{"polluted":1}}}');
    expect(parsed.ok).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
