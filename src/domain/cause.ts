/**
 * Everything that can be wrong with a token, deepest first: where several hold, the first hides the others,
 * because they are its symptoms.
 */
export const CAUSES = [
  'tokenExpired',
  'assignedToExternalMdm',
  'duplicateLocation',
  'tokenInvalid',
  'syncFailed',
  'reporterSilent',
  'syncStuck',
  'syncOverdue',
  'reportsRefused',
  'channelFailing',
] as const;
export type Cause = (typeof CAUSES)[number];

export const SEVERITIES = ['warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** 0 for the deepest cause. */
export function depthOf(cause: Cause): number {
  return CAUSES.indexOf(cause);
}

/** Causes that only the passing of time shows: after an outage of our own they are not to be trusted. */
const TIME_BASED: ReadonlySet<Cause> = new Set<Cause>(['reporterSilent', 'syncStuck', 'syncOverdue']);

export function isTimeBased(cause: Cause): boolean {
  return TIME_BASED.has(cause);
}
