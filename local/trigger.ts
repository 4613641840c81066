/** Something that calls functions until it is stopped. */
export interface Trigger {
  /** Begins nothing new; resolves once all that runs has ended. */
  stop(): Promise<void>;
  /** Drops what has not ended in time. */
  abandon?(): void;
}
