import { app, type InvocationContext } from '@azure/functions';
import { NOTIFICATION_QUEUE } from '../src/app/model/ports.ts';
import type { Service } from '../src/compose.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

type HandleMessage = (message: unknown, service: Service, context: InvocationContext) => Promise<void>;

/** The queue of notifications: each message is one notice to one target. */
export function registerDeliver(boot: Boot): void {
  register('deliver', NOTIFICATION_QUEUE, boot, async () => (await import('./delivery.ts')).deliverMessage);
  register('deliver-poison', `${NOTIFICATION_QUEUE}-poison`, boot, async () => {
    return (await import('./delivery.ts')).buryMessage;
  });
}

/** @param load imports what handles a message, at the first one */
function register(name: string, queueName: string, boot: Boot, load: () => Promise<HandleMessage>): void {
  app.storageQueue(name, {
    queueName,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) =>
      underInvocation(context, async () => {
        if (!boot.ok) throw new Error('settings: invalid, nothing can be delivered');
        const [handle, service] = await Promise.all([load(), boot.service()]);
        await handle(message, service, context);
      }),
  });
}
