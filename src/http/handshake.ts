import { isVisibleAscii } from './idempotency.ts';
import { type Problem, problem } from './problem.ts';

export interface HandshakePolicy {
  /** DNS names of senders, or `*` for any. */
  readonly allowedOrigins: readonly string[];
  /** Requests a minute, or `*` for any number. */
  readonly rate: number | '*';
}

export type Handshake =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'answer'; readonly status: 200; readonly headers: Readonly<Record<string, string>> };

/**
 * Answers the OPTIONS request with which a sender of CloudEvents asks whether it may deliver here (section 4 of
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md). `WebHook-Request-Callback` is never
 * fetched: consent is given at once or not at all, and a URL that anyone may name is no place for us to call.
 *
 * @returns 400 where the request names no origin, 403 where it names one that is not allowed.
 */
export function handshake(request: { header(name: string): string | undefined }, policy: HandshakePolicy): Handshake {
  const origin = request.header('webhook-request-origin')?.trim();
  if (origin === undefined || !isVisibleAscii(origin)) {
    return refuse(400, 'The header WebHook-Request-Origin must name the sender, as in eventgrid.azure.net.');
  }
  const allowed = policy.allowedOrigins.some((name) => name === '*' || name.toLowerCase() === origin.toLowerCase());
  if (!allowed) return refuse(403, 'This server takes no events from the origin in WebHook-Request-Origin.');
  const headers = {
    allow: 'OPTIONS, POST',
    'webhook-allowed-origin': origin,
    'webhook-allowed-rate': String(policy.rate),
  };
  return { kind: 'answer', status: 200, headers };
}

function refuse(status: number, detail: string): Handshake {
  return { kind: 'problem', problem: problem(status, detail) };
}
