import process from 'node:process';
import { bootOf, scheduleOf } from './boot.ts';
import { registerDeliver } from './deliver.ts';
import { registerHealth } from './health.ts';
import { registerRetention } from './retention.ts';
import { registerRoutes } from './routes.ts';
import { registerSweep } from './sweep.ts';

// What is imported from here runs before the app is registered; what handles a call is imported at its first one.
const boot = bootOf(process.env);

registerRoutes(boot);
registerHealth(boot);
registerDeliver(boot);
registerSweep(boot, await scheduleOf(process.env, boot));
registerRetention(boot);

/**
 * The channels that are on, for the one who starts the program to see.
 *
 * @throws Error with all problems of the settings, but in Azure: a program that a person starts stops and says them
 */
export async function channelSummary(): Promise<readonly string[]> {
  const settled = await boot();
  if (!settled.ok && !settled.app) throw new Error(`settings: ${settled.problems.join('; ')}`);
  const { CHANNELS } = await import('../src/channels/registry.ts');
  const kinds = CHANNELS.switchedOn(settled.ok ? settled.settings : settled.valid).map(({ kind }) => kind);
  return [...kinds, ...Object.keys(settled.routes?.targets ?? {})];
}
