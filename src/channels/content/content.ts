import type { Severity } from '../../domain/cause.ts';

/** The languages people can be told in; settings accept exactly these. */
export const LOCALES = ['en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

export interface ContentOptions {
  readonly locale: Locale;
  /** An IANA zone name, as in `Asia/Tokyo`. */
  readonly timeZone: string;
  /** Where the status page of all tokens is; a query (a key) is kept in the links made from it. */
  readonly statusPageUrl?: string;
  /** Whether titles have to say which tenant they are about. */
  readonly severalTenants: boolean;
  /** What tenants are called, by id; a name from here goes before one that a notice brings. */
  readonly tenantNames: Pick<ReadonlyMap<string, string>, 'get'>;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

export interface Runbook {
  readonly title: string;
  /** In order; empty where nothing is to be done. */
  readonly steps: readonly string[];
  /** Where the steps are carried out, or null. */
  readonly url: string | null;
}

/**
 * What a notice says, in words, the same for every channel. All of it is plain text on single lines, free of control
 * and direction characters, but not escaped: each channel escapes for its own markup.
 */
export interface Content {
  readonly severity: 'info' | Severity;
  /** What colour it deserves: `good` is an end, otherwise the severity. */
  readonly tone: 'good' | 'info' | Severity;
  readonly title: string;
  readonly message: string;
  /** What still works and what waits; empty where there is nothing to say. */
  readonly impact: string;
  /** What must not be done, shown above the steps; empty where there is no such thing. */
  readonly caution: string;
  readonly runbook: Runbook;
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
}
