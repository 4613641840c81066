import { Cron } from 'croner';
import type { TypedData } from './core-types.ts';
import { describeFailure, type LogSink } from './log.ts';
import { readTimerStatus, writeTimerStatus } from './timer-status.ts';
import type { Trigger } from './trigger.ts';

export interface TimerTriggerOptions {
  readonly functionName: string;
  /** Six fields, in UTC. */
  readonly schedule: string;
  readonly runOnStartup: boolean;
  /** Whether to remember the last run, so that a missed one is made up for. */
  readonly useMonitor: boolean;
  /** Where the last run is remembered. */
  readonly statusPath: string;
  readonly run: (data: TypedData) => Promise<unknown>;
  readonly log: LogSink;
}

/** Longer delays overflow setTimeout, and a machine that sleeps should notice the time soon after it wakes. */
const MAX_DELAY_MS = 60_000;

/** The real host monitors no schedule that runs more often than this. */
const MIN_MONITORED_MS = 60_000;

/**
 * Reads a six-field NCRONTAB expression; both day fields must fit where both are given.
 * @throws for anything else, such as five fields, or the `L`, `W`, `#` and `?` that other dialects have.
 */
export function parseSchedule(expression: string): { next(after: number): number } {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6 || !fields.every((field) => /^([*,/-]|\d+|[A-Za-z]{3,})+$/.test(field))) {
    throw new Error(`"${expression}" is not an NCRONTAB expression of six fields.`);
  }
  const cron = new Cron(fields.join(' '), { mode: '6-part', timezone: 'UTC', domAndDow: true, paused: true });
  return {
    next: (after) => {
      const date = cron.nextRun(new Date(after));
      if (!date) throw new Error(`"${expression}" never comes.`);
      return date.getTime();
    },
  };
}

/** Calls the function on schedule, at once where a run was missed while the host was down, and never two at a time. */
export function startTimerTrigger(options: TimerTriggerOptions): Trigger {
  const schedule = parseSchedule(options.schedule);
  const now = Date.now();
  const first = schedule.next(now);
  const monitored = options.useMonitor && schedule.next(first) - first >= MIN_MONITORED_MS;
  const status = monitored ? readTimerStatus(options.statusPath) : undefined;
  if (monitored && !status) remember(undefined);

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let due = status ? schedule.next(Date.parse(status.last ?? status.lastUpdated)) : first;
  if (due <= now) fire(true);
  else if (options.runOnStartup) fire(false);
  else wait();

  function remember(last: number | undefined): void {
    const lastUpdated = new Date().toISOString();
    const text = last === undefined ? {} : { last: new Date(last).toISOString() };
    writeTimerStatus(options.statusPath, { ...text, lastUpdated });
  }

  function wait(): void {
    if (stopped) return;
    const delay = Math.max(0, Math.min(due - Date.now(), MAX_DELAY_MS));
    timer = setTimeout(() => (Date.now() >= due ? fire(false) : wait()), delay);
  }

  function fire(isPastDue: boolean): void {
    const startedAt = Date.now();
    running = runOnce(startedAt, isPastDue).then(() => {
      due = schedule.next(startedAt);
      wait();
    });
  }

  async function runOnce(startedAt: number, isPastDue: boolean): Promise<void> {
    const before = monitored ? readTimerStatus(options.statusPath) : undefined;
    const scheduleStatus = before && {
      Last: before.last ?? '0001-01-01T00:00:00Z',
      Next: new Date(due).toISOString(),
      LastUpdated: before.lastUpdated,
    };
    const info = { Schedule: { AdjustForDST: true }, ScheduleStatus: scheduleStatus ?? null, IsPastDue: isPastDue };
    try {
      await options.run({ json: JSON.stringify(info) });
    } catch (error) {
      options.log({ level: 'error', source: options.functionName, message: describeFailure(error) });
    }
    // Only now: a run that was cut off counts as missed, and comes again. One that failed does not.
    if (monitored) remember(startedAt);
  }

  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
