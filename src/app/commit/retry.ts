import { type Clock, StorageUnavailable } from '../model/ports.ts';

/** Waits; injected, so that a simulation needs no real time. */
export type Sleep = (ms: number) => Promise<void>;

/** What trying again on conflicts needs of the world. */
export interface Patience {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** A report is answered within this, if need be with 503. */
export const DEADLINE_MS = 10_000;

/** The first wait after a conflict is up to this; it doubles, up to the second figure. */
const FIRST_WAIT_MS = 10;
const MAX_WAIT_MS = 500;

/**
 * Waits for a while, longer with every try, before what met a conflict is tried again.
 *
 * @param tries how often it was tried before this time
 * @param deadline milliseconds since the epoch
 * @throws StorageUnavailable when the deadline passes first
 */
export async function backOff(tries: number, deadline: number, { clock, sleep, random }: Patience): Promise<void> {
  const wait = random() * Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
  if (clock() + wait >= deadline) throw new StorageUnavailable('others kept changing the same token');
  await sleep(wait);
}

/**
 * Reads, decides and writes until no other instance wrote in between.
 *
 * @param deadline milliseconds since the epoch
 * @throws StorageUnavailable when the deadline passes first
 */
export async function untilCommitted<T>(
  attempt: (tries: number) => Promise<T | 'conflict'>,
  deadline: number,
  patience: Patience,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    const result = await attempt(tries);
    if (result !== 'conflict') return result;
    await backOff(tries, deadline, patience);
  }
}
