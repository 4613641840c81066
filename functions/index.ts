import process from 'node:process';
import { CHANNELS } from '../src/channels/registry.ts';
import { boot } from './boot.ts';
import { registerDeliver } from './deliver.ts';
import { registerHealth } from './health.ts';
import { registerRetention } from './retention.ts';
import { registerRoutes } from './routes.ts';
import { registerSweep } from './sweep.ts';

// What is imported from here runs before the app is registered; what handles a call is imported at its first one.
const started = boot(process.env);

registerRoutes(started);
registerHealth(started);
registerDeliver(started);
registerSweep(started);
registerRetention(started);

/** Called by the local host alone, where it checks no keys; the host in Azure calls no export of this file. */
export function openPages(): void {
  if (started.ok) started.openPages?.();
}

/** The channels that are on, for the one who starts the program to see. */
export const channelSummary: readonly string[] = [
  ...CHANNELS.switchedOn(started.ok ? started.settings : started.valid).map(({ kind }) => kind),
  ...Object.keys(started.routes?.targets ?? {}),
];
