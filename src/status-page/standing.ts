import type { TokenSummary } from '../app/model/summary.ts';
import type { Cause, Severity } from '../domain/cause.ts';
import { DAY } from '../domain/policy.ts';
import { msOf, parseTimestamp } from '../domain/timestamp.ts';
import type { PageContext } from './context.ts';
import type { PlainStanding } from './words/words.ts';

/** How a token stands: by what is wrong with it, or where nothing is. */
export type Standing =
  | { readonly kind: 'cause'; readonly cause: Cause; readonly severity: Severity }
  | { readonly kind: PlainStanding };

/** Days before its expiry from which a token that is well is shown as one to renew. */
export const EXPIRES_SOON_DAYS = 30;

/** How a token stands. @param now in milliseconds since the epoch */
export function standingOf(token: TokenSummary, now: number): Standing {
  const { retiredAt, incident, expiresAt } = token;
  if (retiredAt !== undefined) return { kind: 'notMonitored' };
  // Graph lists it in a way that this release cannot read, so it is shown and never judged.
  if (token.status === null) return { kind: 'unread' };
  if (incident) return { kind: 'cause', cause: incident.cause, severity: incident.severity };
  const days = daysLeft(expiresAt, now);
  return { kind: days !== undefined && days <= EXPIRES_SOON_DAYS ? 'expiring' : 'ok' };
}

/** Whole days until an expiry, rounded up; negative once it has passed. */
export function daysLeft(expiresAt: string | undefined, now: number): number | undefined {
  const at = instantOf(expiresAt);
  return at === undefined ? undefined : Math.ceil((at - now) / DAY);
}

/** A reported date in milliseconds since the epoch. */
export function instantOf(date: string | undefined): number | undefined {
  const timestamp = date === undefined ? undefined : parseTimestamp(date);
  return timestamp && msOf(timestamp);
}

/** The worst first; what nobody watches last. */
export function rankOf(standing: Standing): number {
  if (standing.kind === 'cause') return standing.severity === 'critical' ? 0 : 1;
  return { unread: 2, expiring: 3, ok: 4, notMonitored: 5 }[standing.kind];
}

/** The colour of a standing. */
export function toneOf(standing: Standing): 'good' | 'info' | 'warning' | 'critical' {
  if (standing.kind === 'cause') return standing.severity;
  return standing.kind === 'ok' ? 'good' : 'info';
}

/** What a page calls a standing. */
export function standingText(standing: Standing, { words, alertWords }: PageContext): string {
  return standing.kind === 'cause' ? causeText(standing.cause, { words, alertWords }) : words.standings[standing.kind];
}

/** A cause in as few words as there are for it. */
export function causeText(cause: Cause, { words, alertWords }: Pick<PageContext, 'words' | 'alertWords'>): string {
  const text = words.causes[cause] ?? alertWords.causes[cause].state;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
