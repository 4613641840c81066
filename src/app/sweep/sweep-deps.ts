import type { Log, SystemStore, Views } from '../model/ports.ts';
import type { TenantMoveDeps } from '../silence/silences.ts';
import type { ReviewDeps } from './review-outbreaks.ts';
import type { TargetReviewDeps } from './review-targets.ts';

type Reviews = Omit<ReviewDeps & TargetReviewDeps, keyof TenantMoveDeps>;

/** What a sweep needs of the world. */
export interface SweepDeps extends TenantMoveDeps, Reviews {
  readonly system: SystemStore;
  readonly log: Log;
  readonly views: Views;
  /** From one sweep to the next, in milliseconds. */
  readonly period: number;
}
