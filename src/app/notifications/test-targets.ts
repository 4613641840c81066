import type { TestNotice } from '../model/notice.ts';
import type { Target } from '../model/ports.ts';

export interface TestResult {
  readonly target: string;
  readonly outcome: 'delivered' | 'failed';
  /** Why it failed, without secrets. */
  readonly reason: string | null;
}

/** Sends a test to each target at once, past mailboxes and pauses: whoever asks wants to know now. */
export async function testTargets(
  targets: readonly Target[],
  notificationId: string,
  now: number,
): Promise<readonly TestResult[]> {
  const notice: TestNotice = { type: 'vpp.test', notificationId, at: now, severity: 'info' };
  return Promise.all(
    targets.map(async (target) => {
      const outcome = await target.send(notice);
      const isDelivered = outcome.kind === 'delivered';
      return {
        target: target.id,
        outcome: isDelivered ? 'delivered' : 'failed',
        reason: isDelivered ? null : outcome.reason,
      };
    }),
  );
}
