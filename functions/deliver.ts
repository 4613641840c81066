import { app } from '@azure/functions';
import * as z from 'zod';
import { bury, deliver } from '../src/app/deliver.ts';
import { NOTIFICATION_QUEUE } from '../src/app/ports.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

const pointer = z.object({ tenantId: z.string(), incidentId: z.string(), seq: z.number(), target: z.string() });

/** The queue of notifications: each message is one notice to one target. */
export function registerDeliver(boot: Boot): void {
  app.storageQueue('deliver', {
    queueName: NOTIFICATION_QUEUE,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) =>
      underInvocation(context, async () => {
        if (!boot.ok) throw new Error('the settings are wrong, so nothing can be delivered');
        await deliver(pointer.parse(message), (await boot.service()).deliver);
      }),
  });
  app.storageQueue('deliver-poison', {
    queueName: `${NOTIFICATION_QUEUE}-poison`,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) =>
      underInvocation(context, async () => {
        if (!boot.ok) throw new Error('the settings are wrong, so nothing can be recorded');
        const parsed = pointer.safeParse(message);
        // A message that points nowhere was not ours; keeping it would only make it come again.
        if (!parsed.success) return context.error('a message that points to no notification was dropped');
        await bury(parsed.data, (await boot.service()).deliver);
      }),
  });
}
