import type { Severity } from '../../domain/cause.ts';

/** The languages people can be told in; settings accept exactly these. */
export const LOCALES = ['en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

/** What a link to this app is for, for those who do not read its label. */
export type LinkKind = 'acknowledge' | 'silence' | 'show';

/**
 * Makes the addresses of this app that an alert leads to. Each is good for one thing only, works without a login, and
 * ends some days after `from` (milliseconds since the epoch), so that whoever gets the alert can use it.
 */
export interface OwnLinks {
  /** @param tenantId the partition of the incident: a tenant's id, or `_app` */
  ofIncident(action: LinkKind, tenantId: string, incidentId: string, from: number): string;
  ofGroup(action: LinkKind, groupId: string, from: number): string;
  /** The page of a tenant or of one of its tokens, to look at. */
  ofTenant(tenantId: string, tokenId: string | undefined, from: number): string;
}

export interface ContentOptions {
  readonly locale: Locale;
  /** An IANA zone name, as in `Asia/Tokyo`. */
  readonly timeZone: string;
  /** Makes the links to this app; absent where settings do not allow for any. */
  readonly own?: OwnLinks;
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
  /** Absent where it leads elsewhere. */
  readonly kind?: LinkKind;
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
