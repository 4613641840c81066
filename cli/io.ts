import process from 'node:process';
import type { Environment } from '../src/config/alert-routes.ts';

/** What a command touches of the process that it runs in. */
export interface Io {
  readonly env: Environment;
  /** Writes to standard output: results, and nothing else. */
  readonly out: (text: string) => void;
  /** Writes to standard error: progress, warnings, what went wrong. */
  readonly err: (text: string) => void;
  /** Columns of the terminal, or what a line may have where there is none. */
  readonly width: number;
  /** Whether a person looks on: progress is shown on terminals only. */
  readonly isTerminal: boolean;
}

const WIDTH = 120;

/** The process itself. */
export function processIo(): Io {
  return {
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    width: process.stdout.columns ?? WIDTH,
    isTerminal: process.stderr.isTTY === true,
  };
}
