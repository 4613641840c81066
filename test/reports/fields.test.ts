import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsOf, post, REPORT, reportOf, warningsOf } from '../http/requests.ts';

const sent = (members: object) => post({ ...REPORT, ...members });
const read = (members: object) => reportOf(sent(members));
const esc = (code: string) => `\u001b${code}`;

describe('what decorates a report', () => {
  // Each of these once lost a failure.
  it.each<[object, object, string]>([
    [{ state: 'revoked' }, { tokenState: 'revoked' }, 'state'],
    [{ state: '' }, {}, 'state'],
    [{ vppTokenAccountType: 'government' }, {}, 'vppTokenAccountType'],
    [{ detail: esc('[31mbad') }, { detail: 'bad' }, 'detail'],
    [{ detail: 'x'.repeat(2001) }, { detail: 'x'.repeat(2000) }, 'detail'],
    [{ detail: { code: 9, text: 'bad' } }, { detail: '{"code":9,"text":"bad"}' }, 'detail'],
    [{ displayName: 2024 }, { displayName: '2024' }, 'displayName'],
    [{ displayName: 'a\tb' }, { displayName: 'a b' }, 'displayName'],
    [{ expirationDateTime: '06/14/2027 00:00:00' }, {}, 'expirationDateTime'],
    [{ organizationName: true }, { organizationName: 'true' }, 'organizationName'],
    [{ locationName: ['a'] }, { locationName: '["a"]' }, 'locationName'],
    [{ appleId: 5 }, { appleId: '5***' }, 'appleId'],
    [{ countryOrRegion: 'j\u0000p' }, { countryOrRegion: 'jp' }, 'countryOrRegion'],
    [{ lastAppCount: -1 }, {}, 'lastAppCount'],
    [{ lastAppCount: 1.5 }, {}, 'lastAppCount'],
    [{ lastAppCount: '12' }, {}, 'lastAppCount'],
  ])('does not lose it: %j', (members, kept, name) => {
    const received = sent(members);
    const { tenantId, tokenId, status, observedAt, receivedAt, source, ...fields } = reportOf(received);
    expect([status, fields]).toEqual(['failed', kept]);
    expect(warningsOf(received)).toEqual([[`#/${name}`, expect.stringMatching(/^(is|was|had) /)]]);
  });

  it('is never what a report is refused for, whatever it is, and is then fit to be stored and shown', () => {
    const names = [
      'state',
      'vppTokenAccountType',
      'expirationDateTime',
      'displayName',
      'appleId',
      'detail',
      'countryOrRegion',
    ];
    const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary', maxLength: 2100 }));
    fc.assert(
      fc.property(fc.constantFrom(...names), values, (name, value) => {
        // A name that holds half of a surrogate pair is no JSON that we take at all.
        fc.pre(!/\\ud[89a-f][0-9a-f]{2}[^"]*":/.test(JSON.stringify(value)));
        const [item] = itemsOf(sent({ [name]: value }));
        if (!item?.ok) throw new Error(`refused: ${JSON.stringify(item)}`);
        for (const [key, text] of Object.entries(item.report)) {
          expect(text, key).not.toMatch(
            key === 'detail' ? /(?![\n\t\r])\p{Cc}|[\p{Zl}\p{Zp}\p{Bidi_C}]/u : /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u,
          );
          expect(text.isWellFormed(), key).toBe(true);
          expect(text.length, key).toBeLessThanOrEqual(2004);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([0, 12])('takes %i for the number of apps', (lastAppCount) => {
    expect(read({ lastAppCount })).toMatchObject({ appCount: lastAppCount });
  });

  it('is warned of where it stands, under the name that was sent', () => {
    expect(warningsOf(post([{ ...REPORT, State: 'revoked' }]))).toEqual([['#/0/State', expect.any(String)]]);
  });
});

describe('state and vppTokenAccountType', () => {
  it.each([
    ['valid', 'valid'],
    ['EXPIRED', 'expired'],
    ['assignedToExternalMdm', 'assignedToExternalMDM'],
    ['duplicateLocationId', 'duplicateLocationId'],
    ['unknownFutureValue', 'unknown'],
    [0, 'unknown'],
    [5, 'duplicateLocationId'],
    ['3', 'invalid'],
    [null, undefined],
  ])('reads the state %j as %s', (state, tokenState) => {
    const received = sent({ state });
    expect(reportOf(received).tokenState).toBe(tokenState);
    expect(warningsOf(received)).toEqual([]);
  });

  it.each([
    [6, '6'],
    [-1, '-1'],
    [0.5, '0.5'],
    ['bad', 'bad'],
    [true, 'true'],
    [{ a: 1 }, '{"a":1}'],
    ['un\u212anown' /* the Kelvin sign */, 'un\u212anown'],
    ['x'.repeat(101), 'x'.repeat(100)],
  ])('keeps the state %j as the text %j', (state, tokenState) => {
    expect(read({ state }).tokenState).toBe(tokenState);
  });

  it.each([
    ['business', 'business'],
    ['Education', 'education'],
    [0, 'business'],
    ['1', 'education'],
    ['unknownFutureValue', undefined],
    [null, undefined],
  ])('reads the account type %j as %s', (vppTokenAccountType, accountType) => {
    const received = sent({ vppTokenAccountType });
    expect(reportOf(received).accountType).toBe(accountType);
    expect(warningsOf(received)).toEqual([]);
  });

  it.each([2, '', 'school', false])('leaves the account type %j out', (vppTokenAccountType) => {
    expect(read({ vppTokenAccountType })).not.toHaveProperty('accountType');
  });
});

describe('text', () => {
  it('is trimmed, and null and what is empty is absent, which is nothing to warn of', () => {
    const received = sent({
      displayName: ' A ',
      organizationName: '',
      locationName: '  ',
      countryOrRegion: null,
      detail: '',
    });
    const report = reportOf(received);
    expect(report.displayName).toBe('A');
    for (const key of ['organizationName', 'locationName', 'countryOrRegion', 'detail']) {
      expect(report).not.toHaveProperty(key);
    }
    expect(warningsOf(received)).toEqual([]);
  });

  it('holds 2,000 characters after trimming', () => {
    const received = sent({ detail: ` ${'x'.repeat(2000)} ` });
    expect(reportOf(received).detail).toHaveLength(2000);
    expect(warningsOf(received)).toEqual([]);
  });

  it('may hold half of a character, as of an error message that its sender cut', () => {
    const received = sent({ detail: 'failed \ud83d', displayName: '\ude00 school' });
    expect(reportOf(received)).toMatchObject({ detail: 'failed \ufffd', displayName: '\ufffd school' });
    expect(warningsOf(received)).toEqual([
      ['#/displayName', 'held half of a character, which was replaced'],
      ['#/detail', 'held half of a character, which was replaced'],
    ]);
  });

  it('is not cut through a character', () => {
    expect(read({ detail: `${'x'.repeat(1999)}😀` }).detail).toBe('x'.repeat(1999));
  });

  it('keeps line breaks and tabs in a detail only', () => {
    const received = sent({ detail: 'a\r\n\tb' });
    expect(reportOf(received).detail).toBe('a\r\n\tb');
    expect(warningsOf(received)).toEqual([]);
    expect(read({ displayName: 'a\r\n\tb' }).displayName).toBe('a b');
  });

  it.each([
    [esc('[1;31mred'), 'red'],
    [`${esc(']8;;https://example.com')}\u0007link`, 'link'],
    ['a\u009b31mb', 'ab'],
    ['a\u0085b', 'ab'],
    ['one\u2028two', 'one two'],
    ['a\u202etxt.exe\u202c\u2066 \u200fb\u061c', 'atxt.exe b'],
    [`\u202e${esc('\u2066[31m')}red`, 'red'],
    ['\u0000', undefined],
  ])('loses control characters and terminal codes: %j', (detail, kept) => {
    expect(read({ detail }).detail).toBe(kept);
  });

  it('says how to get more from PowerShell than what stands there', () => {
    expect(warningsOf(sent({ detail: 'System.Collections.Hashtable' }))).toEqual([
      ['#/detail', expect.stringContaining('-Depth')],
    ]);
  });

  it('does not bring a secret along where a whole vppToken stands in its place', () => {
    const received = sent({
      detail: { Token: 'sToken-nested', AppleId: 'vpp@example.com', a: [{ token: 'sToken-deep' }] },
    });
    expect(reportOf(received).detail).toBe('{"AppleId":"v***@example.com","a":[{}]}');
  });
});
