import { app } from '@azure/functions';
import { sweep } from '../src/app/sweep.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';
import { SETTINGS } from './settings.ts';
import { tellTrouble } from './trouble.ts';

/** The timer that looks at what is due. */
export function registerSweep(boot: Boot): void {
  app.timer('sweep', {
    schedule: (boot.ok && boot.settings.SWEEP_SCHEDULE) || SETTINGS.SWEEP_SCHEDULE.fallback,
    handler: (_timer, context) =>
      underInvocation(context, async () => {
        if (!boot.ok) return tellTrouble(boot, Date.now);
        const { tenants, decided, enqueued, complete } = await sweep((await boot.service()).sweep);
        const rest = complete ? '' : '; not all of it was reached';
        context.info(`sweep: ${tenants} tenants, ${decided} tokens decided, ${enqueued} notifications enqueued${rest}`);
      }),
  });
}
