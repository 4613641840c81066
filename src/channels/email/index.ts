import * as z from 'zod';
import { Secret } from '../../app/model/secret.ts';
import { defineChannel } from '../definition.ts';
import type { EmailSettings } from './send.ts';
import { smtpAddress } from './smtp-address.ts';

const smtpUrl = z
  .string()
  .refine(
    (text) => smtpAddress(text) !== undefined,
    'must be an smtp or smtps URL, as in smtps://user:password@mail.example.com (with % and the like percent-encoded)',
  )
  .transform((text) => new Secret(text));

const ADDRESS = /^(?:[^<>\p{Cc}]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u;
const ADDRESS_ALLOWED = 'must be an e-mail address, as in ops@example.com or Ops <ops@example.com>';
const address = z.string(ADDRESS_ALLOWED).regex(ADDRESS, ADDRESS_ALLOWED);

const addresses = z
  .string()
  .transform((text) => text.split(',').map((it) => it.trim()))
  .refine((all) => all.every((it) => ADDRESS.test(it)), 'must be e-mail addresses separated by commas');

const NAMES = ['SMTP_URL', 'EMAIL_FROM', 'EMAIL_TO'] as const;

/** Mail by SMTP. */
export const EMAIL = defineChannel({
  settings: {
    SMTP_URL: {
      parse: smtpUrl,
      about: 'Mail server, `smtp://` (STARTTLS) or `smtps://`, with user and password.',
      isSecret: true,
    },
    EMAIL_FROM: { parse: address, about: 'Sender of the mail.' },
    EMAIL_TO: { parse: addresses, about: 'Recipients of the mail, separated by commas.' },
  },
  fromSettings: ({ SMTP_URL: url, EMAIL_FROM: from, EMAIL_TO: to }): EmailSettings | undefined =>
    url && from && to ? { url, from, to } : undefined,
  problems(isSet) {
    const count = NAMES.filter(isSet).length;
    return count === 1 || count === 2 ? ['SMTP_URL, EMAIL_FROM and EMAIL_TO must be set together'] : [];
  },
  route: (reference) => ({ url: reference(smtpUrl), from: address, to: z.array(address).min(1) }),
  load: async () => (await import('./send.ts')).EMAIL,
});
