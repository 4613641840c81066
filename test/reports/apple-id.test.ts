import { describe, expect, it } from 'vitest';
import { maskAppleId } from '../../src/reports/apple-id.ts';
import { itemsOf, post, REPORT, reportOf } from '../http/requests.ts';

describe('maskAppleId', () => {
  it.each([
    ['vpp@example.com', 'v***@example.com'],
    ['v***@example.com', 'v***@example.com'],
    ['v@example.com', 'v***@example.com'],
    ['"a@b"@example.com', '"***@example.com'],
    ['Apple Id value', 'A***'],
    ['A***', 'A***'],
    ['@example.com', '@***'],
    ['vpp@', 'v***'],
    ['vpp@two words', 'v***'],
    ['😀face', '😀***'],
  ])('makes %j %j', (appleId, masked) => {
    expect(maskAppleId(appleId)).toBe(masked);
  });
});

describe('secrets of an item', () => {
  const secret = 'sToken+very/secret==';

  it('does not let the token through, by any way', () => {
    const received = post({ ...REPORT, token: secret, displayName: `My ${secret}`, detail: `bad: ${secret}` });
    expect(JSON.stringify(received)).not.toContain(secret);
    expect(reportOf(received)).toMatchObject({ displayName: 'My [secret]', detail: 'bad: [secret]' });
  });

  it('masks the Apple ID wherever the item quotes it, in any letter case', () => {
    const received = post({
      ...REPORT,
      appleId: ' v.p+p@example.com',
      displayName: 'V.P+P@Example.com',
      detail: '$& v.p+p@example.com!',
    });
    expect(reportOf(received)).toMatchObject({
      appleId: 'v***@example.com',
      displayName: 'v***@example.com',
      detail: '$& v***@example.com!',
    });
  });

  it('takes an address for text, not for a pattern', () => {
    const received = post({ ...REPORT, appleId: 'vpp@$&.example', detail: 'a vpp@$&.example' });
    expect(reportOf(received).detail).toBe('a v***@$&.example');
  });

  it('keeps a detail that grows by masking within 2,000 characters', () => {
    const detail = `${'x'.repeat(1987)}v@example.com`;
    expect(reportOf(post({ ...REPORT, appleId: 'v@example.com', detail })).detail).toHaveLength(2000);
  });

  it('says nothing of them in refusals', () => {
    const refused = post({ token: secret, appleId: `vpp@example.com\u0000${secret}`, detail: 5, tenantId: {} });
    expect(itemsOf(refused)[0]?.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toMatch(/sToken|vpp@/);
    expect(JSON.stringify(post(`{"token":"${secret}",oops}`))).not.toContain('sToken');
  });
});
