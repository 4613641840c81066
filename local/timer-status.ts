import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const timerStatus = z.object({
  /** When the function last ran; absent before its first run. */
  last: z.iso.datetime().optional(),
  /** When this was written: what a schedule that never ran counts from. */
  lastUpdated: z.iso.datetime(),
});
export type TimerStatus = z.infer<typeof timerStatus>;

/** @returns undefined where there is none, or none that can be read. */
export function readTimerStatus(path: string): TimerStatus | undefined {
  try {
    return timerStatus.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes beside and renames, so that a kill leaves the old or the new status. */
export function writeTimerStatus(path: string, status: TimerStatus): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(status)}\n`);
  renameSync(`${path}.new`, path);
}
