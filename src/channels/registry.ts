import { ALERTMANAGER, type AlertmanagerSettings } from './alertmanager.ts';
import type { Channel, ChannelContext, Target } from './channel.ts';
import { EMAIL, type EmailSettings } from './email.ts';
import { LOG } from './log.ts';
import { NTFY, type NtfySettings } from './ntfy.ts';
import { PAGERDUTY, type PagerDutySettings } from './pagerduty.ts';
import { SLACK, type SlackSettings } from './slack.ts';
import { TEAMS, type TeamsSettings } from './teams.ts';
import { WEBHOOK, type WebhookSettings } from './webhook.ts';

/** What each channel needs to know; a new channel begins here, and then does not compile until `CHANNELS` has it. */
export interface ChannelSettings {
  readonly log: Readonly<Record<never, never>>;
  readonly webhook: WebhookSettings;
  readonly teams: TeamsSettings;
  readonly slack: SlackSettings;
  readonly pagerduty: PagerDutySettings;
  readonly alertmanager: AlertmanagerSettings;
  readonly email: EmailSettings;
  readonly ntfy: NtfySettings;
}

export type ChannelKind = keyof ChannelSettings;

type Channels = { readonly [Kind in ChannelKind]: Channel<ChannelSettings[Kind]> };

export const CHANNELS = {
  log: LOG,
  webhook: WEBHOOK,
  teams: TEAMS,
  slack: SLACK,
  pagerduty: PAGERDUTY,
  alertmanager: ALERTMANAGER,
  email: EMAIL,
  ntfy: NTFY,
} satisfies Channels;

/** Builds the target of one kind; `id` names it in rows, routes and health. */
export function createTarget<Kind extends ChannelKind>(
  kind: Kind,
  id: string,
  settings: ChannelSettings[Kind],
  context: ChannelContext,
): Target {
  const channels: Channels = CHANNELS;
  return channels[kind].create(id, settings, context);
}
