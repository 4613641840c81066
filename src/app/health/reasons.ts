/** Something that is wrong, or that people should know. Instants are milliseconds since the epoch. */
export type HealthReason =
  | { readonly kind: 'settings'; readonly problem: string }
  | { readonly kind: 'storage'; readonly error: string }
  /** Without `completedAt` no check was ever complete. */
  | { readonly kind: 'lateCheck'; readonly completedAt?: number }
  | { readonly kind: 'failingTarget'; readonly target: string; readonly since: number; readonly error: string }
  | { readonly kind: 'unreadableRows'; readonly count: number }
  /** Tenants that no rule names: the first of them, and how many more there are. */
  | {
      readonly kind: 'unroutedTenants';
      readonly tenantIds: readonly string[];
      readonly others: number;
      readonly fallback: readonly string[];
    }
  | { readonly kind: 'logAlone' };

/** What is wrong, and what to do about it, in whole sentences. */
export interface ReasonText {
  readonly detail: string;
  readonly action: string;
}

/** How instants and errors are written. */
export interface Writing {
  at(ms: number): string;
  error(text: string): string;
}

/** A reason in English. */
export function reasonText(reason: HealthReason, { at, error }: Writing): ReasonText {
  switch (reason.kind) {
    case 'settings':
      return { detail: reason.problem, action: 'Correct the setting, save, and wait for the restart.' };
    case 'storage':
      return {
        detail: `Storage is unavailable: ${error(reason.error)}`,
        action:
          "Check that the storage account is available, that the app's network reaches it, and that its identity has its roles.",
      };
    case 'lateCheck': {
      const { completedAt } = reason;
      const since =
        completedAt === undefined ? 'No check was ever complete' : `The last complete check was at ${at(completedAt)}`;
      return {
        detail: `${since}; missing reports are not noticed until the next one.`,
        action: 'Look in the log of the function sweep for the reason. If it says nothing, restart the app.',
      };
    }
    case 'failingTarget': {
      const test = `POST /api/test-notification?target=${reason.target}`;
      return {
        detail: `Target ${reason.target}: every attempt since ${at(reason.since)} has failed (${error(reason.error)}).`,
        action: `Correct its address in the settings, or the service behind it, then test it: ${test}. What waits is then sent.`,
      };
    }
    case 'unreadableRows':
      return {
        detail: `${reason.count} stored ${reason.count === 1 ? 'row' : 'rows'} can't be read; the log names them.`,
        action: 'Search the log for "cannot be read". Put the rows back from a backup, or delete them.',
      };
    case 'unroutedTenants': {
      const rest = reason.others > 0 ? ` and ${reason.others} more` : '';
      const named = `${reason.tenantIds.join(', ')}${rest}`;
      return {
        detail: `No rule of ALERT_ROUTES names ${named}; alerts of these go to ${reason.fallback.join(', ')}.`,
        action: 'Add them to a rule of ALERT_ROUTES, or add a rule without tenants for all others.',
      };
    }
    case 'logAlone':
      return {
        detail: 'The log is the only channel, so alerts reach no one unless the log is read.',
        action: 'Set the address of a channel, for example TEAMS_WEBHOOK_URL, SLACK_WEBHOOK_URL or SMTP_URL.',
      };
  }
}

const FOR_PROGRAMS: Writing = { at: (ms) => new Date(ms).toISOString(), error: (text) => text };

/** A reason as the API and the commands show it. */
export function reasonView(reason: HealthReason): ReasonText & Pick<HealthReason, 'kind'> {
  return { kind: reason.kind, ...reasonText(reason, FOR_PROGRAMS) };
}
