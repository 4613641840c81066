import type { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { bury, deliver } from '../src/app/deliver/deliver.ts';
import type { Service } from '../src/compose.ts';

const pointer = z.object({ tenantId: z.string(), incidentId: z.string(), seq: z.number(), target: z.string() });

/** @throws where the message is none of ours, or what it points to cannot be read */
export async function deliverMessage(message: unknown, service: Service): Promise<void> {
  await deliver(pointer.parse(message), service.deliver);
}

/** Turns the notification behind a message that kept crashing into a dead one. */
export async function buryMessage(message: unknown, service: Service, context: InvocationContext): Promise<void> {
  const parsed = pointer.safeParse(message);
  // A message that points nowhere was not ours; keeping it would only make it come again.
  if (!parsed.success) return context.error('a message that points to no notification was dropped');
  await bury(parsed.data, service.deliver);
}
