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
 */
export function registerAll(boot: Boot, schedule: string): void {
  registerRoutes(boot);
  registerHealth(boot);
  registerDeliver(boot);
  registerPoll(boot);
  registerSweep(boot, schedule);
  registerRetention(boot);
}
