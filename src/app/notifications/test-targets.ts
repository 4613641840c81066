import type { MailboxDeps } from '../deliver/ports.ts';
import { noteSuccess } from '../deliver/success.ts';
import type { TestNotice } from '../model/notice.ts';
import { StorageUnavailable, type Target } from '../model/ports.ts';

export interface TestResult {
  readonly target: string;
  readonly outcome: 'delivered' | 'failed';
  /** Why it failed, without secrets. */
  readonly reason: string | null;
}

/**
 * Sends a test to each target at once, past mailboxes and pauses: whoever asks wants to know now. A target that takes
 * it has failed no longer.
 */
export async function testTargets(
  targets: readonly Target[],
  notificationId: string,
  mailbox: MailboxDeps<unknown>,
): Promise<readonly TestResult[]> {
  const notice: TestNotice = { type: 'vpp.test', notificationId, at: mailbox.clock(), severity: 'info' };
  return Promise.all(
    targets.map(async (target) => {
      const outcome = await target.send(notice);
      const isDelivered = outcome.kind === 'delivered';
      if (isDelivered) await noteIt(target.id, mailbox);
      return {
        target: target.id,
        outcome: isDelivered ? 'delivered' : 'failed',
        reason: isDelivered ? null : outcome.reason,
      };
    }),
  );
}

async function noteIt(target: string, mailbox: MailboxDeps<unknown>): Promise<void> {
  try {
    await noteSuccess(target, mailbox);
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    // The test has arrived all the same, and the next alert that does is noted.
    mailbox.log.warn(`delivery: success not noted, target=${target} reason="${error.message}"`);
  }
}
