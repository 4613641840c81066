import { newId } from './new-id.ts';
import type { TestNotice } from './notice.ts';
import type { Target } from './ports.ts';

export interface TestResult {
  readonly target: string;
  readonly outcome: 'delivered' | 'failed';
  /** Why it failed, without secrets. */
  readonly reason: string | null;
}

/** Sends a test to each target at once, past the queue: whoever asks wants to know now. Takes one send's limit at most. */
export async function testTargets(targets: readonly Target[], now: number): Promise<readonly TestResult[]> {
  const notice: TestNotice = { type: 'vpp.test', notificationId: `${newId(now)}-1`, at: now, severity: 'info' };
  return Promise.all(
    targets.map(async (target) => {
      const result = await target.send(notice);
      const isDelivered = result.kind === 'delivered';
      return {
        target: target.id,
        outcome: isDelivered ? 'delivered' : 'failed',
        reason: isDelivered ? null : result.reason,
      };
    }),
  );
}
