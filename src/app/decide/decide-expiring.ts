import { atLocalTime } from '../../domain/calendar.ts';
import type { Severity } from '../../domain/cause.ts';
import { DAY, type Policy } from '../../domain/policy.ts';
import { fieldOf } from '../../domain/record.ts';
import { msOf, type Timestamp } from '../../domain/timestamp.ts';
import type { TokenLabel } from '../model/notice.ts';
import type { SubjectChange } from '../model/state.ts';
import {
  EXPIRING,
  type ExpiringState,
  type ExpiryStep,
  isConnection,
  PUSH,
  type Renewal,
  type Stored,
  type SubjectState,
  type TokenState,
} from '../model/subject.ts';
import { NOTHING_TOLD } from './advance.ts';
import type { DecisionContext } from './context.ts';
import { URGENT_EXPIRY } from './decide-token.ts';
import { labelOf } from './label.ts';
import { markerOf } from './marker.ts';

/** From this many days on, an expiry that comes near is a warning rather than an information. */
const WARNING_DAYS = 7;

/** From this many days on, the expiry of a push certificate is critical: after it every Apple device is out of reach. */
const CRITICAL_DAYS = 3;

/** So many are named, the nearest; the others follow as these expire or are renewed. */
const MAX_NAMED = 500;

/** Something of a tenant that expires: a token, or another of its connections with Apple. */
export interface Expirable {
  /** The token's id, or the subject of another connection. */
  readonly id: string;
  readonly label: TokenLabel;
  /** Absent where it is past, unknown, or of no interest any more. */
  readonly expiresAt?: Timestamp;
}

/** What of a tenant expires, of all of its subjects. */
export function expirablesOf(subjects: Iterable<SubjectState>, now: number): readonly Expirable[] {
  return [...subjects].flatMap((state): Expirable[] => {
    if (state.kind === 'token') {
      const { record } = state;
      return [{ id: record.tokenId, label: labelOf(record), expiresAt: comingExpiry(state, now) }];
    }
    if (!isConnection(state)) return [];
    const { subject, label, expiresAt, gone } = state;
    const isComing = !gone && expiresAt && msOf(expiresAt) > now;
    return [{ id: subject, label, ...(isComing && { expiresAt }) }];
  });
}

/** How pressing expiries are that have come so near. */
export function expirySeverity(steps: readonly ExpiryStep[]): 'info' | Severity {
  if (steps.some(({ tokenId, step }) => tokenId === PUSH && step <= CRITICAL_DAYS)) return 'critical';
  return steps.some(({ step }) => step <= WARNING_DAYS) ? 'warning' : 'info';
}

/** The subject of a tenant that was never looked at: its first look is at the next hour for it. */
export function newExpiring(
  tenantId: string,
  { now, policy, policyHash }: DecisionContext,
): SubjectChange<ExpiringState> {
  const lookAt = nextLook(now, policy);
  const facts = { kind: 'expiring', steps: [], renewals: [], labels: {}, movedAt: now, lookAt } as const;
  const state = { ...NOTHING_TOLD, ...facts, tenantId, subject: EXPIRING, nextCheckAt: lookAt, policyHash };
  return { state, timeline: [] };
}

/**
 * Looks at a tenant's expiries: at the daily hour at all of them, in between only at those that were never named and
 * have hardly any time left.
 *
 * @param all everything of the tenant that expires
 * @param isSilenced whether the alerts of one of them are silenced just now: what was said of it stands meanwhile
 */
