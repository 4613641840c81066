import { defineChannel } from '../definition.ts';
import { alertUrl } from '../setting-types.ts';
import type { TeamsSettings } from './send.ts';

/** A channel or chat of Microsoft Teams, through a workflow. */
export const TEAMS = defineChannel({
  settings: {
    TEAMS_WEBHOOK_URL: { parse: alertUrl, about: 'URL of a Teams workflow that posts a card.', isSecret: true },
  },
  fromSettings: ({ TEAMS_WEBHOOK_URL: url }): TeamsSettings | undefined => url && { url },
  route: (reference) => ({ url: reference(alertUrl) }),
  perSecond: 2,
  load: async () => (await import('./send.ts')).TEAMS,
});
