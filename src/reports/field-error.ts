/** One thing that is wrong: where in the body as sent, as in `#/0/lastSyncStatus`, and what is allowed there. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}
