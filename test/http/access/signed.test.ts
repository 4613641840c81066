import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/app/model/secret.ts';
import { keysOf, type Purpose, sign, verify } from '../../../src/http/access/signed.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const OTHER = Buffer.from('fedcba9876543210fedcba9876543210');
const PURPOSES = ['act', 'session', 'tenant', 'consent'] as const satisfies readonly Purpose[];

const purpose = fc.constantFrom(...PURPOSES);
const fields = fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 });

describe('a token', () => {
  test('says what was signed, whatever that is, in letters fit for a path, a query and a cookie', () => {
    fc.assert(
      fc.property(purpose, fields, (it, said) => {
        const token = sign(it, said, NOW + 1_000, [KEY]);

        expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
        expect(verify(it, token, [KEY], NOW)).toEqual({ ok: true, fields: said, expiresAt: NOW + 1_000 });
      }),
    );
  });

  test('is wrong for every other purpose', () => {
    fc.assert(
      fc.property(purpose, purpose, fields, (made, used, said) => {
        fc.pre(made !== used);

        expect(verify(used, sign(made, said, NOW + 1_000, [KEY]), [KEY], NOW)).toEqual({ ok: false, why: 'wrong' });
      }),
    );
  });

  test('is wrong with any of its letters changed, left out or added', () => {
    const token = sign('act', ['acknowledge', 'contoso'], NOW + 1_000, [KEY]);
    const edits = [...token].flatMap((letter, at) => {
      const [before, after] = [token.slice(0, at), token.slice(at + 1)];
      return [before + after, before + (letter === 'A' ? 'B' : 'A') + after, `${before}=${letter}${after}`];
    });

    const verdicts = [...edits, `${token}=`, `${token}.`, ` ${token}`, ''].map((it) => verify('act', it, [KEY], NOW));

    expect(new Set(verdicts.map((it) => JSON.stringify(it)))).toEqual(new Set(['{"ok":false,"why":"wrong"}']));
  });

  test('ends at its second, not before', () => {
    const token = sign('tenant', ['contoso'], NOW, [KEY]);

    expect(verify('tenant', token, [KEY], NOW - 1)).toMatchObject({ ok: true });
    expect(verify('tenant', token, [KEY], NOW)).toEqual({ ok: false, why: 'expired' });
  });

  test('that has expired is still wrong under another key', () => {
    expect(verify('act', sign('act', [], NOW - 1_000, [KEY]), [OTHER], NOW)).toEqual({ ok: false, why: 'wrong' });
  });
});

describe('keys are rotated without a gap', () => {
  const old = sign('act', ['a'], NOW + 1_000, [KEY]);
  const fresh = sign('act', ['a'], NOW + 1_000, [OTHER, KEY]);

  test.each([
    ['the old token while both are known', old, [OTHER, KEY], true],
    ['the old token after that', old, [OTHER], false],
    ['a new token, which the first key signs', fresh, [OTHER], true],
    ['any token without keys', fresh, [], false],
  ])('%s', (_, token, keys, ok) => {
    expect(verify('act', token, keys, NOW).ok).toBe(ok);
  });

  test('without a key nothing is signed', () => {
    expect(() => sign('act', [], NOW, [])).toThrow(/no key/);
  });
});

test('a setting gives the bytes behind whsec_, or its letters', () => {
  const text = 'a secret of thirty-two letters..';

  const keys = keysOf([new Secret(`whsec_${KEY.toString('base64')}`), new Secret(text)]);

  expect(keys.map((key) => Buffer.from(key).toString())).toEqual([KEY.toString(), text]);
});
