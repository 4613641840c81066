import { invocationLog } from '../../functions/invocation-log.ts';
import type { Clock, Target } from '../app/model/ports.ts';
import type { AlertRoutes } from '../config/alert-routes.ts';
import { channelsOf, holdFor } from '../config/channels.ts';
import { SETTINGS, type Settings } from '../config/settings.ts';
import type { ChannelContext } from './channel.ts';
import { withPatience } from './patience.ts';
import { type ChannelKind, type ChannelSettings, createTarget } from './registry.ts';

/** Sends a second that a service takes of one sender for long; the others name no limit that we would reach. */
const PER_SECOND: Partial<Record<ChannelKind, number>> = { slack: 1, teams: 2, pagerduty: 2, ntfy: 1 };

/** The targets that the settings and the routes switch on, by id; the log is always among them. */
export function targetsOf(
  settings: Partial<Settings>,
  clock: Clock,
  { routes, period = 0 }: { readonly routes?: AlertRoutes; readonly period?: number } = {},
): ReadonlyMap<string, Target> {
  const context: ChannelContext = {
    // Only touched when something is sent: Node loads its HTTP client the first time that anybody looks at `fetch`.
    fetch: (...request) => fetch(...request),
    now: clock,
    warn: (line) => invocationLog.warn(line),
    content: {
      locale: settings.ALERT_LOCALE ?? 'en',
      timeZone: settings.TIME_ZONE ?? SETTINGS.TIME_ZONE.fallback,
      ...(settings.STATUS_PAGE_URL && { statusPageUrl: settings.STATUS_PAGE_URL }),
    },
  };
  const create = <Kind extends ChannelKind>(kind: Kind, id: string, own: ChannelSettings[Kind]) =>
    withPatience(createTarget(kind, id, own, context), PER_SECOND[kind], clock);
  const { log, webhook, teams, slack, pagerduty, alertmanager, email, ntfy } = channelsOf(settings, period);
  const targets = [
    create('log', 'log', log),
    webhook && create('webhook', 'webhook', webhook),
    teams && create('teams', 'teams', teams),
    slack && create('slack', 'slack', slack),
    pagerduty && create('pagerduty', 'pagerduty', pagerduty),
    alertmanager && create('alertmanager', 'alertmanager', alertmanager),
    email && create('email', 'email', email),
    ntfy && create('ntfy', 'ntfy', ntfy),
    ...Object.entries(routes?.targets ?? {}).map(([id, { kind, settings: own }]) =>
      create(kind, id, kind === 'alertmanager' ? { ...own, holdMs: holdFor(period) } : own),
    ),
  ];
  return new Map(targets.flatMap((target) => (target ? [[target.id, target]] : [])));
}
