/** What a link or a button can do. */
export const ACTIONS = ['acknowledge', 'silence', 'resume', 'stop', 'resend', 'test', 'show'] as const;
export type Action = (typeof ACTIONS)[number];

/** The one thing that it is done to. */
export type About =
  | { readonly kind: 'incident'; readonly tenantId: string; readonly incidentId: string }
  | { readonly kind: 'group'; readonly target: string; readonly groupId: string }
  /** A token, another subject, or with `*` all of a tenant. */
  | { readonly kind: 'subject'; readonly tenantId: string; readonly subject: string }
  /** What a target could not be sent: all of it, or of one subject. */
  | { readonly kind: 'target'; readonly target: string; readonly tenantId?: string; readonly subject?: string };

/** Which action makes sense for what; every other is refused. */
const FITTING: Readonly<Record<Action, readonly About['kind'][]>> = {
  acknowledge: ['incident', 'group'],
  silence: ['incident', 'group', 'subject'],
  resume: ['subject'],
  stop: ['subject'],
  resend: ['target'],
  test: ['target'],
  show: ['incident', 'group'],
};

/** Whether an action can be done to what a link is about. */
export function fits(action: Action, { kind }: About): boolean {
  return FITTING[action].includes(kind);
}
