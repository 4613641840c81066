import * as z from 'zod';
import { BadContinuation } from '../app/model/ports.ts';

/** Where reading goes on: behind this key of this partition. */
export type Position = readonly [partition: string, row: string];

const position = z.tuple([z.string(), z.string()]);

/** A position as a continuation; `readPosition` is the other way. */
export function writePosition(partition: string, row: string): string {
  return Buffer.from(JSON.stringify([partition, row])).toString('base64url');
}

/** @throws BadContinuation */
export function readPosition(continuation: string): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(continuation, 'base64url').toString()));
  } catch (error) {
    throw new BadContinuation('continuation is none that this program gave', { cause: error });
  }
}
