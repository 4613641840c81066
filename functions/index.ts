import process from 'node:process';
import { boot } from './boot.ts';
import { registerDeliver } from './deliver.ts';
import { registerHealth } from './health.ts';
import { registerIncidents } from './incidents.ts';
import { registerSweep } from './sweep.ts';
import { registerSyncReports } from './sync-reports.ts';
import { targetsOf } from './targets.ts';
import { registerTokens } from './tokens.ts';

const started = boot(process.env);

registerSyncReports(started);
registerTokens(started);
registerIncidents(started);
registerHealth(started);
registerDeliver(started);
registerSweep(started);

/** The channels that are on, for whoever starts the program to see. */
export const channelSummary: readonly string[] = [
  ...targetsOf(started.ok ? started.settings : started.valid, Date.now).keys(),
];
