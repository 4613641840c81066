import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/app/model/secret.ts';
import {
  detailsOf,
  itemsOf,
  pointersOf,
  post,
  REPORT,
  reportOf,
  SIGNING_SECRET,
  signed,
  statusOf,
  warningsOf,
} from '../requests.ts';

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const BINARY = {
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': 'e1',
  'ce-source': '/s',
  'ce-type': 't',
};
const EVENT = { specversion: '1.0', id: 'e1', source: '/s', type: 't', data: REPORT };
const ID = 'cloudevents:["/s","e1"]';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const { data: _, ...BARE } = EVENT;

describe('a structured event', () => {
  it('is read', () => {
    const body = readFileSync(new URL('../../fixtures/cloudevents.structured.json', import.meta.url));
    expect(reportOf(post(body, STRUCTURED))).toMatchObject({
      status: 'failed',
      source: 'cloudevents',
      observedAt: '2026-07-17T14:50:53.4972449Z',
      deliveryId: 'cloudevents:["/deviceAppManagement/vppTokens","caee971c-3ca0-4254-8f99-1395b394588e"]',
    });
  });

  it('is known by its content where it is sent as application/json', () => {
    expect(reportOf(post(EVENT))).toMatchObject({ source: 'cloudevents', deliveryId: ID });
    expect(reportOf(post([EVENT]))).toMatchObject({ source: 'cloudevents', deliveryId: ID });
  });

  it.each(['specversion', 'id', 'source', 'type'])('is read without %s, or with a bad one, with a warning', (name) => {
    for (const value of [undefined, null, '', 1, 'a\u0000', 'x'.repeat(1025)]) {
      const received = post({ ...EVENT, [name]: value }, STRUCTURED);
      expect(reportOf(received)).toMatchObject({ tokenId: 'token-1', source: 'cloudevents' });
      expect(reportOf(received).deliveryId).toBe(name === 'id' || name === 'source' ? undefined : ID);
      expect(warningsOf(received)).toEqual([[`#/${name}`, expect.any(String)]]);
    }
  });

  it.each(['0.3', '1', '1.0.1', '2.0'])('is read with specversion %s, with a warning', (specversion) => {
    expect(warningsOf(post({ ...EVENT, specversion }, STRUCTURED))).toEqual([['#/specversion', 'must be "1.0"']]);
  });

  it.each([null, 'x', [], undefined])('is refused with the data %j', (data) => {
    expect(pointersOf(post({ ...EVENT, data }, STRUCTURED))).toEqual(['#/data']);
  });

  it.each([
    [[REPORT], 'one event for each report'],
    [{ Value: [REPORT] }, 'one event for each report'],
    [JSON.stringify(REPORT), 'JSON inside a text'],
    ['@{id=token-1; lastSyncStatus=failed}', '-Depth'],
  ])('says how to mend the data %j', (data, mend) => {
    expect(detailsOf(post({ ...EVENT, data }, STRUCTURED))).toEqual([expect.stringContaining(mend)]);
    expect(detailsOf(post(JSON.stringify(data), BINARY))).toEqual([expect.stringContaining(mend)]);
  });

  it('points into its data', () => {
    expect(pointersOf(post({ ...EVENT, data: { id: 'x' } }, STRUCTURED))).toEqual(['#/data/lastSyncStatus']);
    expect(pointersOf(post([EVENT, 5, { ...EVENT, data: { lastSyncStatus: 0 } }], BATCH))).toEqual([
      '#/1',
      '#/2/data/id',
    ]);
  });

  it.each(['text/xml', 'application/jsonx', 3])('is refused with the datacontenttype %j', (datacontenttype) => {
    expect(pointersOf(post({ ...EVENT, datacontenttype }, STRUCTURED))).toEqual(['#/datacontenttype']);
  });

  it('may name a JSON type for its data', () => {
    expect(
      reportOf(post({ ...EVENT, datacontenttype: 'application/vnd.x+json; charset=utf-8' }, STRUCTURED)).tokenId,
    ).toBe('token-1');
  });
});

