import type { Io } from './io.ts';

/** A line on the terminal that says how far long work is. */
export interface Progress {
  say(text: string): void;
  /** Takes the line away. */
  end(): void;
}

const CLEAR = '\r\u001b[2K';

/** Progress on the terminal; where there is none, nothing is written. */
export function progressOn({ err, isTerminal }: Io): Progress {
  if (!isTerminal) return { say: () => {}, end: () => {} };
  return { say: (text) => err(`${CLEAR}${text} …`), end: () => err(CLEAR) };
}
