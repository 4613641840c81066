import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { itemsOf, pointersOf, post, REPORT, reportOf, statusOf, warningsOf } from '../requests.ts';

const AEG = { 'content-type': 'application/json', 'aeg-event-type': 'Notification' };
const EVENT = {
  id: 'g1',
  topic: '/subscriptions/x',
  subject: 'vppTokens/1',
  eventType: 'Contoso.VppToken.Synced',
  eventTime: '2026-07-17T14:50:53.4972449Z',
  data: REPORT,
  dataVersion: '1',
};
const [VALIDATION] = JSON.parse(
  readFileSync(new URL('../../fixtures/eventgrid.subscription-validation.json', import.meta.url), 'utf8'),
);

describe('an event', () => {
  it('is read', () => {
    expect(reportOf(post([EVENT], AEG))).toMatchObject({
      tokenId: 'token-1',
      source: 'eventgrid',
      observedAt: '2026-07-17T14:50:53.4972449Z',
      deliveryId: 'eventgrid:["/subscriptions/x","g1"]',
    });
  });

  it('is read outside of an array too', () => {
    expect(reportOf(post(EVENT)).deliveryId).toBe('eventgrid:["/subscriptions/x","g1"]');
  });

  it.each([
    ['id', undefined],
    ['id', 5],
    ['eventTime', 5],
    ['eventTime', '2026-11-26T22:00:00'],
    ['eventTime', '2026-07-17T15:15:01Z'],
  ])('is read with the %s %j, with a warning', (name, value) => {
    const received = post([{ ...EVENT, [name]: value }]);
    expect(reportOf(received).tokenId).toBe('token-1');
    expect(warningsOf(received)).toEqual([[`#/0/${name}`, expect.any(String)]]);
  });

  it('is observed at receipt where it has no time', () => {
    const received = post([{ ...EVENT, eventTime: undefined }]);
    expect(reportOf(received).observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(warningsOf(received)).toEqual([]);
  });

  it('has an id within its topic, which is no more than a hint', () => {
    const events = [EVENT, { ...EVENT, topic: '/subscriptions/y' }, { ...EVENT, topic: undefined }];
    const items = itemsOf(post(events));
    expect(new Set(items.map((item) => item.ok && item.report.deliveryId)).size).toBe(3);
    expect(items.map((item) => item.ok && item.idIsHint)).toEqual([true, true, true]);
    expect(itemsOf(post([EVENT], { ...AEG, 'webhook-id': 'w1' }))).not.toMatchObject([{ idIsHint: true }]);
  });

  it.each([[[REPORT]], [JSON.stringify(REPORT)]])('is refused with the data %j', (data) => {
    expect(pointersOf(post([{ ...EVENT, data }]))).toEqual(['#/0/data']);
  });

  it('is refused, visibly, where it is no token report', () => {
    const blob = { ...EVENT, id: 'g2', eventType: 'Microsoft.Storage.BlobCreated', data: { api: 'PutBlob' } };
    expect(itemsOf(post([blob, EVENT, 5, REPORT], AEG)).map(({ ok }) => ok)).toEqual([false, true, false, false]);
    expect(pointersOf(post([blob], AEG))).toEqual(['#/0/data/id', '#/0/data/lastSyncStatus']);
  });

  it('keeps its id in whatever batch it comes', () => {
    const ids = itemsOf(post([{ ...EVENT, id: 'g0' }, EVENT], AEG)).map((item) => item.ok && item.report.deliveryId);
    expect(ids).toEqual(['g0', 'g1'].map((id) => `eventgrid:["/subscriptions/x","${id}"]`));
  });
});

describe('a validation event', () => {
  it('is answered with its code where it is the whole delivery', () => {
    expect(post([VALIDATION], AEG)).toEqual({
      kind: 'answer',
      status: 200,
      body: { validationResponse: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' },
    });
  });

  it('is refused beside others, and they are not', () => {
    const items = itemsOf(post([VALIDATION, { ...EVENT }], AEG));
    expect(items).toMatchObject([{ ok: false, errors: [{ pointer: '#/0/eventType' }] }, { ok: true }]);
    expect(post([VALIDATION, VALIDATION], AEG).kind).toBe('items');
  });

  it.each([{}, { validationCode: '' }, { validationCode: 5 }, null])('is refused with the data %j', (data) => {
    expect(pointersOf(post([{ ...VALIDATION, data }], AEG))).toEqual(['#/0/eventType']);
  });

  it('must show a key like anything else', () => {
    const auth = { signingSecrets: [], keys: [{ secret: { reveal: () => 'key' } as never }] };
    expect(statusOf(post([VALIDATION], AEG, { auth }))).toBe(401);
  });
});

it.each([
  'aeg-event-type',
  'aeg-delivery-count',
  'aeg-subscription-name',
  'aeg-metadata-version',
  'aeg-data-version',
  'aeg-output-event-id',
])('answers a delivery with %s 200 in part, whatever its envelope', (name) => {
  for (const body of [[EVENT], [REPORT], { value: [REPORT] }]) {
    expect(post(body, { [name]: '1' })).toMatchObject({ partialStatus: 200 });
    expect(post(body, {})).toMatchObject({ partialStatus: 207 });
  }
});
