import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { checkSignature, decodeSigningSecret } from '../../src/http/signature.ts';
import { NOW, SIGNING_SECRET, signed } from './requests.ts';

const SECONDS = NOW / 1000;
const BODY = Buffer.from('{"id":"x","lastSyncStatus":"failed"}');
const SECRETS = [new Secret(SIGNING_SECRET)];

function headersOf(change: Partial<Record<'id' | 'timestamp' | 'signature', string>> = {}, body: Uint8Array = BODY) {
  const good = signed(body, { id: change.id, timestamp: change.timestamp });
  return {
    id: good['webhook-id'],
    timestamp: good['webhook-timestamp'],
    signature: good['webhook-signature'],
    ...change,
  };
}

const check = (headers: Parameters<typeof checkSignature>[0], body: Uint8Array = BODY, now = NOW, secrets = SECRETS) =>
  checkSignature(headers, body, secrets, now);

describe('checkSignature', () => {
  it('takes the vector of the standard', () => {
    const vector = JSON.parse(
      readFileSync(new URL('../fixtures/standard-webhooks.vector.json', import.meta.url), 'utf8'),
    );
    const headers = {
      id: vector.headers['webhook-id'],
      timestamp: vector.headers['webhook-timestamp'],
      signature: vector.headers['webhook-signature'],
    };
    const at = Number(headers.timestamp) * 1000;
    expect(check(headers, Buffer.from(vector.rawBody), at, [new Secret(vector.secret)])).toEqual({ ok: true, at: 0 });
    expect(check(headers, Buffer.from(`${vector.rawBody} `), at, [new Secret(vector.secret)]).ok).toBe(false);
  });

  it('names the secret that signed', () => {
    const others = [new Secret('whsec_AAAA'), new Secret('not base64!')];
    expect(check(headersOf(), BODY, NOW, [...others, ...SECRETS])).toEqual({ ok: true, at: 2 });
    expect(check(headersOf(), BODY, NOW, others).ok).toBe(false);
  });

  it('takes a secret without its prefix', () => {
    expect(check(headersOf(), BODY, NOW, [new Secret(SIGNING_SECRET.slice(6))]).ok).toBe(true);
  });

  it.each([
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ])('holds a message %i s old for fresh: %s', (age, ok) => {
    expect(check(headersOf({ timestamp: String(SECONDS - age) })).ok).toBe(ok);
  });

  it('counts whole seconds, as the reference does', () => {
    expect(check(headersOf({ timestamp: String(SECONDS - 300) }), BODY, NOW + 999).ok).toBe(true);
  });

  it.each([`${SECONDS} `, `+${SECONDS}`, `0${SECONDS}`, `${SECONDS}.0`, `${SECONDS}junk`, `0x1`, '1e9', '', '９'])(
    'refuses the timestamp %j, however well signed',
    (timestamp) => {
      expect(check(headersOf({ timestamp })).ok).toBe(false);
    },
  );

  it.each(['id', 'timestamp', 'signature'])('refuses a message without %s', (name) => {
    expect(check({ ...headersOf(), [name]: undefined })).toEqual({
      ok: false,
      reason: expect.stringContaining('all be there'),
    });
  });

  it.each(['a b', 'é', 'x'.repeat(256)])('refuses the id %j', (id) => {
    expect(check(headersOf({ id })).ok).toBe(false);
  });

  it('takes any good one of several signatures and ignores other versions', () => {
    const { signature = '' } = headersOf();
    const bad = `v1,${createHmac('sha256', 'x').update('y').digest('base64')}`;
    for (const several of [
      `${bad} ${signature}`,
      `${signature} ${bad}`,
      `v1a,xyz v2,abc ${signature}`,
      `junk ${signature} `,
    ]) {
      expect(check(headersOf({ signature: several })).ok).toBe(true);
    }
    for (const none of [
      bad,
      signature.replace('v1,', 'v2,'),
      signature.slice(3),
      `${signature}=`,
      signature.slice(0, -1),
      'v1,',
      ' ',
    ]) {
      expect(check(headersOf({ signature: none })).ok).toBe(false);
    }
  });

  it('covers id, timestamp and every byte', () => {
    const headers = headersOf();
    expect(check({ ...headers, id: 'msg_2' }).ok).toBe(false);
    expect(check({ ...headers, timestamp: String(SECONDS - 1) }).ok).toBe(false);
    const replaced = Buffer.from('"\ufffd"');
    const mangled = Buffer.from([0x22, 0xff, 0x22]);
    expect(check(headersOf({}, replaced), replaced).ok).toBe(true);
    expect(check(headersOf({}, replaced), mangled).ok).toBe(false);
  });

  it('never takes an empty key', () => {
    const signature = `v1,${createHmac('sha256', '').update(`a.${SECONDS}.`).digest('base64')}`;
    const headers = { id: 'a', timestamp: String(SECONDS), signature };
    expect(check(headers, Buffer.alloc(0), NOW, [new Secret('whsec_'), new Secret('')]).ok).toBe(false);
  });

  it('tells of a body that never came', () => {
    expect(check(headersOf(), Buffer.alloc(0))).toEqual({
      ok: false,
      reason: expect.stringContaining('Content-Length'),
    });
  });
});

describe('decodeSigningSecret', () => {
  it.each(['', 'whsec_', 'whsec_ä', 'whsec_a b', 'whsec_====', '-_-_'])('refuses %j', (text) => {
    expect(decodeSigningSecret(text)).toBeUndefined();
  });

  it('decodes what follows the prefix', () => {
    expect(decodeSigningSecret('whsec_AQID')).toEqual(Buffer.from([1, 2, 3]));
    expect(decodeSigningSecret('AQI=')).toEqual(Buffer.from([1, 2]));
  });
});
