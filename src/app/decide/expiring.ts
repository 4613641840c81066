import { atLocalTime } from '../../domain/calendar.ts';
import { DAY, type Policy } from '../../domain/policy.ts';
import { fieldOf } from '../../domain/record.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { ExpiringNotice, ExpiringToken } from '../model/notice.ts';
import type { TokenState, Warned } from '../model/state.ts';
import { silencedUntil, URGENT_EXPIRY } from './decide.ts';
import { labelOf } from './incident-notice.ts';

/** From this many days on, an expiry that comes near is a warning rather than an information. */
const WARNING_DAYS = 7;

/** One notice names this many tokens at most; the others follow on the next day. */
const MOST_TOKENS = 500;

export interface ExpiryNews {
  readonly tokens: readonly ExpiringToken[];
  readonly renewed: readonly ExpiringToken[];
  readonly warned: Readonly<Record<string, Warned>>;
}

/**
 * Which tokens reached a step towards their expiry since the last notice, and which were renewed since.
 *
 * @param steps days before expiry at which people are told, as in 30, 14, 7, 3, 1
 * @param scope `urgent` looks only at tokens that no notice ever named and that have hardly any time left
 */
export function expiryNews(
  tokens: readonly TokenState[],
  warned: Readonly<Record<string, Warned>>,
  now: number,
  steps: readonly number[],
  scope: 'daily' | 'urgent',
): ExpiryNews {
  const next: Record<string, Warned> = scope === 'urgent' ? { ...warned } : {};
  const expiring: ExpiringToken[] = [];
  const renewed: ExpiringToken[] = [];
  for (const state of [...tokens].sort(bySoonest)) {
    const { tokenId } = state.record;
    const before = warned[tokenId];
    const seen = expiryOf(state, now);
    if (!seen || (scope === 'urgent' && (before || msOf(seen.expiresAt) - now > URGENT_EXPIRY))) continue;
    const step = Math.min(...steps.filter((days) => msOf(seen.expiresAt) - now <= days * DAY));
    const wasRenewed = before !== undefined && msOf(seen.expiresAt) - msOf(before.expiresAt) >= DAY;
    const isNew = step !== Number.POSITIVE_INFINITY && (!before || wasRenewed || step < before.step);
    const isHeld = silencedUntil(state, now) !== undefined || expiring.length + renewed.length >= MOST_TOKENS;
    if (before && (isHeld || !(isNew || wasRenewed))) next[tokenId] = before;
    if (isHeld) continue;
    if (isNew) expiring.push(seen);
    else if (wasRenewed) renewed.push(seen);
    if (isNew) next[tokenId] = { step, expiresAt: seen.expiresAt };
  }
  return { tokens: expiring, renewed, warned: next };
}

/** What a notice says of a token that is going to expire; undefined for one that has expired, or is retired. */
function expiryOf(state: TokenState, now: number): ExpiringToken | undefined {
  const expiresAt = fieldOf(state.record, 'expiresAt');
  if (!expiresAt || state.retiredAt !== undefined || fieldOf(state.record, 'tokenState') === 'expired')
    return undefined;
  const left = msOf(expiresAt) - now;
  if (left <= 0) return undefined;
  return { tokenId: state.record.tokenId, label: labelOf(state.record), expiresAt, daysLeft: Math.ceil(left / DAY) };
}

function bySoonest(a: TokenState, b: TokenState): number {
  const [x, y] = [a, b].map(({ record }) => fieldOf(record, 'expiresAt'));
  return (x ? msOf(x) : Number.POSITIVE_INFINITY) - (y ? msOf(y) : Number.POSITIVE_INFINITY) || 0;
}

/** The notice of a tenant's news; undefined where there are none. */
export function expiringNotice(
  tenantId: string,
  { tokens, renewed }: ExpiryNews,
  id: string,
  now: number,
): ExpiringNotice | undefined {
  if (tokens.length === 0 && renewed.length === 0) return undefined;
  const isWarning = tokens.some(({ daysLeft }) => daysLeft <= WARNING_DAYS);
  return {
    type: 'vpp.expiring',
    notificationId: `${id}-1`,
    at: now,
    tenantId,
    severity: isWarning ? 'warning' : 'info',
    tokens,
    renewed,
  };
}

/** The first daily look after an instant. */
export function nextExpiryCheck(now: number, policy: Policy): number {
  const today = atLocalTime(now, 0, policy);
  return today > now ? today : atLocalTime(now, 1, policy);
}
