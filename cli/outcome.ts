/** What the exit code of a command says. */
export const EXIT = {
  /** It did what it was to do, and nothing is wrong. */
  ok: 0,
  /** It could not do it: storage or Microsoft Graph is out of reach, or a fault of this program. */
  failed: 1,
  /** The command line or the settings are wrong; nothing was done. */
  usage: 2,
  /** It did it, and something is wrong: an open problem, a failed reading, a finding. */
  wrong: 3,
} as const;

/** What a command came to. */
export interface Outcome {
  /** For programs, with `--json`. */
  readonly json: unknown;
  /** For people. */
  readonly text: string;
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT];
}

/** The command line, or what it names, is wrong; the message says how, and what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
