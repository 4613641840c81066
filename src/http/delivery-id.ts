import { MAX_DELIVERY_ID } from './limits.ts';
import { type Problem, problem } from './problem.ts';

type HeaderReader = (name: string) => string | undefined;

/** An id that a header gives to a request; its items add their index. */
export interface RequestDeliveryId {
  readonly kind: 'webhook-id' | 'idempotency-key';
  readonly id: string;
}

/**
 * The delivery id that a request's headers give to all of its items; each item's index is then added, as in
 * `idempotency-key:abc/0`. `webhook-id` (Standard Webhooks) outranks `Idempotency-Key`.
 *
 * @returns undefined where the request has neither; a 400 where the one that counts is malformed.
 */
export function requestDeliveryId(header: HeaderReader): RequestDeliveryId | Problem | undefined {
  const webhookId = header('webhook-id');
  if (webhookId !== undefined) {
    const id = webhookId.trim();
    return isVisibleAscii(id) ? { kind: 'webhook-id', id } : malformed('webhook-id');
  }
  const key = header('idempotency-key');
  if (key === undefined) return undefined;
  const id = unquote(key.trim());
  return id === undefined ? malformed('Idempotency-Key') : { kind: 'idempotency-key', id };
}

/** Whether text is 1 to 255 visible ASCII characters. */
export function isVisibleAscii(text: string): boolean {
  return text.length <= MAX_DELIVERY_ID && /^[\x21-\x7e]+$/.test(text);
}

/**
 * The key itself. The IETF draft on Idempotency-Key has it as a quoted string (RFC 8941), most clients send it bare;
 * both are the same key. Only a quoted one may hold spaces.
 */
function unquote(key: string): string | undefined {
  if (!key.startsWith('"')) return isVisibleAscii(key) ? key : undefined;
  const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(key)?.[1];
  const inner = quoted?.replace(/\\(["\\])/g, '$1').trim();
  return inner && inner.length <= MAX_DELIVERY_ID ? inner : undefined;
}

function malformed(name: string): Problem {
  return problem(400, `The header ${name} must hold one id of 1 to ${MAX_DELIVERY_ID} visible ASCII characters.`);
}
