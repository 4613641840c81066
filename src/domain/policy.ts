/** How the product judges and how often it speaks. All durations are milliseconds. */
export interface Policy {
  /** A failure younger than this is not told yet. */
  readonly failedGrace: number;
  /** From this long of failing on, a failing token is critical. */
  readonly criticalAfter: number;
  readonly stuckAfter: number;
  readonly overdueAfter: number;
  readonly silentAfter: number;
  readonly remindCriticalEvery: number;
  readonly remindWarningEvery: number;
  /** Minutes after local midnight at which reminders of whole days fall. */
  readonly remindAt: number;
  /** An IANA zone name. */
  readonly timeZone: string;
  readonly flapWindow: number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const DEFAULT_POLICY: Policy = {
  failedGrace: 0,
  criticalAfter: 24 * HOUR,
  stuckAfter: 6 * HOUR,
  overdueAfter: 50 * HOUR,
  silentAfter: 50 * HOUR,
  remindCriticalEvery: DAY,
  remindWarningEvery: 7 * DAY,
  remindAt: 9 * 60,
  timeZone: 'UTC',
  flapWindow: 72 * HOUR,
};
