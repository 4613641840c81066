/** A tenant as Graph would show it. What it holds is asked for at each request, so it may change with time. */
export interface StandInTenant {
  readonly id: string;
  readonly tokens: (now: number) => readonly object[];
  readonly enrollments?: (now: number) => readonly object[];
  readonly pushCertificate?: (now: number) => object | undefined;
}

/** A request that the stand-in has, and how often this very page was asked for before. */
export interface StandInRequest {
  readonly tenantId: string;
  readonly version: string;
  readonly path: string;
  /** From 0. */
  readonly page: number;
  readonly before: number;
}

/** An answer that is no success. */
export interface Refused {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: string;
}

/** What goes wrong with an answer. */
export type Mishap =
  | Refused
  /** The answer ends in its middle: with the connection, or as if that were all. */
  | { readonly cut: 'connection' | 'text' }
  | { readonly delayMs: number }
  /** Another answer in its place, as text. */
  | { readonly text: string };
