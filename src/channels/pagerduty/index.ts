import * as z from 'zod';
import { defineChannel } from '../definition.ts';
import { alertUrl, secretText } from '../setting-types.ts';
import type { PagerDutySettings } from './send.ts';

const severity = z.enum(['info', 'warning', 'critical'], 'must be info, warning or critical');

/** A service of PagerDuty. */
export const PAGERDUTY = defineChannel({
  settings: {
    PAGERDUTY_ROUTING_KEY: {
      parse: secretText,
      about: 'Integration key of a PagerDuty service (Events API v2).',
      isSecret: true,
    },
    PAGERDUTY_EVENTS_URL: {
      parse: alertUrl,
      about: 'Address of the PagerDuty Events API, where it is not the default one (accounts in the EU).',
    },
    PAGERDUTY_MIN_SEVERITY: {
      parse: severity as z.ZodType<z.output<typeof severity>, string>,
      fallback: 'warning',
      about: 'Lowest severity sent to PagerDuty: `info`, `warning` or `critical`.',
    },
  },
  fromSettings: ({
    PAGERDUTY_ROUTING_KEY: routingKey,
    PAGERDUTY_EVENTS_URL: eventsUrl,
    PAGERDUTY_MIN_SEVERITY: minSeverity,
  }): PagerDutySettings | undefined => routingKey && { routingKey, eventsUrl, minSeverity },
  route: (reference) => ({
    routingKey: reference(secretText),
    eventsUrl: reference(alertUrl).optional(),
    minSeverity: severity.optional(),
  }),
  leastSeverity: ({ minSeverity }) => minSeverity ?? 'warning',
  hasKeys: true,
  perSecond: 2,
  load: async () => (await import('./send.ts')).PAGERDUTY,
});
