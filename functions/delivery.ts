import type { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { bury, deliver } from '../src/app/deliver/deliver.ts';
import type { Service } from '../src/compose.ts';

const pointer = z.object({ tenantId: z.string(), incidentId: z.string(), seq: z.number(), target: z.string() });

/** @throws where the message names no notification, or that notification cannot be read */
export async function deliverMessage(message: unknown, service: Service): Promise<void> {
  await deliver(pointer.parse(message), service.deliver);
}

/** Marks the notification as dead whose message kept crashing its handler. */
export async function buryMessage(message: unknown, service: Service, context: InvocationContext): Promise<void> {
  const parsed = pointer.safeParse(message);
  // Keeping a message that this app did not write would only make it come again.
  if (!parsed.success) return context.error('queue message: dropped, it does not name a notification');
  await bury(parsed.data, service.deliver);
}
