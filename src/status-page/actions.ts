/** What can be done from a page. */
export type ActionKind = 'acknowledge' | 'silence' | 'resume' | 'sync' | 'stop' | 'resend' | 'test';

/** What an action is done to: a tenant, one of its subjects, an incident, a group of a target, or a target's deliveries. */
export interface ActionTarget {
  readonly tenantId?: string;
  /** A token's id, or that of another subject. */
  readonly tokenId?: string;
  readonly incidentId?: string;
  readonly target?: string;
  readonly groupId?: string;
}
