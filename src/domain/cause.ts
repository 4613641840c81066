/**
 * Everything that can be wrong, deepest first: where several hold of one token, the first hides the others, because
 * they are its symptoms. Those from `reportsRefused` on are never a token's own.
 */
export const CAUSES = [
  'tokenRemoved',
  'tokenExpired',
  'assignedToExternalMdm',
  'tokenInvalid',
  'duplicateLocation',
  'syncFailed',
  'reporterSilent',
  'syncStuck',
  'syncOverdue',
  'tokenChanged',
  'appsMissing',
  'reportsRefused',
  'channelFailing',
  'pollFailing',
  'enrollmentExpired',
  'enrollmentFailing',
  'pushCertificateExpired',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Whether it is something of a token, rather than of what is none. */
export function isOfToken(cause: Cause): boolean {
  return depthOf(cause) < depthOf('reportsRefused');
}

export const SEVERITIES = ['warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** 0 for the deepest cause. */
export function depthOf(cause: Cause): number {
  return CAUSES.indexOf(cause);
}
