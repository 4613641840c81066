import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import type { ItemResult } from '../../src/http/answer.ts';
import type { Received } from '../../src/http/receive.ts';
import { RefusalLog } from '../../src/http/refusal-log.ts';
import { allRefusals, refusalsOf } from '../../src/http/refusals.ts';
import { itemsOf, post, REPORT } from './requests.ts';

const BAD = { id: 'token-2', lastSyncStatus: 9 };
const KEYS = {
  signingSecrets: [],
  keys: [{ secret: new Secret('any') }, { tenantId: 'fabrikam', secret: new Secret('bound') }],
};
const withKey = (key: string, body: unknown) => post(body, { authorization: `Bearer ${key}` }, { auth: KEYS });

/** As the route answers where storage takes whatever is valid. */
function resultsOf(received: Received): ItemResult[] {
  if (received.kind !== 'items') return [];
  return itemsOf(received).map((item) => {
    if (!item.ok) return { ...item, kind: 'rejected' };
    const { index, report } = item;
    const { tenantId, tokenId, status } = report;
    return {
      kind: 'accepted',
      index,
      tenantId,
      tokenId,
      outcome: 'applied',
      status,
      previousStatus: null,
      incident: null,
    };
  });
}

const of = (received: Received) => refusalsOf(received, resultsOf(received));

describe('the refusals of a request', () => {
  it('are those of its items by tenant, beside what is stored', () => {
    const received = post([
      REPORT,
      BAD,
      { ...BAD, tenantId: 'contoso' },
      { ...BAD, id: undefined, tenantId: 'contoso' },
    ]);
    expect(of(received)).toEqual([
      { tenantId: 'default', pointers: ['#/1/lastSyncStatus'] },
      { tenantId: 'contoso', pointers: ['#/2/lastSyncStatus', '#/3/id', '#/3/lastSyncStatus'] },
    ]);
  });

  it('are those of a delivery by Event Grid that is answered 200', () => {
    const event = { id: '1', eventType: 'Contoso.Synced', eventTime: '2026-07-17T14:50:53Z', data: BAD };
    const received = post([event], { 'aeg-event-type': 'Notification' });
    expect(received).toMatchObject({ partialStatus: 200 });
    expect(of(received)).toMatchObject([{ tenantId: 'default' }]);
  });

  it('belong to whoever shows the key, and not to the tenant that is named', () => {
    expect(of(withKey('bound', { ...REPORT, tenantId: 'contoso' }))).toEqual([
      { tenantId: 'fabrikam', pointers: ['#/tenantId'] },
    ]);
    expect(of(withKey('bound', '{'))).toEqual([{ tenantId: 'fabrikam', pointers: [] }]);
  });

  it('say nothing of a tenant without good credentials, or where none can be read', () => {
    expect(of(withKey('wrong', { ...BAD, tenantId: 'contoso' }))).toEqual([]);
    expect(of(withKey('any', '{'))).toEqual([]);
    expect(of(post({ ...BAD, tenantId: '/' }))).toEqual([]);
    expect(of(post(REPORT))).toEqual([]);
  });

  it('keep no more places than people read, and none that is long', () => {
    const long = `{"${'é'.repeat(50_000)}":1,"${'é'.repeat(50_000)}":2}`;
    const [whole] = of(withKey('bound', long));
    expect(whole?.pointers).toEqual([expect.stringMatching(/^#.{199}…$/)]);
    const [items] = of(post(Array.from({ length: 1000 }, () => ({ ...BAD, tenantId: 'contoso' }))));
    expect(items?.pointers).toHaveLength(20);
  });

  it('count a delivery id that was used before', () => {
    const conflict: ItemResult = { kind: 'conflict', index: 0, pointer: '#', tenantId: 'contoso', tokenId: 'x' };
    expect(refusalsOf(post({ ...REPORT, tenantId: 'contoso' }), [conflict])).toEqual([
      { tenantId: 'contoso', pointers: ['#'] },
    ]);
  });
});

describe('the log of refusals', () => {
  const ROUTE = 'POST /api/sync-reports';
  const logged = () => {
    const lines: string[] = [];
    return { lines, log: new RefusalLog((line) => lines.push(line)) };
  };
  const refusalsIn = (body: unknown) => {
    const received = post(body);
    return allRefusals(received, resultsOf(received));
  };

  it('names route, status, tenant, token and places, and no value', () => {
    const { lines, log } = logged();
    log.note(ROUTE, refusalsIn({ ...BAD, displayName: 'Elm Street', detail: 'secret' }), 0);
    log.note(ROUTE, refusalsIn('{'), 0);
    expect(lines).toEqual([
      'report refused: route="POST /api/sync-reports" status=400 tenant=default token=token-2 pointers=#/lastSyncStatus',
      'report refused: route="POST /api/sync-reports" status=400',
    ]);
  });

  it('names five of many', () => {
    const { lines, log } = logged();
    log.note(ROUTE, refusalsIn(Array.from({ length: 7 }, (_, i) => ({ ...BAD, id: `t${i}` }))), 0);
    expect(lines[0]).toMatch(/ token=t0,t1,t2,t3,t4,\+2 pointers=#\/0\/lastSyncStatus,.*,\+2$/);
  });

  it('says the same at most once a minute, and then how often it came', () => {
    const { lines, log } = logged();
    for (const now of [0, 1, 59_999, 60_000, 60_001, 200_000]) log.note(ROUTE, refusalsIn(BAD), now);
    expect(lines.map((line) => / count=(\d+)$/.exec(line)?.[1])).toEqual([undefined, '3', '2']);
    log.note(ROUTE, refusalsIn({ ...BAD, id: 'another' }), 60_001);
    expect(lines).toHaveLength(4);
  });

  it('does not grow with what senders make up', () => {
    const { lines, log } = logged();
    for (let i = 0; i < 1_500; i++) log.note(ROUTE, refusalsIn({ ...BAD, id: `t${i}` }), 0);
    log.note(ROUTE, refusalsIn({ ...BAD, id: 't0' }), 1);
    log.note(ROUTE, refusalsIn({ ...BAD, id: 't1499' }), 1);
    expect(lines).toHaveLength(1_501);
  });
});
