import { Webhook } from 'standardwebhooks';
import type { Notice } from '../../app/model/notice.ts';
import type { Secret } from '../../app/model/secret.ts';
import type { Channel } from '../channel.ts';
import type { ContentOptions, LinkKind } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { sendHttp } from '../http-send.ts';
import { factsOf } from './data.ts';

export interface WebhookSettings {
  readonly url: Secret;
  /** `whsec_` and base64, checked by `signingSecretProblem`; absent where nothing is signed. */
  readonly secret?: Secret;
}

/** A Standard Webhooks event: every name stands in every event of its type, null where there is no value. */
export function buildBody(notice: Notice, options: ContentOptions) {
  return { type: notice.type, timestamp: new Date(notice.at).toISOString(), data: dataOf(notice, options) };
}

function dataOf(notice: Notice, options: ContentOptions): Readonly<Record<string, unknown>> {
  const { title, message, impact, caution, runbook, links } = describe(notice, options);
  const linkOf = (kind: LinkKind) => links.find((link) => link.kind === kind)?.url ?? null;
  return {
    notificationId: notice.notificationId,
    ...factsOf(notice, options),
    // Each is what the data of its own event would be.
    ...(notice.type === 'vpp.digest' && {
      items: notice.items.map((item) => ({ type: item.type, ...dataOf(item, options) })),
    }),
    severity: notice.severity,
    title,
    message,
    impact,
    runbook: { title: runbook.title, caution, steps: runbook.steps, url: runbook.url },
    links: { acknowledge: linkOf('acknowledge'), silence: linkOf('silence'), show: linkOf('show') },
  };
}

/**
 * The headers of one attempt: the id is the notice's on every attempt, timestamp and signature are the attempt's own.
 * `now` is milliseconds since the epoch. Source: the Standard Webhooks specification.
 */
export function signatureHeaders(notice: Notice, body: string, now: number, secret?: Secret): Record<string, string> {
  const id = notice.notificationId;
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now / 1000)) };
  if (secret === undefined) return headers;
  return { ...headers, 'webhook-signature': new Webhook(secret.reveal()).sign(id, new Date(now), body) };
}

/** An HTTP endpoint of the customer's own. */
export const WEBHOOK: Channel<WebhookSettings> = {
  create: ({ url, secret }, context) => ({
    async send(notice) {
      const body = JSON.stringify(buildBody(notice, context.content));
      let headers: Record<string, string>;
      try {
        headers = signatureHeaders(notice, body, context.now(), secret);
      } catch {
        return { kind: 'notTaken', reason: 'the signing secret is not usable' };
      }
      return sendHttp({ url, headers, body }, context);
    },
  }),
};
