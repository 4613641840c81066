import { describe, expect, test } from 'vitest';
import { readEnrollment, readPushCertificate } from '../../../src/app/poll/connections.ts';

const KEY = new Uint8Array(32).fill(7);

/** As Graph's documentation has it. */
const SETTING = {
  '@odata.type': '#microsoft.graph.depOnboardingSetting',
  id: '5B0F4D1E-0000-4000-8000-00000000ABCD',
  appleIdentifier: 'dep@contoso.example',
  tokenExpirationDateTime: '2027-03-01T08:02:57.5531865-08:00',
  lastModifiedDateTime: '2026-03-01T00:00:35.1329464-08:00',
  lastSuccessfulSyncDateTime: '2026-03-10T04:00:00Z',
  lastSyncTriggeredDateTime: '2026-03-10T04:00:00Z',
  lastSyncErrorCode: 3,
  tokenName: 'District iPads',
  tokenType: 'appleSchoolManager',
  syncedDeviceCount: 412,
  shareTokenWithSchoolDataSyncService: false,
};

const CERTIFICATE = {
  id: 'c',
  appleIdentifier: 'mdm@contoso.example',
  topicIdentifier: 'com.apple.mgmt.External.1',
  expirationDateTime: '2027-01-01T00:00:00Z',
  certificate: 'MIIB-never-to-be-kept',
};

describe('an enrollment program token', () => {
  test('is read as Graph shows it, with its Apple ID masked', () => {
    expect(readEnrollment(SETTING, KEY)).toEqual({
      subject: '_enrollment:5b0f4d1e-0000-4000-8000-00000000abcd',
      facts: {
        kind: 'enrollment',
        label: { displayName: 'District iPads', appleId: 'd***@contoso.example', accountType: 'education' },
        accountHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        expiresAt: '2027-03-01T08:02:57.5531865-08:00',
        lastSyncAt: '2026-03-10T04:00:00Z',
        syncErrorCode: 3,
        deviceCount: 412,
      },
    });
  });

  test.each([
    [
      'a type that is new',
      { tokenType: 'appleSomethingElse' },
      { label: { displayName: 'District iPads', appleId: 'd***@contoso.example' } },
    ],
    ['no name', { tokenName: null }, { label: { appleId: 'd***@contoso.example', accountType: 'education' } }],
    ['a name with line breaks', { tokenName: 'a\r\nb' }, { label: { displayName: 'a b' } }],
    ['no Apple ID', { appleIdentifier: undefined }, { accountHash: undefined }],
    ['a date that is none', { tokenExpirationDateTime: 'soon' }, { expiresAt: undefined }],
    ["a serializer's no date", { tokenExpirationDateTime: '0001-01-01T00:00:00Z' }, { expiresAt: undefined }],
    ['a date that is a number', { tokenExpirationDateTime: 5 }, { expiresAt: undefined }],
    ['an error code that is a text', { lastSyncErrorCode: '3' }, { syncErrorCode: undefined }],
    ['half a device', { syncedDeviceCount: 0.5 }, { deviceCount: undefined }],
    ['members that nobody knows', { brandNew: [{ a: 1 }], __proto__: null }, { syncErrorCode: 3 }],
  ])('with %s is read all the same', (_what, over, expected) => {
    const read = readEnrollment({ ...SETTING, ...over }, KEY);

    expect(read?.facts).toMatchObject(expected);
  });

  test.each([null, undefined, 5, 'x', [], {}, { ...SETTING, id: null }, { ...SETTING, id: '../x' }])(
    'that cannot be known again is none: %o',
    (item) => {
      expect(readEnrollment(item, KEY)).toBeUndefined();
    },
  );
});

describe('a push certificate', () => {
  test('is read without the certificate itself', () => {
    const facts = readPushCertificate(CERTIFICATE, KEY);

    expect(facts).toEqual({
      kind: 'push',
      label: { appleId: 'm***@contoso.example' },
      accountHash: expect.any(String),
      expiresAt: '2027-01-01T00:00:00Z',
    });
  });

  test.each([null, [], 'x', 7])('is none where Graph answers %o', (value) => {
    expect(readPushCertificate(value, KEY)).toBeUndefined();
  });
});

test('two connections have the same hash where they have the same account, for this app alone', () => {
  const hashOf = (appleIdentifier: string, key = KEY) =>
    readPushCertificate({ ...CERTIFICATE, appleIdentifier }, key)?.accountHash;

  expect(hashOf('MDM@Contoso.example ')).toBe(hashOf('mdm@contoso.example'));
  expect(hashOf('mdn@contoso.example')).not.toBe(hashOf('mdm@contoso.example'));
  expect(hashOf('mdm@contoso.example', new Uint8Array(32))).not.toBe(hashOf('mdm@contoso.example'));
});
