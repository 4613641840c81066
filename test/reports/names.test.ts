import { describe, expect, it } from 'vitest';
import { itemsOf, pointersOf, post, REPORT, reportOf } from '../http/requests.ts';

const hashOf = (body: object) => itemsOf(post(body)).map((item) => item.ok && item.contentHash)[0];

describe('names in any letter case', () => {
  it('are read as PowerShell prints them', () => {
    const received = post({
      Id: 'token-1',
      LastSyncStatus: 'Failed',
      TENANTID: 'contoso',
      LastSyncDateTime: '2026-07-17T14:50:53Z',
      State: 'Valid',
      DisplayName: 'A',
      AppleId: 'vpp@example.com',
    });
    expect(reportOf(received)).toMatchObject({
      tokenId: 'token-1',
      tenantId: 'contoso',
      status: 'failed',
      lastSyncAt: '2026-07-17T14:50:53Z',
      tokenState: 'valid',
      displayName: 'A',
      appleId: 'v***@example.com',
    });
  });

  it('are read in every envelope', () => {
    const wire = { Id: 'token-1', LastSyncStatus: 3 };
    const event = { specversion: '1.0', id: '1', source: '/s', type: 't', data: wire };
    const bodies = [wire, [wire], { Value: wire }, { Value: [wire] }, { value: [wire], '@odata.count': 1 }, event];
    expect(bodies.map((body) => reportOf(post(body)).tokenId)).toEqual(bodies.map(() => 'token-1'));
    expect(itemsOf(post({ Value: [wire, {}] })).map(({ pointer }) => pointer)).toEqual(['#/Value/0', '#/Value/1']);
  });

  it('are pointed to as they were sent', () => {
    expect(pointersOf(post({ Id: '/', LASTSYNCSTATUS: 9 }))).toEqual(['#/Id', '#/LASTSYNCSTATUS']);
  });

  it.each([
    [{ ...REPORT, Id: 'token-1' }, '#/Id'],
    [{ ...REPORT, displayName: 'a', DisplayName: 'a' }, '#/DisplayName'],
    [{ ...REPORT, token: 'a', TOKEN: 'a' }, '#/TOKEN'],
    [{ value: [], Value: [] }, '#/Value'],
  ])('must not name a member twice: %j', (body, pointer) => {
    expect(pointersOf(post(body))).toEqual([pointer]);
  });

  it('leave alone what a report does not know', () => {
    expect(itemsOf(post({ ...REPORT, foo: 1, Foo: 2, __proto__x: 1 }))).toMatchObject([{ ok: true }]);
  });
});

describe('secrets', () => {
  it.each(['token', 'Token', 'TOKEN'])('%s is not in the hash', (name) => {
    expect(hashOf({ ...REPORT, [name]: 'sToken-secret' })).toBe(hashOf(REPORT));
  });

  it.each(['Token', 'tOKEN'])('%s is taken out of every text', (name) => {
    const received = post({ ...REPORT, [name]: 'sToken-secret', detail: 'sToken-secret', state: 'sToken-secret' });
    expect(JSON.stringify(received)).not.toContain('sToken-secret');
  });

  it('AppleID is masked wherever it stands', () => {
    const received = post({ ...REPORT, AppleID: 'vpp@example.com', detail: 'of VPP@example.com' });
    expect(JSON.stringify(received)).not.toMatch(/vpp@/i);
    expect(reportOf(received)).toMatchObject({ appleId: 'v***@example.com', detail: 'of v***@example.com' });
  });

  it('a token in an Apple ID is not shown behind its domain', () => {
    const received = post({ ...REPORT, token: 'sToken-secret', appleId: 'vpp@example.com\u0000sToken-secret' });
    expect(JSON.stringify(received)).not.toContain('sToken-secret');
  });

  it('are not repeated by an error or a warning', () => {
    const secret = { token: 'sToken-secret', appleId: 'vpp@example.com' };
    for (const value of ['sToken-secret', 'vpp@example.com']) {
      for (const name of ['lastSyncStatus', 'lastSyncDateTime', 'expirationDateTime', 'vppTokenAccountType']) {
        expect(JSON.stringify(post({ ...REPORT, ...secret, [name]: value }))).not.toMatch(/sToken-secret|vpp@example/);
      }
    }
  });
});
