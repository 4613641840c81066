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
        const [{ sweep }, service] = await Promise.all([import('../src/app/sweep/sweep.ts'), boot.service()]);
        const { tenants, decided, enqueued, complete } = await sweep(service.sweep);
        const state = complete ? 'done' : 'not complete, the rest follows with the next one';
        context.info(`check: ${state}, tenants=${tenants} tokens=${decided} alerts=${enqueued}`);
        if (!complete) return;
        const heard = await service.beat();
        if (heard && heard.kind !== 'delivered') context.warn(`heartbeat: not delivered, reason="${heard.reason}"`);
      }),
  });
}
