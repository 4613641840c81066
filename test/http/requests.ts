import { createHmac } from 'node:crypto';
import { type RawRequest, type ReceiveContext, type Received, receive } from '../../src/http/receive.ts';
import type { ReceivedItem } from '../../src/reports/item.ts';

/** The moment at which the tests receive; the fixtures are of the minutes before it. */
export const NOW = Date.parse('2026-07-17T15:00:00Z');

export const CONTEXT: ReceiveContext = { receivedAt: NOW, defaultTenantId: 'default' };

export type Headers = Readonly<Record<string, string>>;

/** The bytes of a body: text as UTF-8, anything else as JSON. */
export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

export function requestOf(body: unknown, headers: Headers = { 'content-type': 'application/json' }): RawRequest {
  return { method: 'POST', header: (name) => headers[name], body: bytesOf(body) };
}

export function post(body: unknown, headers?: Headers, context: Partial<ReceiveContext> = {}): Received {
  return receive(requestOf(body, headers), { ...CONTEXT, ...context });
}

/** The items of what must not be a problem. */
export function itemsOf(received: Received): readonly ReceivedItem[] {
  if (received.kind !== 'items') throw new Error(`no items: ${JSON.stringify(received)}`);
  return received.items;
}

/** The report of a request that must hold exactly one, and a good one. */
export function reportOf(received: Received) {
  const [item, ...more] = itemsOf(received);
  if (!item?.ok || more.length > 0) throw new Error(`not one report: ${JSON.stringify(received)}`);
  return item.report;
}

/** The pointers of everything that is wrong, whether with the request or with its items. */
export function pointersOf(received: Received): string[] {
  if (received.kind === 'problem') return (received.problem.errors ?? []).map(({ pointer }) => pointer);
  return itemsOf(received).flatMap((item) => (item.ok ? [] : item.errors.map(({ pointer }) => pointer)));
}

/** What the only item, which must be a good one, was warned of: the pointer and the detail of each. */
export function warningsOf(received: Received): (readonly [string, string])[] {
  const [item] = itemsOf(received);
  if (!item?.ok) throw new Error(`refused: ${JSON.stringify(received)}`);
  return item.warnings.map(({ pointer, detail }) => [pointer, detail] as const);
}

/** Everything that is said of what is wrong. */
export function detailsOf(received: Received): string[] {
  if (received.kind === 'problem') return [received.problem.detail];
  return itemsOf(received).flatMap((item) => (item.ok ? [] : item.errors.map(({ detail }) => detail)));
}

/** The status of a problem; undefined where there is none. */
export function statusOf(received: Received): number | undefined {
  return received.kind === 'problem' ? received.problem.status : undefined;
}

export const REPORT = { id: 'token-1', lastSyncStatus: 'failed' };

export const SIGNING_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** The headers of a body signed after Standard Webhooks, of now unless `change` says otherwise. */
export function signed(
  body: unknown,
  change: { readonly id?: string; readonly timestamp?: string; readonly secret?: string } = {},
): Headers {
  const { id = 'msg_1', timestamp = String(NOW / 1000), secret = SIGNING_SECRET } = change;
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytesOf(body)]);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}
