import * as z from 'zod';
import type { WakeUp } from '../src/app/deliver/ports.ts';

const wakeUp: z.ZodType<WakeUp> = z.object({ target: z.string(), again: z.literal(true).optional() });

/** Reads a queue message; undefined where it is none of ours. */
export function wakeUpOf(message: unknown): WakeUp | undefined {
  return wakeUp.safeParse(message).data;
}
