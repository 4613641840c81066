import type { Clock, Target } from '../src/app/ports.ts';
import type { ChannelContext } from '../src/channels/channel.ts';
import { createTarget } from '../src/channels/registry.ts';
import { channelsOf } from './channels.ts';
import { invocationLog } from './invocation-log.ts';
import { SETTINGS, type Settings } from './settings.ts';

/** The targets that the settings switch on, by id; the log is always among them. */
export function targetsOf(settings: Partial<Settings>, clock: Clock): ReadonlyMap<string, Target> {
  const context: ChannelContext = {
    // Only touched when something is sent: Node loads its HTTP client the first time that anybody looks at `fetch`.
    fetch: (...request) => fetch(...request),
    now: clock,
    warn: (line) => invocationLog.warn(line),
    content: {
      locale: 'en',
      timeZone: settings.TIME_ZONE ?? SETTINGS.TIME_ZONE.fallback,
      ...(settings.STATUS_PAGE_URL && { statusPageUrl: settings.STATUS_PAGE_URL }),
    },
  };
  const { log, webhook } = channelsOf(settings);
  const targets = [
    createTarget('log', 'log', log, context),
    ...(webhook ? [createTarget('webhook', 'webhook', webhook, context)] : []),
  ];
  return new Map(targets.map((target) => [target.id, target]));
}
