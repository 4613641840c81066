import * as z from 'zod';
import type { PollMessage } from '../src/app/model/poll.ts';

const pollMessage: z.ZodType<PollMessage> = z.object({ tenantId: z.string() });

/** Reads a queue message; undefined where it is none of ours. */
export function pollMessageOf(message: unknown): PollMessage | undefined {
  return pollMessage.safeParse(message).data;
}
