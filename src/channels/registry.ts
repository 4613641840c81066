import { ALERTMANAGER } from './alertmanager/index.ts';
import { EMAIL } from './email/index.ts';
import { LOG } from './log/index.ts';
import { NTFY } from './ntfy/index.ts';
import { PAGERDUTY } from './pagerduty/index.ts';
import { channelSet } from './set.ts';
import { SLACK } from './slack/index.ts';
import { TEAMS } from './teams/index.ts';
import { WEBHOOK } from './webhook/index.ts';

/** The one place where channels are named: a new one is a folder, and a line here. */
export const DEFINITIONS = {
  log: LOG,
  webhook: WEBHOOK,
  teams: TEAMS,
  slack: SLACK,
  pagerduty: PAGERDUTY,
  alertmanager: ALERTMANAGER,
  email: EMAIL,
  ntfy: NTFY,
};

/** All channels, as settings, routes and delivery see them. */
export const CHANNELS = channelSet(DEFINITIONS);
