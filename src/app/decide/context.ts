import type { Cause, Severity } from '../../domain/cause.ts';
import type { Surroundings } from '../../domain/diagnosis.ts';
import type { Policy } from '../../domain/policy.ts';

/** Names the targets that are to know of something, whether they are configured just now or not. */
export type AudienceFor = (about: {
  readonly tenantId: string;
  readonly cause: Cause;
  readonly severity: 'info' | Severity;
}) => readonly string[];

/** How the subjects of a tenant are judged. */
export interface Rules {
  readonly policy: Policy;
  /** Names the settings, to find the rows that others decided. */
  readonly policyHash: string;
  /** A report that says the same again is not written this soon after the last one that was, in milliseconds. */
  readonly unchangedWindow: number;
  /** Days before an expiry at which people are told. */
  readonly expirySteps: readonly number[];
}

/** What a decision depends on besides its subject and the event. Times are milliseconds since the epoch. */
export interface DecisionContext extends Rules {
  readonly now: number;
  readonly surroundings: Surroundings;
  /** `baseline` where what is found wrong was so before anybody looked. */
  readonly origin?: 'baseline';
  /** Makes a ULID. */
  readonly newId: () => string;
  readonly audienceFor: AudienceFor;
}
