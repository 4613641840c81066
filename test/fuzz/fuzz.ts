import fc from 'fast-check';
import { Referee } from './referee.ts';
import { type Memory, type StorageKind, Target } from './target.ts';
import { KEYED, shots } from './traffic.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Whether the app asks for signatures or keys. */
  readonly isKeyed: boolean;
  readonly storage: StorageKind;
  readonly progress: (line: string) => void;
}

export interface Figures {
  readonly runs: number;
  readonly seconds: number;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly reports: number;
  readonly memory: readonly Memory[];
}

const BATCH = 500;

/**
 * Sends requests to the running app one after the other, and holds what it answers, stores and prints against the model.
 * @throws with the request, in a form that can become a test, where they differ.
 */
export async function fuzz({ runs, seed, isKeyed, storage, progress }: FuzzOptions): Promise<Figures> {
  const target = await Target.start(storage, isKeyed ? KEYED.environment : {});
  const referee = new Referee(target, isKeyed);
  const begun = Date.now();
  try {
    for (let done = 0; done < runs; ) {
      const count = Math.min(BATCH, runs - done);
      const batch = fc.sample(shots(Date.now()), { seed: seed + done, numRuns: count });
      target.reconnect();
      for (const shot of batch) await referee.fire(shot);
      await referee.compareTouched();
      done += count;
      progress(`${done} of ${runs}, ${Math.round((1_000 * done) / (Date.now() - begun))}/s: ${referee}`);
    }
    await referee.compareAll();
    return {
      runs,
      seconds: (Date.now() - begun) / 1_000,
      statuses: referee.statuses,
      reports: referee.reports,
      memory: target.memory,
    };
  } finally {
    await target.stop();
  }
}
