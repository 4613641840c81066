import { DAY } from '../../domain/policy.ts';
import type { TroubleNotice } from '../model/notice.ts';
import type { Clock, Target } from '../model/ports.ts';

/** An alert about invalid settings is repeated after this long, since nothing else works meanwhile. */
const REMIND_EVERY = DAY;

export interface TroubleDeps {
  /** Those whose own settings are right; the log is not among them. */
  readonly targets: readonly Target[];
  readonly clock: Clock;
  /** When the same was told last, in milliseconds since the epoch. */
  readonly readToldAt: () => Promise<number | undefined>;
  readonly writeToldAt: (at: number) => Promise<void>;
}

/**
 * Sends an alert about invalid settings through the channels whose own settings are valid, past mailboxes, since
 * nothing else works. The same problems are sent once a day, and not at every sweep.
 *
 * @param hash names the problems
 * @param app the name of the app in Azure
 */
export async function tellTrouble(
  problems: readonly string[],
  hash: string,
  app: string | undefined,
  { targets, clock, readToldAt, writeToldAt }: TroubleDeps,
): Promise<void> {
  const now = clock();
  const toldAt = await readToldAt();
  if (toldAt !== undefined && now - toldAt < REMIND_EVERY) return;
  const notice: TroubleNotice = {
    type: 'vpp.trouble',
    notificationId: `settings-${hash}-${Math.floor(now / REMIND_EVERY)}`,
    at: now,
    severity: 'critical',
    trouble: 'settings',
    problems,
    ...(app && { app }),
  };
  const sent = await Promise.all(targets.map((target) => target.send(notice)));
  // Marked only afterwards: twice after a crash is better than never. If no target took it, the next sweep tries again.
  if (sent.some(({ kind }) => kind === 'delivered')) await writeToldAt(now);
}
