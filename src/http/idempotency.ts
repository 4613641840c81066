import { MAX_IDEMPOTENCY_KEY } from './limits.ts';
import { type Read, refused } from './problem.ts';

type HeaderReader = (name: string) => string | undefined;

/** An id that a header gives to a request; its items add their index. */
export interface IdempotencyKey {
  readonly kind: 'webhook-id' | 'idempotency-key';
  readonly id: string;
}

/**
 * The id that a request's headers give to all of its items, by which one that is sent twice is known; each item's
 * index is then added, as in `idempotency-key:abc/0`. `webhook-id` (Standard Webhooks) outranks `Idempotency-Key`.
 *
 * @returns undefined as the value where the request has neither; a 400 where the one that counts is malformed.
 */
export function idempotencyKeyOf(header: HeaderReader): Read<IdempotencyKey | undefined> {
  const webhookId = header('webhook-id');
  if (webhookId !== undefined) {
    const id = webhookId.trim();
    return isVisibleAscii(id) ? { ok: true, value: { kind: 'webhook-id', id } } : malformed('webhook-id');
  }
  const key = header('idempotency-key');
  if (key === undefined) return { ok: true, value: undefined };
  const id = unquote(key.trim());
  return id === undefined ? malformed('Idempotency-Key') : { ok: true, value: { kind: 'idempotency-key', id } };
}

/** Whether text is 1 to 255 visible ASCII characters. */
export function isVisibleAscii(text: string): boolean {
  return text.length <= MAX_IDEMPOTENCY_KEY && /^[\x21-\x7e]+$/.test(text);
}

/**
 * The key itself. The IETF draft on Idempotency-Key has it as a quoted string (RFC 8941), most clients send it bare;
 * both are the same key. Only a quoted one may hold spaces.
 */
function unquote(key: string): string | undefined {
  if (!key.startsWith('"')) return isVisibleAscii(key) ? key : undefined;
  const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(key)?.[1];
  const inner = quoted?.replace(/\\(["\\])/g, '$1').trim();
  return inner && inner.length <= MAX_IDEMPOTENCY_KEY ? inner : undefined;
}

function malformed(name: string): Read<never> {
  return refused(400, `The header ${name} must hold one id of 1 to ${MAX_IDEMPOTENCY_KEY} visible ASCII characters.`);
}
