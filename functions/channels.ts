import type { ChannelSettings } from '../src/channels/registry.ts';
import type { Settings } from './settings.ts';

/** The channels that the settings switch on; the log is always among them. Loads none of them. */
export function channelsOf(settings: Partial<Settings>): Pick<ChannelSettings, 'log'> & Partial<ChannelSettings> {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = settings;
  return { log: {}, ...(url && { webhook: { url, ...(secret && { secret }) } }) };
}
