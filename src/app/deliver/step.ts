import { badnessOf, type ExpiringFact, expiryNews, type Fact, type Heard, isSameFact } from '../model/fact.ts';
import { believed, believedOpen, type HeardRow } from './rows.ts';

/** What to do about one subject of one target. */
export type Step =
  | { readonly say: 'opened' | 'reminder' | 'resolved' | 'expiring' }
  | { readonly say: 'updated'; readonly direction: 'worse' | 'better'; readonly isAnotherIncident: boolean }
  | { readonly settle: 'delivered' | 'missed' };

export type Saying = Extract<Step, { say: string }>;

/** A want with its number. */
export interface Want {
  readonly fact: Fact | null;
  readonly no: number;
  readonly isReminder: boolean;
  readonly isInAudience: boolean;
  /** Whether the target holds alerts under keys, which have to be ended. */
  readonly hasKeys: boolean;
}

const SETTLED: Step = { settle: 'delivered' };

/** What closes the difference between a want and what may be believed: the first row of the table that fits. */
export function stepFor({ fact, no, isReminder, isInAudience, hasKeys }: Want, row: HeardRow): Step {
  if (fact === null) return SETTLED;
  const beliefs = believed(row);
  const open = believedOpen(row);
  const isOnlyThis = beliefs.every((it) => it && isSameFact(it.fact, fact));
  switch (fact.kind) {
    case 'expiring':
      return beliefs.some((it) => hasExpiryNews(fact, it, hasKeys)) ? { say: 'expiring' } : SETTLED;
    case 'open': {
      if (beliefs.some((it) => !it || it.fact.kind === 'over')) return { say: 'opened' };
      if (isOnlyThis) return isReminder && (row.heard?.no ?? 0) < no ? { say: 'reminder' } : SETTLED;
      const worst = Math.max(...open.map((it) => badnessOf(it.fact)));
      return {
        say: 'updated',
        direction: badnessOf(fact) >= worst ? 'worse' : 'better',
        isAnotherIncident: open.some((it) => it.fact.incidentId !== fact.incidentId),
      };
    }
    case 'over': {
      if (open.length > 0) return { say: 'resolved' };
      const hasEnd = beliefs.some((it) => it?.fact.kind === 'over' && it.fact.incidentId === fact.incidentId);
      return hasEnd || !isInAudience ? SETTLED : { settle: 'missed' };
    }
  }
}

/** That a token expired, or is monitored no more, is no news of its expiry; but an alert that is empty has to end. */
function hasExpiryNews(fact: ExpiringFact, belief: Heard | undefined, hasKeys: boolean): boolean {
  const known = belief?.fact.kind === 'expiring' ? belief.fact.items : [];
  const { items, renewed } = expiryNews(fact, known);
  return items.length > 0 || renewed.length > 0 || (hasKeys && fact.items.length === 0 && known.length > 0);
}
