import { app } from '@azure/functions';
import { NOTIFICATION_QUEUE } from '../src/app/model/ports.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

/** The queue of wake-ups: each says that there may be something to do for one target. */
export function registerDeliver(boot: Boot): void {
  app.storageQueue('deliver', {
    queueName: NOTIFICATION_QUEUE,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) =>
      underInvocation(context, async () => {
        // While settings are wrong nothing is claimed or counted: the sweep wakes all targets when they are right.
        const settled = await boot();
        if (!settled.ok) return context.warn('delivery: put off, the settings of this app are wrong');
        const [{ wakeUpOf }, service] = await Promise.all([import('./wake-up.ts'), settled.service()]);
        const wakeUp = wakeUpOf(message);
        if (!wakeUp) return context.error('delivery: message dropped, it is not a wake-up');
        await service.deliver(wakeUp, Number(context.triggerMetadata?.dequeueCount ?? 1));
      }),
  });
  app.storageQueue('deliver-poison', {
    queueName: `${NOTIFICATION_QUEUE}-poison`,
    connection: 'AzureWebJobsStorage',
    // What there is to say stands in the mailboxes; the sweep wakes again.
    handler: (_message, context) => context.error('delivery: wake-up failed again and again, left to the next check'),
  });
}
