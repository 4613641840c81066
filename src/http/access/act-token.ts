import { type About, ACTIONS, type Action, fits } from '../../app/act/action.ts';
import { type SigningKeys, sign, verify } from './signed.ts';
import type { AccessKeys, Who } from './who.ts';

/** How long a link in an alert works, in milliseconds. */
export const ALERT_LINK_LASTS = 7 * 86_400_000;
/** How long a button of a page works: nobody leaves a page open for longer and expects it to be true. */
const BUTTON_LASTS = 3_600_000;

/** What one link does to one thing. */
export interface Act {
  readonly action: Action;
  readonly about: About;
  /** The session or account whose button it is; absent in a link that stands in an alert. */
  readonly session?: string;
}

export type ReadAct =
  | { readonly ok: true; readonly act: Act }
  | { readonly ok: false; readonly why: 'wrong' | 'expired' };

const WRONG = { ok: false, why: 'wrong' } as const;

/** For an alert: whoever has the link may do this one thing. @param expiresAt milliseconds since the epoch */
export function alertToken(action: Action, about: About, expiresAt: number, keys: SigningKeys): string {
  return sign('act', [action, ...fieldsOf(about)], expiresAt, keys);
}

/**
 * For a button of a page: it works for this operator alone and cannot be guessed, so it is what keeps other sites from
 * having it pressed, too.
 */
export function buttonToken(
  action: Action,
  about: About,
  { session }: Extract<Who, { kind: 'operator' }>,
  now: number,
  keys: SigningKeys,
): string {
  return sign('act', [action, ...fieldsOf(about), session], now + BUTTON_LASTS, keys);
}

/** Reads either. Which key signed says which of them it has to be: what is bound to no session is no button of ours. */
export function readActToken(token: string, { app, links }: AccessKeys, now: number): ReadAct {
  const [fromAlert, fromPage] = [verify('act', token, links, now), verify('act', token, app, now)];
  const read = fromPage.ok || fromPage.why === 'expired' ? fromPage : fromAlert;
  if (!read.ok) return read;
  const [action, kind, first = '', second = '', third = '', session] = read.fields;
  const known = ACTIONS.find((it) => it === action);
  const about = aboutOf(kind, first, second, third);
  if (!known || !about || !fits(known, about) || (session !== undefined) !== fromPage.ok) return WRONG;
  return { ok: true, act: { action: known, about, ...(session !== undefined && { session }) } };
}

function fieldsOf(about: About): readonly [kind: string, first: string, second: string, third: string] {
  switch (about.kind) {
    case 'incident':
      return ['incident', about.tenantId, about.incidentId, ''];
    case 'group':
      return ['group', about.target, about.groupId, ''];
    case 'subject':
      return ['subject', about.tenantId, about.subject, ''];
    case 'target':
      return ['target', about.target, about.tenantId ?? '', about.subject ?? ''];
  }
}

function aboutOf(kind: string | undefined, first: string, second: string, third: string): About | undefined {
  switch (kind) {
    case 'incident':
      return { kind, tenantId: first, incidentId: second };
    case 'group':
      return { kind, target: first, groupId: second };
    case 'subject':
      return { kind, tenantId: first, subject: second };
    case 'target':
      return { kind, target: first, ...(second && { tenantId: second }), ...(third && { subject: third }) };
    default:
      return undefined;
  }
}
