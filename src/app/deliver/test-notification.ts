import { newId } from '../commit/new-id.ts';
import type { TestNotice } from '../model/notice.ts';
import type { Target } from '../model/ports.ts';
import type { HealthNotes } from './target-health.ts';

export interface TestResult {
  readonly target: string;
  readonly outcome: 'delivered' | 'failed';
  /** Why it failed, without secrets. */
  readonly reason: string | null;
}

/**
 * Sends a test to each target at once, past the queue: whoever asks wants to know now. What comes of it counts for the
 * target's health too, so that one that was mended is known to be well before there is anything to tell.
 */
export async function testTargets(
  targets: readonly Target[],
  now: number,
  health: HealthNotes,
): Promise<readonly TestResult[]> {
  const notice: TestNotice = { type: 'vpp.test', notificationId: `${newId(now)}-1`, at: now, severity: 'info' };
  return Promise.all(
    targets.map(async (target) => {
      const result = await target.send(notice);
      await health.note(target.id, result);
      const isDelivered = result.kind === 'delivered';
      return {
        target: target.id,
        outcome: isDelivered ? 'delivered' : 'failed',
        reason: isDelivered ? null : result.reason,
      };
    }),
  );
}
