import type { Boot } from './boot.ts';
import { registerDeliver } from './deliver.ts';
import { registerHealth } from './health.ts';
import { registerPoll } from './poll.ts';
import { registerRetention } from './retention.ts';
import { registerRoutes } from './routes.ts';
import { registerSweep } from './sweep.ts';

/**
 * Registers every function of the app. What is imported from here runs before the app is registered; what handles a
 * call is imported at its first one.
 *
 * @param schedule of the check (NCRONTAB)
 * @param readsGraph whether tenants may be polled
 */
export function registerAll(boot: Boot, schedule: string, readsGraph: boolean): void {
  registerRoutes(boot);
  registerHealth(boot);
  registerDeliver(boot);
  if (readsGraph) registerPoll(boot);
  registerSweep(boot, schedule);
  registerRetention(boot);
}
