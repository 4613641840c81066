import type { Notice } from '../../app/model/notice.ts';
import type { SendOutcome } from '../../app/model/ports.ts';
import type { Secret } from '../../app/model/secret.ts';
import { networkFailure } from '../../network/reason.ts';
import type { Channel, ChannelContext } from '../channel.ts';
import type { ContentOptions } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { paragraphs, wordsFor } from '../content/plain.ts';
import { shorten } from '../content/text.ts';
import { SEND_LIMIT_MS } from '../http-send.ts';
import { subjectId } from '../identity.ts';
import { htmlOf } from './html.ts';
import { type SmtpAddress, smtpAddress } from './smtp-address.ts';

export interface EmailSettings {
  /** `smtp://` or `smtps://`, read by `smtpAddress`. */
  readonly url: Secret;
  /** One address, with or without a name. */
  readonly from: string;
  readonly to: readonly string[];
}

/** Longest subject, in UTF-16 code units: readers show less, and servers fold far later. */
const SUBJECT_LIMIT = 200;

/**
 * A mail. Its `messageId` is the notice's, the same on every attempt, so that readers show a repetition once; `references` name one root for
 * all mails of an incident, so that they stand together.
 */
export function buildBody(notice: Notice, settings: Pick<EmailSettings, 'from' | 'to'>, options: ContentOptions) {
  const content = describe(notice, options);
  const subject = wordsFor(options.locale).mailSubject(content.tone, content.title);
  const domain = /@([^\s@>]+)>?\s*$/.exec(settings.from)?.[1] ?? 'vpp-token-sync-webhook.invalid';
  const idOf = (name: string) => `<${name.replace(/[^A-Za-z0-9._-]/g, '-')}@${domain}>`;
  const root = idOf(subjectId(notice));
  const links = content.links.map(({ label, url }) => `${label}:\n${url}`);
  return {
    from: settings.from,
    to: [...settings.to],
    subject: shorten(subject, SUBJECT_LIMIT, undefined, 4),
    messageId: idOf(notice.notificationId),
    inReplyTo: root,
    references: root,
    // Keeps holiday replies away (RFC 3834, and Exchange's own header).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: [content.title, ...paragraphs(content, options.locale), ...links].join('\n\n'),
    html: htmlOf(content, options.locale),
  };
}

/** Mail by SMTP, one message to all recipients. */
export const EMAIL: Channel<EmailSettings> = {
  create: (settings, context) => {
    const address = smtpAddress(settings.url.reveal());
    return {
      async send(notice) {
        if (address === undefined) return { kind: 'notTaken', reason: 'the configured address is not an SMTP URL' };
        return sendMail(address, buildBody(notice, settings, context.content), context);
      },
    };
  },
};

async function sendMail(
  address: SmtpAddress,
  mail: ReturnType<typeof buildBody>,
  context: ChannelContext,
): Promise<SendOutcome> {
  const limitMs = context.sendLimitMs ?? SEND_LIMIT_MS;
  // Loaded only here: most apps never send mail, and nearly every call of a quiet app is a cold start.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ ...address, disableFileAccess: true, disableUrlAccess: true });
  try {
    const signal = AbortSignal.timeout(limitMs);
    const info = await transport.sendMail({ ...mail, date: new Date(context.now()), signal });
    // Sending it again would send it twice to all other recipients.
    if (info.rejected.length > 0) {
      context.warn(
        `email: sent, but not to all recipients, refused=${info.rejected.length} recipients=${mail.to.length}`,
      );
    }
    return { kind: 'delivered' };
  } catch (error) {
    return classify(error, limitMs);
  } finally {
    transport.close();
  }
}

/** Too much to store, and a transaction that failed, speak of the message (RFC 5321, section 4.2.2). */
const ABOUT_MESSAGE: ReadonlySet<unknown> = new Set([552, 554]);

/** Every other answer speaks of the server, the login or a mailbox. */
function classify(error: unknown, limitMs: number): SendOutcome {
  const status = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
  if (typeof status !== 'number') return networkFailure(error, limitMs);
  const login = error instanceof Error && 'code' in error && error.code === 'EAUTH';
  const reason = login ? `login refused (${status})` : `the mail server answered ${status}`;
  return ABOUT_MESSAGE.has(status) ? { kind: 'refused', reason } : { kind: 'notTaken', reason };
}
