import type { CommitDeps } from '../commit/commit-event.ts';
import type { MailboxDeps } from '../deliver/ports.ts';
import type { AppStore, Log, SilenceStore, SummaryStore, TenantStore } from '../model/ports.ts';
import type { SubjectState } from '../model/subject.ts';
import type { Polls } from '../poll/hand-out.ts';

/** What a sweep needs of the world. */
export interface SweepDeps extends CommitDeps {
  readonly tenants: TenantStore;
  readonly silences: SilenceStore;
  readonly summaries: SummaryStore;
  readonly app: AppStore;
  readonly log: Log;
  readonly mailbox: MailboxDeps<SubjectState>;
  /** Changes from this instant on may not be in the summaries yet. Milliseconds since the epoch. */
  readonly changedSince: number;
  /** Absent where no tenant is read from Graph. */
  readonly polls?: Polls;
  /** From one sweep to the next, in milliseconds. */
  readonly period: number;
}