export function decideExpiring(
  tenantId: string,
  stored: Stored<ExpiringState> | undefined,
  all: readonly Expirable[],
  isSilenced: (id: string) => boolean,
  context: DecisionContext,
): SubjectChange<ExpiringState> & { readonly isNews: boolean } {
  const { now, policy, policyHash, expirySteps } = context;
  const before = stored?.value;
  const lookAt = before?.lookAt ?? nextLook(now, policy);
  const isDaily = now >= lookAt;
  const known = new Map(before?.steps.map((step) => [step.tokenId, step]));
  const next = all.map((it) => afterLook(it, known.get(it.id), isDaily, isSilenced, now, expirySteps));
  const steps = next
    .flatMap(({ step }) => step ?? [])
    .sort((a, b) => msOf(a.expiresAt) - msOf(b.expiresAt))
    .slice(0, MAX_NAMED);
  const renewed = next.flatMap(({ renewal }) => renewal ?? []);
  const isMoved = JSON.stringify(sorted(steps)) !== JSON.stringify(sorted(before?.steps ?? []));
  const renewals = renewalsAfter(before?.renewals ?? [], renewed, steps);
  const key = { tenantId, subject: EXPIRING };
  const telling = before ?? NOTHING_TOLD;
  const about = { tenantId, cause: 'tokenExpired', severity: expirySeverity(steps) } as const;
  const audience = isMoved ? context.audienceFor(about) : telling.audience;
  const no = telling.no + (isMoved ? 1 : 0);
  const state: ExpiringState = {
    ...key,
    kind: 'expiring',
    entries: 0,
    told: null,
    no,
    isReminder: false,
    audience,
    steps: isMoved ? steps : (before?.steps ?? []),
    renewals: isMoved ? renewals : (before?.renewals ?? []),
    labels: isMoved ? labelsOf([...steps, ...renewals, ...(before?.steps ?? [])], all, before) : (before?.labels ?? {}),
    movedAt: isMoved ? now : (before?.movedAt ?? now),
    lookAt: isDaily ? nextLook(now, policy) : lookAt,
    nextCheckAt: isDaily ? nextLook(now, policy) : lookAt,
    policyHash,
  };
  return {
    state,
    ...(stored && { basis: stored }),
    timeline: [],
    ...(isMoved && { marker: markerOf(key, no, telling.audience, audience, context) }),
    isNews: isMoved,
  };
}

interface AfterLook {
  readonly step?: ExpiryStep | undefined;
  readonly renewal?: Renewal;
}

function afterLook(
  { id: tokenId, expiresAt }: Expirable,
  before: ExpiryStep | undefined,
  isDaily: boolean,
  isSilenced: (id: string) => boolean,
  now: number,
  expirySteps: readonly number[],
): AfterLook {
  if (isSilenced(tokenId)) return { step: before };
  const left = expiresAt ? msOf(expiresAt) - now : Number.POSITIVE_INFINITY;
  const isSame = before && expiresAt && msOf(expiresAt) - msOf(before.expiresAt) < DAY;
  if (!isDaily && (before ? isSame || !expiresAt : left > URGENT_EXPIRY)) return { step: before };
  if (!expiresAt) return {};
  const step = Math.min(...expirySteps.filter((days) => left <= days * DAY));
  if (step === Number.POSITIVE_INFINITY) return before && !isSame ? { renewal: { tokenId, expiresAt } } : {};
  const isReached = !before || !isSame || step < before.step;
  return { step: isReached ? { tokenId, step, expiresAt } : before };
}

/** When a token that is monitored expires; undefined where it has, or where that is not known. */
function comingExpiry({ record, retiredAt }: TokenState, now: number): Timestamp | undefined {
  const expiresAt = fieldOf(record, 'expiresAt');
  if (!expiresAt || retiredAt !== undefined || fieldOf(record, 'tokenState') === 'expired') return undefined;
  return msOf(expiresAt) > now ? expiresAt : undefined;
}

function sorted(steps: readonly ExpiryStep[]): readonly ExpiryStep[] {
  return [...steps].sort((a, b) => (a.tokenId < b.tokenId ? -1 : 1));
}

/** A renewal is said of until the token comes near its new date; of too many the newest stay. */
function renewalsAfter(
  before: readonly Renewal[],
  renewed: readonly Renewal[],
  steps: readonly ExpiryStep[],
): readonly Renewal[] {
  const named = new Set([...steps, ...renewed].map(({ tokenId }) => tokenId));
  return [...renewed, ...before.filter(({ tokenId }) => !named.has(tokenId))].slice(0, MAX_NAMED);
}

/** Labels of all that a mailbox may still have to name, also of what is gone from the list. */
function labelsOf(
  named: readonly { readonly tokenId: string }[],
  all: readonly Expirable[],
  before: ExpiringState | undefined,
): Readonly<Record<string, TokenLabel>> {
  const labels = new Map(all.map(({ id, label }) => [id, label]));
  return Object.fromEntries(
    named.map(({ tokenId }) => [tokenId, labels.get(tokenId) ?? before?.labels[tokenId] ?? {}]),
  );
}

/** The first daily look after an instant. */
function nextLook(now: number, policy: Policy): number {
  const today = atLocalTime(now, 0, policy);
  return today > now ? today : atLocalTime(now, 1, policy);
}
