import { app, type InvocationContext } from '@azure/functions';
import { NOTIFICATION_QUEUE } from '../src/app/ports.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';
import type { Service } from './service.ts';

type Delivery = typeof import('./delivery.ts');

/** The queue of notifications: each message is one notice to one target. */
export function registerDeliver(boot: Boot): void {
  register('deliver', NOTIFICATION_QUEUE, boot, ({ deliverMessage }, message, service) =>
    deliverMessage(message, service),
  );
  register('deliver-poison', `${NOTIFICATION_QUEUE}-poison`, boot, ({ buryMessage }, message, service, context) =>
    buryMessage(message, service, context),
  );
}

function register(
  name: string,
  queueName: string,
  boot: Boot,
  handle: (delivery: Delivery, message: unknown, service: Service, context: InvocationContext) => Promise<void>,
): void {
  app.storageQueue(name, {
    queueName,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) =>
      underInvocation(context, async () => {
        if (!boot.ok) throw new Error('the settings are wrong, so nothing can be delivered');
        const [delivery, service] = await Promise.all([import('./delivery.ts'), boot.service()]);
        await handle(delivery, message, service, context);
      }),
  });
}