describe('time', () => {
  const read = (time: unknown, data: object = REPORT) => post({ ...EVENT, time, data }, STRUCTURED);

  it('is when the report was observed, at full precision', () => {
    expect(reportOf(read('2026-07-17T14:50:53.4972449Z')).observedAt).toBe('2026-07-17T14:50:53.4972449Z');
  });

  it('yields to what the report says itself', () => {
    const data = { ...REPORT, observedAt: '2026-07-17T14:00:00Z' };
    expect(reportOf(read('2026-07-17T14:50:53Z', data)).observedAt).toBe('2026-07-17T14:00:00Z');
    expect(reportOf(read('2027-01-01T00:00:00Z', data)).observedAt).toBe('2026-07-17T14:00:00Z');
  });

  it('may be absent or null', () => {
    expect(reportOf(read(null)).observedAt).toBe('2026-07-17T15:00:00.000Z');
  });

  // As quickstarts print it: without an offset.
  it.each(['', 'yesterday', 5, '2026-11-26T22:00:00', '2026-07-17T15:15:00.000000000001Z'])(
    'is left out with a warning as %j',
    (time) => {
      expect(reportOf(read(time)).observedAt).toBe('2026-07-17T15:00:00.000Z');
      expect(warningsOf(read(time))).toEqual([['#/time', expect.stringContaining('ignored')]]);
    },
  );

  it('is as if absent before 2000', () => {
    expect(reportOf(read('0001-01-01T00:00:00Z')).observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(warningsOf(read('0001-01-01T00:00:00Z'))).toEqual([]);
  });

  it('is set back to receipt within 15 minutes', () => {
    expect(reportOf(read('2026-07-17T15:15:00Z')).observedAt).toBe('2026-07-17T15:00:00.000Z');
  });
});

describe('data_base64', () => {
  const read = (data_base64: unknown, more: object = {}) => post({ ...BARE, data_base64, ...more }, STRUCTURED);

  it('is decoded', () => {
    expect(reportOf(read(base64(JSON.stringify(REPORT)))).tokenId).toBe('token-1');
  });

  it.each([
    '',
    'x',
    '!!!!',
    5,
    base64('{'),
    base64('{"a":1,"a":2}'),
    Buffer.from([0x22, 0xff, 0x22]).toString('base64'),
  ])('is refused as %j', (encoded) => {
    expect(pointersOf(read(encoded))).toEqual(['#/data_base64']);
  });

  it('says in words what is wrong inside', () => {
    const [item] = itemsOf(read(base64('{"id":"x"}')));
    expect(item).toMatchObject({
      errors: [{ pointer: '#/data_base64', detail: expect.stringMatching(/^lastSyncStatus: /) }],
    });
  });

  it('must not stand beside data', () => {
    expect(pointersOf(read(base64(JSON.stringify(REPORT)), { data: REPORT }))).toEqual(['#/data_base64']);
  });

  it('hides the token as well', () => {
    const received = read(base64(JSON.stringify({ ...REPORT, token: 'sToken-secret', appleId: 'vpp@example.com' })));
    expect(JSON.stringify(received)).not.toMatch(/sToken-secret|vpp@/);
  });
});

describe('a batch', () => {
  it('gives each event its own delivery id, whatever its place', () => {
    const ids = itemsOf(post([EVENT, { ...EVENT, id: 'e2' }], BATCH)).map((item) => item.ok && item.report.deliveryId);
    expect(ids).toEqual([ID, 'cloudevents:["/s","e2"]']);
    expect(reportOf(post(EVENT, STRUCTURED)).deliveryId).toBe(ids[0]);
  });

  it('does not mistake one pair of source and id for another', () => {
    const events = [
      { ...EVENT, source: '/a/', id: 'b' },
      { ...EVENT, source: '/a', id: '/b' },
      { ...EVENT, source: '/a","b', id: 'c' },
      { ...EVENT, source: '/a', id: 'b","c' },
    ];
    expect(new Set(itemsOf(post(events, BATCH)).map((item) => item.ok && item.report.deliveryId)).size).toBe(4);
  });

  it('may be empty', () => {
    expect(itemsOf(post([], BATCH))).toEqual([]);
  });

  it('keeps its ids beside an Idempotency-Key', () => {
    expect(reportOf(post([EVENT], { ...BATCH, 'idempotency-key': 'k' })).deliveryId).toBe(ID);
  });
});

describe('a binary event', () => {
  it('is read', () => {
    const headers = { ...BINARY, 'ce-time': '2026-07-17T14:50:53.4972449Z' };
    expect(reportOf(post(REPORT, headers))).toMatchObject({
      tokenId: 'token-1',
      source: 'cloudevents',
      observedAt: '2026-07-17T14:50:53.4972449Z',
      deliveryId: ID,
    });
  });

  it.each(['ce-specversion', 'ce-id', 'ce-source', 'ce-type'])('warns of %s where it is missing', (name) => {
    const { [name]: _gone, ...headers } = BINARY as Record<string, string>;
    expect(warningsOf(post(REPORT, headers))).toEqual([['#', expect.stringContaining(name)]]);
  });

  it.each(['never', '2026-07-17T15:15:01Z'])('is read without the time %s, with a warning', (time) => {
    const received = post(REPORT, { ...BINARY, 'ce-time': time });
    expect(reportOf(received).observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(warningsOf(received)).toEqual([['#', expect.stringContaining('ce-time')]]);
  });

  it.each([
    ['"e1"', 'e1'],
    ['"a \\"b\\""', 'a "b"'],
    ['%65%31', 'e1'],
    ['Euro%20%E2%82%AC', 'Euro €'],
    ['%2541', '%41'],
    ['100%', '100%'],
  ])('has the id %s decoded', (sent, id) => {
    expect(reportOf(post(REPORT, { ...BINARY, 'ce-id': sent })).deliveryId).toBe(
      `cloudevents:${JSON.stringify(['/s', id])}`,
    );
  });

  it('points into the body', () => {
    expect(pointersOf(post({ id: 'x' }, BINARY))).toEqual(['#/lastSyncStatus']);
  });

  it('is structured where the media type says so', () => {
    expect(reportOf(post(EVENT, { ...BINARY, ...STRUCTURED, 'ce-id': 'other' })).deliveryId).toBe(ID);
  });

  it('is refused under a signature, and taken under a key', () => {
    const auth = { signingSecrets: [{ secret: new Secret(SIGNING_SECRET) }], keys: [{ secret: new Secret('key') }] };
    const received = post(REPORT, { ...BINARY, ...signed(REPORT) }, { auth });
    expect(statusOf(received)).toBe(400);
    expect(JSON.stringify(received)).toContain('application/cloudevents+json');
    expect(post(REPORT, { ...BINARY, authorization: 'Bearer key' }, { auth }).kind).toBe('items');
    expect(reportOf(post(EVENT, { ...STRUCTURED, ...signed(EVENT) }, { auth })).source).toBe('cloudevents');
  });
});

it('is answered 200 in part where Event Grid delivers it', () => {
  expect(post([EVENT], BATCH)).toMatchObject({ partialStatus: 207 });
  expect(post([EVENT], { ...BATCH, 'aeg-delivery-count': '0' })).toMatchObject({ partialStatus: 200 });
});
