import { app } from '@azure/functions';
import { POLL_QUEUE } from '../src/app/model/ports.ts';
import type { Boot } from './boot.ts';
import { underInvocation } from './invocation-log.ts';

/** The queue of polls: each message says that the tokens of one tenant may have to be read from Graph. */
export function registerPoll(boot: Boot): void {
  app.storageQueue('poll', {
    queueName: POLL_QUEUE,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) =>
      underInvocation(context, async () => {
        // While settings are wrong nothing is read: the sweep hands out again what is due then.
        const settled = await boot();
        if (!settled.ok) return context.warn('poll: put off, the settings of this app are wrong');
        const [{ pollMessageOf }, service] = await Promise.all([import('./poll-message.ts'), settled.service()]);
        const due = pollMessageOf(message);
        if (!due) return context.error('poll: message dropped, it names no tenant');
        await service.poll(due);
      }),
  });
  app.storageQueue('poll-poison', {
    queueName: `${POLL_QUEUE}-poison`,
    connection: 'AzureWebJobsStorage',
    // The tenant is still due; the sweep hands it out again.
    handler: (_message, context) => context.error('poll: failed again and again, left to the next check'),
  });
}
