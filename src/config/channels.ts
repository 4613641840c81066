import type { ChannelSettings } from '../channels/registry.ts';
import type { Settings } from './settings.ts';

/**
 * The channels that single settings switch on, by kind; the log is always among them. Loads none of them.
 *
 * @param period from one sweep to the next, in milliseconds: what a service forgets is repeated that often
 */
export function channelsOf(
  settings: Partial<Settings>,
  period = 0,
): Pick<ChannelSettings, 'log'> & Partial<ChannelSettings> {
  const { SMTP_URL: smtp, EMAIL_FROM: from, EMAIL_TO: to, PAGERDUTY_ROUTING_KEY: routingKey } = settings;
  return {
    log: {},
    ...(settings.ALERT_WEBHOOK_URL && {
      webhook: { url: settings.ALERT_WEBHOOK_URL, secret: settings.ALERT_WEBHOOK_SECRET },
    }),
    ...(settings.TEAMS_WEBHOOK_URL && { teams: { url: settings.TEAMS_WEBHOOK_URL } }),
    ...(settings.SLACK_WEBHOOK_URL && { slack: { url: settings.SLACK_WEBHOOK_URL } }),
    ...(routingKey && {
      pagerduty: {
        routingKey,
        eventsUrl: settings.PAGERDUTY_EVENTS_URL,
        minSeverity: settings.PAGERDUTY_MIN_SEVERITY,
      },
    }),
    ...(settings.ALERTMANAGER_URL && {
      alertmanager: { url: settings.ALERTMANAGER_URL, holdMs: holdFor(period) },
    }),
    ...(smtp && from && to && { email: { url: smtp, from, to } }),
    ...(settings.NTFY_URL && { ntfy: { url: settings.NTFY_URL } }),
  };
}

const HOLD_PERIODS = 3;
const LEAST_HOLD = 60_000;

/** How long an Alertmanager holds an alert, in milliseconds: it outlives a sweep that is late or fails. */
export function holdFor(period: number): number {
  return Math.max(LEAST_HOLD, HOLD_PERIODS * period);
}
