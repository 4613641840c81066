import { describe, expect, it } from 'vitest';
import { itemsOf, pointersOf, post, REPORT, reportOf, warningsOf } from '../http/requests.ts';

const sent = (members: object) => post({ ...REPORT, ...members });
const read = (members: object) => reportOf(sent(members));

describe('lastSyncStatus', () => {
  it.each([
    ['none', 'none'],
    ['inProgress', 'inProgress'],
    ['INPROGRESS', 'inProgress'],
    ['Completed', 'completed'],
    ['failed', 'failed'],
    [0, 'none'],
    [1, 'inProgress'],
    [2, 'completed'],
    [3, 'failed'],
    ['0', 'none'],
    ['3', 'failed'],
  ])('reads %j as %s', (lastSyncStatus, status) => {
    expect(read({ lastSyncStatus }).status).toBe(status);
  });

  it.each([
    4,
    -1,
    1.5,
    true,
    false,
    null,
    '',
    ' failed',
    'unknownFutureValue',
    '.0',
    '1-d',
    'pbm-2',
    '1/3',
    'せ',
    'フェール',
    '4',
    '01',
    '1.0',
    [],
    {},
    [3],
    'fаiled' /* a Cyrillic a */,
    'constructor',
  ])('refuses %j and lists the four members', (lastSyncStatus) => {
    const [item] = itemsOf(sent({ lastSyncStatus }));
    expect(item).toMatchObject({ ok: false, tokenId: 'token-1', errors: [{ pointer: '#/lastSyncStatus' }] });
    expect(item?.ok === false && item.errors[0]?.detail).toContain('none, inProgress, completed, failed');
  });

  it('is required', () => {
    expect(itemsOf(post({ id: 'x' }))[0]).toMatchObject({
      errors: [{ pointer: '#/lastSyncStatus', detail: expect.stringMatching(/^is required/) }],
    });
  });
});

describe('id and tenantId', () => {
  it.each(['a', '0', 'a.b_c:d@e-f', 'x'.repeat(128), 'constructor'])('takes %j', (id) => {
    expect(read({ id, tenantId: id })).toMatchObject({ tenantId: id, tokenId: id });
  });

  it.each(['', ' a', 'a ', '.a', '-a', 'a/b', 'a#b', 'a?b', 'é', 'x'.repeat(129), 'a\n', 1, true, {}])(
    'refuses %j',
    (id) => {
      expect(pointersOf(sent({ id, tenantId: id }))).toEqual(['#/tenantId', '#/id']);
    },
  );

  it('lower-cases what is shaped like a GUID, and nothing else', () => {
    const guid = '9CEB2F92-2F92-9CEB-922F-EB9C922FEB9C';
    expect(read({ id: guid, tenantId: 'Contoso' })).toMatchObject({ tokenId: guid.toLowerCase(), tenantId: 'Contoso' });
    expect(read({ id: `${guid}0` }).tokenId).toBe(`${guid}0`);
  });

  it('takes the default tenant where none is named, null included', () => {
    expect(read({}).tenantId).toBe('default');
    expect(read({ tenantId: null }).tenantId).toBe('default');
  });

  it('refuses a report without a tenant where there is no default', () => {
    expect(pointersOf(post(REPORT, undefined, { defaultTenantId: undefined }))).toEqual(['#/tenantId']);
  });

  it('refuses an id that is missing or null', () => {
    expect(pointersOf(post({ lastSyncStatus: 0 }))).toEqual(['#/id']);
    expect(pointersOf(sent({ id: null }))).toEqual(['#/id']);
  });
});

describe('dates', () => {
  it('keeps them as they were written', () => {
    const lastSyncDateTime = '2017-01-01T00:02:49.320597612345-0800';
    const expirationDateTime = '2999-12-31T23:59:59Z';
    expect(read({ lastSyncDateTime, expirationDateTime })).toMatchObject({
      lastSyncAt: lastSyncDateTime,
      expiresAt: expirationDateTime,
    });
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00.0000000+00:00',
    '0000-12-31T23:00:00-01:00',
    '0001-01-01T00:00:00-08:00',
    '1601-01-01T00:00:00Z',
    '1970-01-01T00:00:00+0000',
    '1999-12-31T23:59:59.9Z',
    null,
  ])('takes %j for never', (date) => {
    const received = sent({ lastSyncDateTime: date, expirationDateTime: date, observedAt: date });
    const report = reportOf(received);
    expect(report).not.toHaveProperty('lastSyncAt');
    expect(report).not.toHaveProperty('expiresAt');
    expect(report.observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(warningsOf(received)).toEqual([]);
  });

  it.each([
    '',
    '2026-07-17',
    '2026-07-17T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-07-17T10:00:00.1234567890123Z',
    1784299854,
    true,
    {},
  ])('refuses %j, but as an expiry, which it leaves out with a warning', (date) => {
    const pointers = ['#/lastSyncDateTime', '#/observedAt'];
    expect(pointersOf(sent({ lastSyncDateTime: date, observedAt: date }))).toEqual(pointers);
    const received = sent({ expirationDateTime: date });
    expect(reportOf(received)).not.toHaveProperty('expiresAt');
    expect(warningsOf(received)).toEqual([['#/expirationDateTime', expect.stringContaining('RFC 3339')]]);
  });

  it('takes what is 15 minutes ahead, and refuses what is 10⁻¹² s more', () => {
    const edge = '2026-07-17T15:15:00Z';
    const over = '2026-07-17T15:15:00.000000000001Z';
    expect(read({ lastSyncDateTime: edge }).lastSyncAt).toBe(edge);
    expect(read({ observedAt: edge }).observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(pointersOf(sent({ lastSyncDateTime: over, observedAt: over }))).toEqual([
      '#/lastSyncDateTime',
      '#/observedAt',
    ]);
  });

  it('is observed at receipt where it does not say, and never later', () => {
    expect(read({}).observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(read({ observedAt: '2026-07-17T15:00:00.0000001Z' }).observedAt).toBe('2026-07-17T15:00:00.000Z');
    expect(read({ observedAt: '2026-07-17T14:59:59.9999999Z' }).observedAt).toBe('2026-07-17T14:59:59.9999999Z');
  });
});

it('ignores unknown properties', () => {
  expect(read({ '@odata.type': 1, tokenActionResults: [{}], status: 9 })).toEqual({
    tenantId: 'default',
    tokenId: 'token-1',
    status: 'failed',
    observedAt: '2026-07-17T15:00:00.000Z',
    receivedAt: '2026-07-17T15:00:00.000Z',
    source: 'report',
  });
});

it('lists everything that is wrong at once', () => {
  expect(pointersOf(post({ id: '/', lastSyncStatus: 9, observedAt: 'x' }))).toEqual([
    '#/id',
    '#/lastSyncStatus',
    '#/observedAt',
  ]);
});
