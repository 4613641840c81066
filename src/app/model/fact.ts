import { type Cause, depthOf, type Severity } from '../../domain/cause.ts';
import type { Resolution } from '../../domain/incident.ts';

/** An incident that is open. */
export interface OpenFact {
  readonly kind: 'open';
  readonly incidentId: string;
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
}

/** An incident that ended; `elsewhere`: it goes on, but no longer for this target. */
export interface OverFact {
  readonly kind: 'over';
  readonly incidentId: string;
  readonly resolution: Resolution | 'elsewhere';
}

/** A token, or another connection with Apple, whose expiry has come within a step. */
export interface ExpiringItem {
  /** The token's id, or the subject of another connection. */
  readonly tokenId: string;
  /** Days. */
  readonly step: number;
  /** As the report had it. */
  readonly expiresAt: string;
}

/** What of a tenant expires soon. It has neither an incident nor an end. */
export interface ExpiringFact {
  readonly kind: 'expiring';
  /** The worst of its items. */
  readonly severity: 'info' | Severity;
  readonly items: readonly ExpiringItem[];
  /** Tokens that stood there and have a new date since. */
  readonly renewed?: readonly Pick<ExpiringItem, 'tokenId' | 'expiresAt'>[];
}

/** What people should know of a subject, or what a target knows of it. */
export type Fact = OpenFact | OverFact | ExpiringFact;

/** A fact that a target knows, or perhaps knows. */
export interface Heard {
  readonly fact: Fact;
  /** Which of the subject's numbers it was. */
  readonly no: number;
  /** The group it was told through; absent where it was told alone. */
  readonly via?: string;
  /** What it is grouped by: the key of `telling`'s groups. */
  readonly topic: string;
  /** When it was sent, milliseconds since the epoch. */
  readonly at: number;
  /** The message's id. */
  readonly message: string;
}

/** Whether two facts say the same, whatever their numbers. */
export function isSameFact(a: Fact, b: Fact): boolean {
  if (a.kind === 'open' && b.kind === 'open') {
    return a.incidentId === b.incidentId && a.cause === b.cause && a.severity === b.severity && a.failing === b.failing;
  }
  if (a.kind === 'over' && b.kind === 'over') return a.incidentId === b.incidentId && a.resolution === b.resolution;
  if (a.kind === 'expiring' && b.kind === 'expiring') return listOf(a) === listOf(b);
  return false;
}

/** The greater the worse: by severity, then failing beside it, then the deeper cause. */
export function badnessOf({ severity, failing, cause }: OpenFact): number {
  return (severity === 'critical' ? 1_000 : 0) + (failing ? 500 : 0) - depthOf(cause);
}

/** How pressing a fact is: 2 critical, 1 warning, 0 the rest. */
export function urgencyOf(fact: Fact): number {
  if (fact.kind === 'over') return 0;
  return { info: 0, warning: 1, critical: 2 }[fact.severity];
}

/** What of expiries a target that knows so much has not heard yet. */
export function expiryNews(
  { items, renewed = [] }: ExpiringFact,
  known: readonly ExpiringItem[],
): Required<Pick<ExpiringFact, 'items' | 'renewed'>> {
  const before = new Map(known.map((item) => [item.tokenId, item]));
  const named = new Set(items.map(({ tokenId }) => tokenId));
  return {
    items: items.filter(({ tokenId, step, expiresAt }) => {
      const heard = before.get(tokenId);
      return heard?.step !== step || heard.expiresAt !== expiresAt;
    }),
    renewed: renewed.filter(({ tokenId }) => before.has(tokenId) && !named.has(tokenId)),
  };
}

function listOf({ items }: ExpiringFact): string {
  return items
    .map(({ tokenId, step, expiresAt }) => `${tokenId} ${step} ${expiresAt}`)
    .sort()
    .join('\n');
}
