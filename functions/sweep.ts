import { app } from '@azure/functions';
import { SETTINGS } from '../src/config/settings.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

/** The timer that looks at what is due. */
export function registerSweep(boot: Boot): void {
  app.timer('sweep', {
    schedule: (boot.ok && boot.settings.SWEEP_SCHEDULE) || SETTINGS.SWEEP_SCHEDULE.fallback,
    handler: (_timer, context) =>
      underInvocation(context, async () => {
        if (!boot.ok) return (await import('./trouble.ts')).tellTrouble(boot, Date.now);
        const service = await boot.service();
        const { tenants, decided, complete, latestBy } = await service.sweep();
        // The alert rules in infra/alerts.bicep read these lines: there is no metric of how old what waits is.
        const late = latestBy === undefined ? '' : ` lateSeconds=${Math.floor(latestBy / 1_000)}`;
        context.info(`check: ${complete ? 'done' : 'incomplete'}, tenants=${tenants} tokens=${decided}${late}`);
        if (!complete) return;
        const outcome = await service.beat();
        if (outcome && outcome.kind !== 'delivered') {
          context.warn(`heartbeat: not delivered, setting=HEARTBEAT_URL reason="${outcome.reason}"`);
        }
      }),
  });
}
