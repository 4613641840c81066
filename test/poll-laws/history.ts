import type { PollFaultKind } from '../../src/app/model/graph.ts';
import type { Item } from '../support/fake-graph.ts';

/**
 * A history is what happens around the program: what Graph would say, who posts, what people do, and time. When a
 * tenant is read, and what was read then, is the program's own doing; that is noted while the history is played.
 */
export interface History {
  readonly seed: number;
  readonly tenants: readonly string[];
  readonly steps: readonly Step[];
}

interface OfTenant {
  readonly tenantId: string;
}

interface OfToken extends OfTenant {
  readonly tokenId: string;
}

/** Graph has this token from now on, or the token is now so. `syncedAgo` is a time before the step. */
export interface Put extends OfToken {
  readonly kind: 'put';
  readonly fields: Item;
  readonly syncedAgo?: number;
  /** So long after the step it expires. */
  readonly expiresIn?: number;
}

interface Drop extends OfToken {
  readonly kind: 'drop';
}

/** Graph answers the tenant's polls so from now on: from that page on with a fault, or well. */
interface Answers extends OfTenant {
  readonly kind: 'answers';
  readonly fault?: { readonly page: number; readonly kind: PollFaultKind };
}

export interface Post extends OfToken {
  readonly kind: 'post';
  readonly status: Status;
  /** Which sync it speaks of, as a time before the step; absent where it does not say. */
  readonly syncedAgo?: number;
  /** How long it was on its way. */
  readonly late: number;
}

interface Person extends OfToken {
  readonly kind: 'retire' | 'undo';
}

interface Wait {
  readonly kind: 'wait';
  readonly ms: number;
}

export type Step = Put | Drop | Answers | Post | Person | Wait;
export const STATUSES = ['none', 'inProgress', 'completed', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

/** What the program came to know, in the order in which it did. Times are milliseconds since the epoch. */
export type Known =
  | { readonly kind: 'poll'; readonly at: number; readonly tenantId: string; readonly answer: Answer }
  | {
      readonly kind: 'post';
      readonly at: number;
      readonly tenantId: string;
      readonly tokenId: string;
      readonly status: Status;
      readonly lastSyncAt?: number;
      readonly observedAt: number;
    }
  | { readonly kind: 'retire' | 'undo'; readonly at: number; readonly tenantId: string; readonly tokenId: string };

/** The items that were read, and the fault that the poll broke off with, if it did. */
export interface Answer {
  readonly items: readonly Item[];
  readonly fault?: PollFaultKind;
}
