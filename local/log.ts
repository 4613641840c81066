export interface LogEntry {
  /** `trace`, `debug`, `information`, `warning`, `error` or `critical`. */
  readonly level: string;
  /** The name of the function, or `host`. */
  readonly source: string;
  readonly message: string;
}

export type LogSink = (entry: LogEntry) => void;

const LABELS: Readonly<Record<string, string>> = {
  information: 'info ',
  warning: 'warn ',
  error: 'error',
  critical: 'fatal',
};

/** One line an entry: time (UTC), level, function, message. Undefined for what is below `information`. */
export function formatLogEntry(entry: LogEntry, now: Date): string | undefined {
  const label = LABELS[entry.level];
  if (label === undefined) return undefined;
  return `${now.toISOString().slice(11, 23)} ${label} ${entry.source}: ${entry.message}`;
}

/** Writes warnings and worse to stderr, information to stdout. */
export function logToConsole(entry: LogEntry): void {
  const line = formatLogEntry(entry, new Date());
  if (line === undefined) return;
  if (entry.level === 'information') console.log(line);
  else console.error(line);
}

/** An error with its stack, for failures that nobody expected. */
export function describeFailure(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
