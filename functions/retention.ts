import { app } from '@azure/functions';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

/** Every hour at a quarter past; a round that is complete is followed by a day's rest. */
const SCHEDULE = '0 15 * * * *';

/** The timer that deletes what is past its time. */
export function registerRetention(boot: Boot): void {
  app.timer('retention', {
    schedule: SCHEDULE,
    handler: (_timer, context) =>
      underInvocation(context, async () => {
        const settled = await boot();
        if (!settled.ok) return;
        const service = await settled.service();
        context.info(`retention: done, rows=${await service.retain()}`);
      }),
  });
}
