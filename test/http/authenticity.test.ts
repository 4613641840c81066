import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import type { IngestAuth } from '../../src/http/authenticity.ts';
import { type Headers, itemsOf, NOW, post, REPORT, reportOf, SIGNING_SECRET, signed, statusOf } from './requests.ts';

const OTHER_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const GUID = '9CEB2F92-2F92-9CEB-922F-EB9C922FEB9C';

const AUTH: IngestAuth = {
  signingSecrets: [{ secret: new Secret(SIGNING_SECRET) }, { tenantId: 'contoso', secret: new Secret(OTHER_SECRET) }],
  keys: [{ secret: new Secret('open-key') }, { tenantId: GUID, secret: new Secret('bound-key') }],
};

const send = (body: unknown, headers: Headers, auth: IngestAuth = AUTH) => post(body, headers, { auth });
const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });
const reasonOf = (received: ReturnType<typeof send>) => (received.kind === 'problem' ? received.problem.detail : '');

describe('who may send', () => {
  it('is anyone where nothing is set', () => {
    expect(send(REPORT, {}, { signingSecrets: [], keys: [] }).kind).toBe('items');
    expect(post(REPORT, {}).kind).toBe('items');
  });

  it.each([
    ['a signature', signed(REPORT)],
    ['a signature of a second secret', signed(REPORT, { secret: OTHER_SECRET })],
    ['a key', bearer('open-key')],
    ['a key under a scheme in another letter case', { authorization: 'bearer  open-key' }],
    ['a key beside a wrong signature', { ...signed(REPORT, { secret: 'whsec_AAAA' }), ...bearer('open-key') }],
    ['a signature beside a wrong key', { ...signed(REPORT), ...bearer('wrong') }],
  ])('is who shows %s', (_, headers) => {
    expect(send(REPORT, headers).kind).toBe('items');
  });

  it.each([
    ['nothing', {}],
    ['a wrong key', bearer('wrong')],
    ['a part of a key', bearer('open-ke')],
    ['an empty key', bearer('')],
    ['two keys', bearer('open-key open-key')],
    ['a key without scheme', { authorization: 'open-key' }],
    ['a key by Basic', { authorization: 'Basic open-key' }],
    ['the signing secret as a key', bearer(SIGNING_SECRET)],
    ['a signature of an unknown secret', signed(REPORT, { secret: 'whsec_AAAA' })],
    ['a signature of another body', signed({})],
    ['an old signature', signed(REPORT, { timestamp: String(NOW / 1000 - 301) })],
    ['an id without signature', { 'webhook-id': 'msg_1' }],
  ])('is not who shows %s', (_, headers) => {
    expect(statusOf(send(REPORT, headers))).toBe(401);
  });

  it('is decided before the body is parsed, and after its size', () => {
    expect(statusOf(send('{', {}))).toBe(401);
    expect(statusOf(send('', {}))).toBe(401);
    expect(statusOf(send(REPORT, { 'content-type': 'text/plain' }))).toBe(401);
    expect(statusOf(send(REPORT, { 'content-length': '1048577' }))).toBe(413);
    expect(statusOf(send('{', signed('{')))).toBe(400);
  });

  it('ignores what is not configured', () => {
    const keys = { signingSecrets: [], keys: AUTH.keys };
    expect(statusOf(send(REPORT, signed(REPORT), keys))).toBe(401);
    expect(statusOf(send(REPORT, bearer('open-key'), { ...AUTH, keys: [] }))).toBe(401);
  });
});

describe('reasons', () => {
  it('tells which ways are open', () => {
    expect(reasonOf(send(REPORT, {}))).toMatch(/webhook-signature.*Bearer/);
    expect(reasonOf(send(REPORT, {}, { ...AUTH, keys: [] }))).not.toMatch(/Bearer/);
  });

  it('tells an honest sender of its clock', () => {
    const old = send(REPORT, signed(REPORT, { timestamp: String(NOW / 1000 - 301) }));
    expect(reasonOf(old)).toContain('2026-07-17T15:00:00.000Z');
  });

  it('tells nobody whether it was the secret, the tenant or the body', () => {
    const wrongSecret = send(REPORT, signed(REPORT, { secret: 'whsec_AAAA' }));
    const wrongBody = send(REPORT, signed([REPORT]));
    const boundSecret = send(REPORT, signed([REPORT], { secret: OTHER_SECRET }));
    expect(wrongBody).toEqual(wrongSecret);
    expect(boundSecret).toEqual(wrongSecret);
    expect(send(REPORT, bearer('bound-ke'))).toEqual(send(REPORT, bearer('x')));
  });

  it('never shows a secret', () => {
    const answers = JSON.stringify([send(REPORT, {}), send(REPORT, bearer('guess')), send(REPORT, signed({}))]);
    expect(answers).not.toMatch(/open-key|bound-key|guess|MfKQ/);
  });
});

describe('a sender bound to a tenant', () => {
  const signedAs = (body: unknown) => send(body, signed(body, { secret: OTHER_SECRET }));

  it('has it for the tenant of its reports', () => {
    expect(reportOf(signedAs(REPORT)).tenantId).toBe('contoso');
    expect(reportOf(send(REPORT, bearer('bound-key'))).tenantId).toBe(GUID.toLowerCase());
  });

  it('may name it', () => {
    expect(reportOf(signedAs({ ...REPORT, tenantId: 'contoso' })).tenantId).toBe('contoso');
    expect(reportOf(send({ ...REPORT, tenantId: GUID }, bearer('bound-key'))).tenantId).toBe(GUID.toLowerCase());
  });

  it('may name no other', () => {
    expect(itemsOf(signedAs([REPORT, { ...REPORT, tenantId: 'fabrikam' }]))).toMatchObject([
      { ok: true },
      { ok: false, forbidden: true, tenantId: 'fabrikam', tokenId: 'token-1', errors: [{ pointer: '#/1/tenantId' }] },
    ]);
  });

  it('learns nothing else of an item of another tenant', () => {
    const [item] = itemsOf(signedAs({ tenantId: 'fabrikam', lastSyncStatus: 9 }));
    expect(item?.ok === false && item.errors.map(({ pointer }) => pointer)).toEqual(['#/tenantId']);
  });

  it('is not bound where the entry is not', () => {
    expect(reportOf(send({ ...REPORT, tenantId: 'fabrikam' }, bearer('open-key'))).tenantId).toBe('fabrikam');
  });

  it('is whom the signature says, where a key of another stands beside it', () => {
    const headers = { ...signed(REPORT, { secret: OTHER_SECRET }), ...bearer('bound-key') };
    expect(reportOf(send(REPORT, headers)).tenantId).toBe('contoso');
  });
});

describe('a verified webhook-id', () => {
  it('is the delivery id, and outranks all others', () => {
    const event = { specversion: '1.0', id: 'e', source: '/s', type: 't', data: REPORT };
    const headers = { ...signed(event), 'idempotency-key': 'k' };
    expect(reportOf(send(event, headers)).deliveryId).toBe('webhook-id:msg_1/0');
  });
});
