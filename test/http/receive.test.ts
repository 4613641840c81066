import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../src/http/limits.ts';
import { itemsOf, pointersOf, post, REPORT, reportOf, statusOf } from './requests.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const padded = (bytes: number) => `${JSON.stringify(REPORT)}${' '.repeat(bytes - JSON.stringify(REPORT).length)}`;

describe('shapes', () => {
  it('reads a vppToken as Graph returned it', () => {
    expect(reportOf(post(fixture('vppToken.secret-present.json')))).toEqual({
      tenantId: 'default',
      tokenId: '9ceb2f92-2f92-9ceb-922f-eb9c922feb9c',
      status: 'failed',
      lastSyncAt: '2026-07-17T14:50:53.4972449Z',
      observedAt: '2026-07-17T15:00:00.000Z',
      receivedAt: '2026-07-17T15:00:00.000Z',
      tokenState: 'valid',
      expiresAt: '2026-09-25T17:09:22Z',
      organizationName: 'Organization Name value',
      appleId: 'v***@example.com',
      accountType: 'business',
      countryOrRegion: 'gb',
      source: 'report',
    });
  });

  it.each(['graph-v1.0-get.docs-verbatim.json', 'graph-v1.0-list.docs-verbatim.json'])('reads %s', (name) => {
    expect(reportOf(post(fixture(name)))).toMatchObject({ status: 'inProgress', appleId: 'A***', source: 'graph' });
  });

  it.each([
    [REPORT, '#', 'report'],
    [[REPORT], '#/0', 'report'],
    [{ value: REPORT }, '#/value', 'graph'],
    [{ '@odata.context': 'x', value: [REPORT] }, '#/value/0', 'graph'],
    [{ ...REPORT, value: 3 }, '#', 'report'],
    [{ ...REPORT, value: [] }, '#', 'report'],
  ])('reads %j and points to it', (body, pointer, source) => {
    expect(itemsOf(post(body))).toMatchObject([
      { index: 0, ok: true, pointer, report: { source, tokenId: 'token-1' } },
    ]);
  });

  it.each([
    [{ id: 'x', lastSyncStatus: 9 }, '#/lastSyncStatus'],
    [[{ id: 'x', lastSyncStatus: 9 }], '#/0/lastSyncStatus'],
    [{ value: { id: 'x', lastSyncStatus: 9 } }, '#/value/lastSyncStatus'],
    [{ value: [REPORT, { id: 'x', lastSyncStatus: 9 }] }, '#/value/1/lastSyncStatus'],
    [[REPORT, 5], '#/1'],
    [[[REPORT]], '#/0'],
  ])('points into the body as it was sent: %j', (body, pointer) => {
    expect(pointersOf(post(body))).toEqual([pointer]);
  });

  it.each([
    [{ id: 'x', value: [REPORT] }, '#/lastSyncStatus'],
    [{ lastSyncStatus: 0, value: [REPORT] }, '#/id'],
  ])('takes %j for a report that lacks something', (body, pointer) => {
    expect(pointersOf(post(body))).toEqual([pointer]);
  });

  it.each([[[]], [{ value: [] }]])('takes %j for no reports', (body) => {
    expect(post(body)).toEqual({ kind: 'items', items: [], partialStatus: 207 });
  });

  it.each([
    ['null', '#'],
    ['"failed"', '#'],
    ['3', '#'],
    ['{"value":null}', '#/value'],
    ['{"value":"x"}', '#/value'],
  ])('refuses %s whole', (body, pointer) => {
    expect(statusOf(post(body))).toBe(400);
    expect(pointersOf(post(body))).toEqual([pointer]);
  });

  it('keeps the good items of a batch beside the bad', () => {
    expect(itemsOf(post([REPORT, {}, REPORT])).map(({ ok, index }) => [index, ok])).toEqual([
      [0, true],
      [1, false],
      [2, true],
    ]);
  });
});

