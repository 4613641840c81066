import type { SubjectKey } from './subject.ts';

/**
 * Written with a change, and gone once every mailbox that it concerns knows that there is something due.
 * Milliseconds since the epoch.
 */
export type Marker = SubjectKey & {
  /** When the sweep takes over what the writer of the marker did not finish. */
  readonly retryAt: number;
} & (
    | {
        readonly kind: 'told';
        /** The subject's new number. */
        readonly no: number;
        /** Of the audience before and that after. */
        readonly targets: readonly string[];
        /** When the rows in the mailboxes are due. */
        readonly dueAt: number;
      }
    /** A silence was lifted or shortened: of a subject, or with `*` of the tenant. */
    | { readonly kind: 'lifted'; readonly id: string }
  );
