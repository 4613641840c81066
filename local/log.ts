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

/** Errors that the app throws on purpose: their message says all there is, and a stack would lead nowhere. */
const EXPECTED: ReadonlySet<string> = new Set(['StorageUnavailable']);

/** What a failed call left to say: the message of an error that the app throws on purpose, the stack of any other. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return EXPECTED.has(error.name) ? error.message : (error.stack ?? error.message);
}
