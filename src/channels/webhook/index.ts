import * as z from 'zod';
import { Secret } from '../../app/model/secret.ts';
import { defineChannel } from '../definition.ts';
import { alertUrl } from '../setting-types.ts';
import { signingSecretProblem } from '../webhook-secret.ts';
import type { WebhookSettings } from './send.ts';

const signingSecret = z
  .string()
  .superRefine((text, context) => {
    const problem = signingSecretProblem(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((text) => new Secret(text));

/** An HTTP endpoint of the customer's own. */
export const WEBHOOK = defineChannel({
  settings: {
    ALERT_WEBHOOK_URL: {
      parse: alertUrl,
      about: 'Address that the generic webhook posts its events to.',
      isSecret: true,
    },
    ALERT_WEBHOOK_SECRET: {
      parse: signingSecret,
      about: 'Key that signs those events (Standard Webhooks): `whsec_` and base64.',
      isSecret: true,
    },
  },
  fromSettings: ({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret }): WebhookSettings | undefined =>
    url && { url, secret },
  problems: (isSet) =>
    isSet('ALERT_WEBHOOK_SECRET') && !isSet('ALERT_WEBHOOK_URL')
      ? ['ALERT_WEBHOOK_SECRET must come with ALERT_WEBHOOK_URL']
      : [],
  route: (reference) => ({ url: reference(alertUrl), secret: reference(signingSecret).optional() }),
  load: async () => (await import('./send.ts')).WEBHOOK,
});
