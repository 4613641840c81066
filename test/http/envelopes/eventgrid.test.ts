import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { itemsOf, pointersOf, post, REPORT, reportOf, statusOf } from '../requests.ts';

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
      deliveryId: 'eventgrid:g1',
    });
  });

  it('is read outside of an array too', () => {
    expect(reportOf(post(EVENT)).deliveryId).toBe('eventgrid:g1');
  });

  it.each(['id', 'eventTime'])('is refused without %s', (name) => {
    expect(pointersOf(post([{ ...EVENT, [name]: undefined }]))).toEqual([`#/0/${name}`]);
    expect(pointersOf(post([{ ...EVENT, [name]: 5 }]))).toEqual([`#/0/${name}`]);
  });

  it('is refused when it lies too far ahead', () => {
    expect(pointersOf(post([{ ...EVENT, eventTime: '2026-07-17T15:15:01Z' }]))).toEqual(['#/0/eventTime']);
  });

  it('is refused, visibly, where it is no token report', () => {
    const blob = { ...EVENT, id: 'g2', eventType: 'Microsoft.Storage.BlobCreated', data: { api: 'PutBlob' } };
    expect(itemsOf(post([blob, EVENT, 5, REPORT], AEG)).map(({ ok }) => ok)).toEqual([false, true, false, false]);
    expect(pointersOf(post([blob], AEG))).toEqual(['#/0/data/id', '#/0/data/lastSyncStatus']);
  });

  it('keeps its id in whatever batch it comes', () => {
    const ids = itemsOf(post([{ ...EVENT, id: 'g0' }, EVENT], AEG)).map((item) => item.ok && item.report.deliveryId);
    expect(ids).toEqual(['eventgrid:g0', 'eventgrid:g1']);
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
