import { describe, expect, it } from 'vitest';
import { itemsOf, pointersOf, post, REPORT, reportOf } from '../http/requests.ts';

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

describe('state and vppTokenAccountType', () => {
  it.each([
    ['valid', 'valid'],
    ['EXPIRED', 'expired'],
    ['assignedToExternalMdm', 'assignedToExternalMDM'],
    ['duplicateLocationId', 'duplicateLocationId'],
    ['unknownFutureValue', 'unknown'],
    [0, 'unknown'],
    [5, 'duplicateLocationId'],
    ['3', 'invalid'],
    [null, undefined],
  ])('reads the state %j as %s', (state, tokenState) => {
    expect(read({ state }).tokenState).toBe(tokenState);
  });

  it.each([6, -1, 0.5, '', 'bad', true, {}, 'un\u212anown' /* the Kelvin sign */])('refuses the state %j', (state) => {
    expect(pointersOf(sent({ state }))).toEqual(['#/state']);
  });

  it.each([
    ['business', 'business'],
    ['Education', 'education'],
    [0, 'business'],
    ['1', 'education'],
    ['unknownFutureValue', undefined],
    [null, undefined],
  ])('reads the account type %j as %s', (vppTokenAccountType, accountType) => {
    expect(read({ vppTokenAccountType }).accountType).toBe(accountType);
  });

  it.each([2, '', 'school', false])('refuses the account type %j', (vppTokenAccountType) => {
    expect(pointersOf(sent({ vppTokenAccountType }))).toEqual(['#/vppTokenAccountType']);
  });
});

describe('dates', () => {
  it('keeps them as they were written', () => {
    const lastSyncDateTime = '2017-01-01T00:02:49.3205976-08:00';
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
    null,
  ])('takes %j for never', (date) => {
    const report = read({ lastSyncDateTime: date, expirationDateTime: date });
    expect(report).not.toHaveProperty('lastSyncAt');
    expect(report).not.toHaveProperty('expiresAt');
  });

  it.each([
    '',
    '2026-07-17',
    '2026-07-17T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-07-17T10:00:00.12345678Z',
    1784299854,
    true,
  ])('refuses %j', (date) => {
    const pointers = ['#/lastSyncDateTime', '#/observedAt', '#/expirationDateTime'];
    expect(pointersOf(sent({ lastSyncDateTime: date, observedAt: date, expirationDateTime: date }))).toEqual(pointers);
  });

  it('cannot be observed at "never"', () => {
    expect(pointersOf(sent({ observedAt: '0001-01-01T00:00:00Z' }))).toEqual(['#/observedAt']);
  });

  it('takes what is 15 minutes ahead, and refuses what is 100 ns more', () => {
    const edge = '2026-07-17T15:15:00Z';
    const over = '2026-07-17T15:15:00.0000001Z';
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

describe('text', () => {
  it('trims, and takes null and what is empty for absent', () => {
    const report = read({
      displayName: ' A \n',
      organizationName: '',
      locationName: '  ',
      countryOrRegion: null,
      detail: '',
    });
    expect(report.displayName).toBe('A');
    for (const key of ['organizationName', 'locationName', 'countryOrRegion', 'detail']) {
      expect(report).not.toHaveProperty(key);
    }
  });

  it('takes 2,000 characters after trimming and refuses one more', () => {
    expect(read({ detail: ` ${'x'.repeat(2000)} ` }).detail).toHaveLength(2000);
    expect(pointersOf(sent({ detail: 'x'.repeat(2001), displayName: 'x'.repeat(2001) }))).toEqual([
      '#/displayName',
      '#/detail',
    ]);
  });

  it('refuses control characters, but line breaks and tabs in a detail', () => {
    expect(pointersOf(sent({ displayName: 'a\tb', detail: 'a\u0000b' }))).toEqual(['#/displayName', '#/detail']);
    expect(pointersOf(sent({ detail: 'a\u0085b' }))).toEqual(['#/detail']);
    expect(read({ detail: 'a\r\n\tb' }).detail).toBe('a\r\n\tb');
  });

  it.each([1, true, [], {}])('refuses %j', (displayName) => {
    expect(pointersOf(sent({ displayName }))).toEqual(['#/displayName']);
  });
});

it('ignores unknown properties and names in another letter case', () => {
  expect(read({ State: 'bad', '@odata.type': 1, tokenActionResults: [{}], status: 9 })).toEqual({
    tenantId: 'default',
    tokenId: 'token-1',
    status: 'failed',
    observedAt: '2026-07-17T15:00:00.000Z',
    receivedAt: '2026-07-17T15:00:00.000Z',
    source: 'report',
  });
});

it('lists everything that is wrong at once', () => {
  expect(pointersOf(post({ id: '/', lastSyncStatus: 9, state: 'x' }))).toEqual(['#/id', '#/lastSyncStatus', '#/state']);
});
