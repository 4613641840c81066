import type { Notice } from '../app/notice.ts';

/**
 * How one attempt to send ended. `retry` is for what may pass (429, 5xx, time-outs, network faults), `refused` for
 * what will not (any other 4xx, a redirect). A reason never holds a URL, a key or an answer's body unfiltered.
 */
export type SendResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number; readonly free?: true }
  | { readonly kind: 'refused'; readonly reason: string };

/** One place that notices go to. It sends once and classifies; whoever calls it retries. It never throws. */
export interface Target {
  /** Names the target in rows, routes and health: `webhook`, `teams`, or the name a route gave it. */
  readonly id: string;
  send(notice: Notice): Promise<SendResult>;
}
