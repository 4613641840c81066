import { app } from '@azure/functions';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

/** The timer that looks at what is due. */
export function registerSweep(boot: Boot, schedule: string): void {
  app.timer('sweep', {
    schedule,
    handler: (_timer, context) =>
      underInvocation(context, async () => {
        const settled = await boot();
        if (!settled.ok) return (await import('./trouble.ts')).tellTrouble(settled, Date.now);
        const service = await settled.service();
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