describe('bounds', () => {
  it('takes a body of 1 MiB and refuses one byte more', () => {
    expect(itemsOf(post(padded(MAX_BODY_BYTES)))).toHaveLength(1);
    expect(statusOf(post(padded(MAX_BODY_BYTES + 1)))).toBe(413);
  });

  it('refuses a declared length over 1 MiB, whatever came', () => {
    expect(statusOf(post(REPORT, { 'content-length': '1048577' }))).toBe(413);
    expect(statusOf(post(REPORT, { 'content-length': '1048576' }))).toBeUndefined();
  });

  it.each([(items: unknown[]) => items, (items: unknown[]) => ({ value: items })])(
    'takes 1,000 items and no more',
    (wrap) => {
      const items = Array.from({ length: 1001 }, () => REPORT);
      expect(itemsOf(post(wrap(items.slice(1))))).toHaveLength(1000);
      expect(statusOf(post(wrap(items)))).toBe(413);
    },
  );

  it('says of an empty body that chunks need a length', () => {
    expect(post('')).toMatchObject({ problem: { status: 400, detail: expect.stringContaining('Content-Length') } });
  });

  it.each(['{', '{"id":"x","id":"y","lastSyncStatus":0}', '[{"\\ud800":1}]', '[1e400]', '<a/>'])(
    'refuses %j',
    (body) => {
      expect(statusOf(post(body))).toBe(400);
    },
  );
});

describe('media types', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/vnd.contoso.v1+json',
    'application/json; odata.metadata=minimal',
  ])('takes %s', (type) => {
    expect(itemsOf(post(REPORT, { 'content-type': type }))).toHaveLength(1);
  });

  it('takes a body without a type, where it parses', () => {
    expect(itemsOf(post(REPORT, {}))).toHaveLength(1);
    expect(statusOf(post('<a/>', {}))).toBe(400);
  });

  it.each([
    'application/xml',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    '+json',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=x',
  ])('refuses %s', (type) => {
    expect(statusOf(post(REPORT, { 'content-type': type }))).toBe(415);
  });

  it('refuses an encoded body', () => {
    expect(statusOf(post(REPORT, { 'content-encoding': 'gzip' }))).toBe(415);
    expect(statusOf(post(REPORT, { 'content-encoding': 'identity' }))).toBeUndefined();
  });
});

describe('delivery ids', () => {
  const deliveryIds = (headers: Record<string, string>) =>
    itemsOf(post([REPORT, REPORT], headers)).map((item) => item.ok && item.report.deliveryId);

  it('gives each item the key of the request and its index', () => {
    expect(deliveryIds({ 'idempotency-key': 'abc' })).toEqual(['idempotency-key:abc/0', 'idempotency-key:abc/1']);
  });

  it('takes a quoted key for the same', () => {
    expect(deliveryIds({ 'idempotency-key': '"abc"' })[0]).toBe('idempotency-key:abc/0');
    expect(deliveryIds({ 'idempotency-key': '"a \\"b\\" c"' })[0]).toBe('idempotency-key:a "b" c/0');
  });

  it('prefers webhook-id', () => {
    expect(deliveryIds({ 'idempotency-key': 'abc', 'webhook-id': 'msg_1' })[0]).toBe('webhook-id:msg_1/0');
  });

  it('has none where the request has none', () => {
    expect(deliveryIds({})).toEqual([undefined, undefined]);
  });

  it.each(['', ' ', '""', 'a b', 'a, b', 'é', '"a', '"a"b"', 'x'.repeat(256), 'a\u0000'])(
    'refuses the key %j',
    (key) => {
      expect(statusOf(post(REPORT, { 'idempotency-key': key }))).toBe(400);
    },
  );

  it('takes a key of 255 characters', () => {
    expect(deliveryIds({ 'idempotency-key': 'x'.repeat(255) })[0]).toBe(`idempotency-key:${'x'.repeat(255)}/0`);
  });
});

describe('contentHash', () => {
  const hashOf = (body: string) => itemsOf(post(body)).map((item) => item.ok && item.contentHash)[0];
  const plain = hashOf('{"id":"x","lastSyncStatus":"failed","n":{"a":[1,2],"b":null}}');

  it('is SHA-256 in hex', () => {
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    '{"n":{"b":null,"a":[1,2]},"lastSyncStatus":"failed","id":"x"}',
    ' {"id" : "\\u0078","lastSyncStatus":"failed","n":{"a":[1.0,2],"b":null}, "token":"secret"}',
    '[{"id":"x","lastSyncStatus":"failed","n":{"a":[1,2],"b":null}}]',
  ])('is the same for %s', (body) => {
    expect(hashOf(body)).toBe(plain);
  });

  it.each([
    '{"id":"x","lastSyncStatus":"Failed","n":{"a":[1,2],"b":null}}',
    '{"id":"x","lastSyncStatus":"failed","n":{"a":[2,1],"b":null}}',
    '{"id":"x","lastSyncStatus":"failed","n":{"a":[1,2]}}',
    '{"id":"x","lastSyncStatus":"failed","n":{"a":[1,2],"b":null},"__proto__":1}',
  ])('is another for %s', (body) => {
    expect(hashOf(body)).not.toBe(plain);
  });
});
