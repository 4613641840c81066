import { describe, expect, it } from 'vitest';
import type { Locale } from '../../src/channels/content/content.ts';
import { buildBody } from '../../src/channels/email/send.ts';
import { smtpAddress } from '../../src/channels/email/smtp-address.ts';
import { expectGolden } from './golden.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { KINDS, SHAPES, shapes } from './kinds.ts';
import { expiringNotice, incidentNotice, resolvedNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';

const EN = contentOptions();
const ADDRESSES = { from: 'VPP <vpp@contoso.example>', to: ['it@contoso.example', 'ops@contoso.example'] };

describe('email', () => {
  it.each(shapes('incident', 'bare'))('says the shape %s as the golden files do', (kind, notice) => {
    const { text, html, headers, ...rest } = buildBody(notice, ADDRESSES, contentOptions({ own: OWN_LINKS }));
    const head = Object.entries({ ...rest, ...headers }).map(([name, value]) => `${name}: ${value}`);
    expectGolden('email', kind, [...head, '', text].join('\n'));
    expectGolden('email', kind, html, 'html');
  });

  it.each([
    ['incident', '🚨 VPP sync failing: ', '【重大】VPP トークンの同期に失敗: '],
    ['end', '✅ VPP sync recovered: ', '【復旧】VPP トークンの同期: '],
    ['list', '⚠️ 2 VPP tokens expire by ', '【警告】VPP トークン 2 個が期限切れ間近'],
    ['bare', 'ℹ️ Test alert', '【お知らせ】テスト通知'],
  ] as const)('begins the subject of the shape %s as the language does', (shape, en, ja) => {
    const subject = (locale: Locale) => buildBody(SHAPES[shape], ADDRESSES, contentOptions({ locale })).subject;
    expect(subject('en').startsWith(en)).toBe(true);
    expect(subject('ja').startsWith(ja)).toBe(true);
    expect(subject('ja')).not.toMatch(/\p{Extended_Pictographic}/u);
  });

  it('has one mark in a Japanese subject that says how it goes on', () => {
    const { subject } = buildBody(KINDS['updated-worse']!, ADDRESSES, contentOptions({ locale: 'ja' }));
    expect(subject).toMatch(/^【重大化】VPP/);
  });

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
