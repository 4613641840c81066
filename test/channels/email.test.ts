import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/channels/content/content.ts';
import { buildBody } from '../../src/channels/email.ts';
import { smtpAddress } from '../../src/channels/smtp-address.ts';
import { expectGolden } from './golden.ts';
import { expiringNotice, HARD_NOTICES, incidentNotice, KINDS, resolvedNotice } from './notices.ts';

const EN = { locale: 'en', timeZone: 'UTC' } as const;
const ADDRESSES = { from: 'VPP <vpp@contoso.example>', to: ['it@contoso.example', 'ops@contoso.example'] };

describe('email', () => {
  for (const locale of LOCALES) {
    it.each(Object.entries(KINDS))(`says %s as the golden files do, in ${locale}`, (kind, notice) => {
      const { text, html, headers, ...rest } = buildBody(notice, ADDRESSES, { locale, timeZone: 'UTC' });
      const head = Object.entries({ ...rest, ...headers }).map(([name, value]) => `${name}: ${value}`);
      expectGolden('email', kind, locale, [...head, '', text].join('\n'));
      expectGolden('email', kind, locale, html, 'html');
    });
  }

  it('gives every notice an id of its own, and all of an incident one root', () => {
    const mails = [incidentNotice(), resolvedNotice()].map((notice) => buildBody(notice, ADDRESSES, EN));
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(2);
    expect(new Set(mails.map((mail) => mail.references)).size).toBe(1);
    expect(buildBody(incidentNotice(), ADDRESSES, EN).messageId).toBe(mails[0]!.messageId);
  });

  it('makes a valid id of a tenant that is called like an address', () => {
    const { references } = buildBody(expiringNotice({ tenantId: 'a@b:c' }), ADDRESSES, EN);
    expect(references).toBe('<vpp-expiring-a-b-c@contoso.example>');
  });

  it.each(HARD_NOTICES)('keeps the subject on one short line for %s', (_what, notice) => {
    const { subject } = buildBody(notice, ADDRESSES, EN);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });
});

describe('smtpAddress', () => {
  it.each([
    ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, requireTLS: false }],
    ['smtp://mail.example:25', { host: 'mail.example', port: 25, secure: false, requireTLS: false }],
    ['smtps://mail.example', { host: 'mail.example', port: 465, secure: true, requireTLS: false }],
    [
      'smtp://us%40er:p%3Ass@mail.example',
      { host: 'mail.example', port: 587, secure: false, requireTLS: true, auth: { user: 'us@er', pass: 'p:ss' } },
    ],
    [
      'smtp://u:p@localhost:2525',
      { host: 'localhost', port: 2525, secure: false, requireTLS: false, auth: { user: 'u', pass: 'p' } },
    ],
    ['smtp://[::1]:2525', { host: '::1', port: 2525, secure: false, requireTLS: false }],
    ['https://mail.example', undefined],
    ['smtp:', undefined],
    ['mail.example', undefined],
    ['smtp://u:%zz@mail.example', undefined],
  ])('reads %s', (text, expected) => {
    expect(smtpAddress(text)).toEqual(expected);
  });
});
