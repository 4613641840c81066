import { defineChannel } from '../definition.ts';
import { alertUrl } from '../setting-types.ts';
import type { SlackSettings } from './send.ts';

/** A channel of Slack, through an incoming webhook. */
export const SLACK = defineChannel({
  settings: {
    SLACK_WEBHOOK_URL: { parse: alertUrl, about: 'URL of a Slack incoming webhook.', isSecret: true },
  },
  fromSettings: ({ SLACK_WEBHOOK_URL: url }): SlackSettings | undefined => url && { url },
  route: (reference) => ({ url: reference(alertUrl) }),
  perSecond: 1,
  load: async () => (await import('./send.ts')).SLACK,
});
