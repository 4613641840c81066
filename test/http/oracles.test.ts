import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { checkSignature } from '../../src/http/signature.ts';
import { itemsOf, NOW, post, REPORT, reportOf, SIGNING_SECRET } from './requests.ts';

/** Ours beside what others run: the packages sign and send what we must take, and refuse what we must refuse. */
const ORACLES = [
  ['standardwebhooks', new Webhook(SIGNING_SECRET)],
  ['svix', new SvixWebhook(SIGNING_SECRET)],
] as const;

describe.each(ORACLES)('a signature by %s', (_, oracle) => {
  // The packages read the system's clock.
  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  const ours = (id: string, timestamp: string, signature: string, body: string) =>
    checkSignature({ id, timestamp, signature }, Buffer.from(body), [new Secret(SIGNING_SECRET)], NOW).ok;

  function theirs(id: string, timestamp: string, signature: string, body: string): boolean {
    try {
      oracle.verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature });
      return true;
    } catch {
      return false;
    }
  }

  const ids = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
  const bodies = fc.json();

  it('is taken for any id, body and time that they take', () => {
    fc.assert(
      fc.property(ids, bodies, fc.integer({ min: -400, max: 400 }), (id, body, age) => {
        const at = new Date(NOW - age * 1000);
        const timestamp = String(at.getTime() / 1000);
        const signature = oracle.sign(id, at, body);
        expect(ours(id, timestamp, signature, body)).toBe(theirs(id, timestamp, signature, body));
        expect(ours(id, timestamp, signature, body)).toBe(Math.abs(age) <= 300);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused for another body or id, as they refuse it', () => {
    fc.assert(
      fc.property(ids, ids, bodies, bodies, (id, otherId, body, otherBody) => {
        const timestamp = String(NOW / 1000);
        const signature = oracle.sign(id, new Date(NOW), body);
        expect(ours(otherId, timestamp, signature, otherBody)).toBe(theirs(otherId, timestamp, signature, otherBody));
      }),
      { numRuns: 100 },
    );
  });

  it.each(['v1,', 'v2,x', 'x', 'v1a,x v1,y'])('is judged alike with %s before it', (prefix) => {
    const signature = `${prefix} ${oracle.sign('a', new Date(NOW), '{}')}`;
    expect(ours('a', String(NOW / 1000), signature, '{}')).toBe(theirs('a', String(NOW / 1000), signature, '{}'));
  });
});

it('is stricter than the package where the package is wrong', () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  const oracle = new Webhook(SIGNING_SECRET);
  const timestamp = `${NOW / 1000}junk`;
  const signature = oracle.sign('a', new Date(NOW), '{}');
  const headers = { 'webhook-id': 'a', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  expect(() => oracle.verify('{}', headers)).not.toThrow();
  vi.useRealTimers();
  const given = { id: 'a', timestamp, signature };
  expect(checkSignature(given, Buffer.from('{}'), [new Secret(SIGNING_SECRET)], NOW).ok).toBe(false);
});

describe('events by the SDK of CloudEvents', () => {
  const make = (id: string, members: object = { data: REPORT }) =>
    new CloudEvent({ id, source: '/sdk', type: 'sdk.report', time: '2026-07-17T14:50:53.497Z', ...members });
  const send = ({ headers, body }: { headers: object; body: unknown }) =>
    post(body, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])));
  const expected = {
    tokenId: 'token-1',
    source: 'cloudevents',
    observedAt: '2026-07-17T14:50:53.497Z',
    deliveryId: 'cloudevents:["/sdk","1"]',
  };

  it('are read alike, structured and binary', () => {
    expect(reportOf(send(HTTP.structured(make('1'))))).toMatchObject(expected);
    expect(reportOf(send(HTTP.binary(make('1'))))).toMatchObject(expected);
  });

  it('are read with data in base64', () => {
    const data_base64 = Buffer.from(JSON.stringify(REPORT)).toString('base64');
    const event = make('1', { data_base64, datacontenttype: 'application/json' });
    expect(reportOf(send(HTTP.structured(event)))).toMatchObject(expected);
    expect(reportOf(send(HTTP.binary(event)))).toMatchObject(expected);
  });

  it('are read as a batch', () => {
    const body = JSON.stringify([make('1'), make('2')]);
    const items = itemsOf(send({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body }));
    expect(items).toMatchObject([{ ok: true, report: expected }, { ok: true }]);
  });
});
