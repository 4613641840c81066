import type { Action } from '../../app/act/action.ts';

/** What can be asked; `show` asks nothing. */
export type Asked = Exclude<Action, 'show'>;

/** The words of the pages that links and buttons lead to, in one language. Names and times come in as text. */
export interface ActWords {
  /** The question, and what follows from a yes. `until` is when a silence would end. */
  ask(action: Asked, what: string): string;
  follows(action: Asked, until: string): string;
  /** Of a link in an alert. */
  linkDoes(action: Asked, incidents: number): string;
  readonly nothingYet: string;
  readonly buttons: Readonly<Record<Asked, string>>;
  readonly name: string;
  readonly statusPage: string;
  readonly back: string;

  acknowledged(by: string, at: string): string;
  silenced(until: string): string;
  readonly resumed: string;
  readonly stopped: string;
  resent(count: number): string;
  /** @param reason why a test did not arrive */
  tested(reason: string | undefined): string;

  alreadyAcknowledged(by: string, at: string): string;
  alreadySilenced(by: string, until: string): string;
  readonly notSilenced: string;
  tenantSilenced(by: string, until: string): string;
  alreadyStopped(by: string | undefined, at: string): string;
  over(action: Action, at: string): string;
  readonly unknown: string;
  readonly wrong: string;
  readonly expired: string;
  readonly elsewhere: string;

  readonly since: string;
  readonly tenant: string;
}
