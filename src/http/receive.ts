import { type ItemContext, type ReceivedItem, readItem } from '../reports/item.ts';
import { receiptOf } from '../reports/receipt.ts';
import { type Authenticated, authenticate, type IngestAuth } from './authenticity.ts';
import type { Delivery } from './envelopes/envelope.ts';
import { envelopeOf } from './envelopes/index.ts';
import { type IdempotencyKey, idempotencyKeyOf } from './idempotency.ts';
import { MAX_BODY_BYTES, MAX_ITEMS } from './limits.ts';
import { readMediaType } from './media-type.ts';
import { type Problem, problem, type Read, refused } from './problem.ts';
import { notJson, parseStrictJson } from './strict-json.ts';

/** A request as it came over the wire. `header` takes names in lower case. */
export interface RawRequest {
  readonly method: string;
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

export interface ReceiveContext {
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The tenant of a report that names none; undefined where it must name one. */
  readonly defaultTenantId: string | undefined;
  /** Who may send; absent, or empty, where the function key is all that is asked for. */
  readonly auth?: IngestAuth;
}

export type Received =
  /** `boundTenantId` as with items, where the credentials were read before the problem was met. */
  | { readonly kind: 'problem'; readonly problem: Problem; readonly boundTenantId?: string }
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'items';
      readonly items: readonly ReceivedItem[];
      /** The status of an answer in which some items are refused and some are not. */
      readonly partialStatus: 200 | 207;
      /** The only tenant that the sender's credentials speak for. */
      readonly boundTenantId?: string;
    };

/**
 * Turns a request into reports: bytes, authenticity, envelope, items, report. Pure: no storage, no clock.
 * The secret `token` and the whole `appleId` of a report do not get past this function.
 *
 * @returns never throws for anything that a request may hold. A problem (400, 401, 413, 415) refuses the whole request;
 * where every single item is refused, these are still `items`, and `answer.ts` makes the 400, 403 or 422 of it.
 */
export function receive(request: RawRequest, context: ReceiveContext): Received {
  if (isTooLarge(request)) return refusedWhole(413, `The body must be at most ${MAX_BODY_BYTES} bytes (1 MiB).`);
  const sender = context.auth ? authenticate(request, context.auth, context.receivedAt) : ANYONE;
  if (!sender.ok) return { kind: 'problem', problem: sender.problem };
  const { boundTenantId } = sender.value;
  const read = readRequest(request, sender.value.signed);
  const received: Received = read.ok
    ? open(read.value, { ...context, boundTenantId })
    : { kind: 'problem', problem: read.problem };
  return received.kind === 'answer' || boundTenantId === undefined ? received : { ...received, boundTenantId };
}

interface Readable {
  readonly delivery: Delivery;
  readonly idempotencyKey: IdempotencyKey | undefined;
}

function readRequest(request: RawRequest, signed: boolean): Read<Readable> {
  const header = (name: string) => request.header(name);
  const mediaType = readMediaType(header('content-type'), header('content-encoding'));
  if (!mediaType.ok) return mediaType;
  const idempotencyKey = idempotencyKeyOf(header);
  if (!idempotencyKey.ok) return idempotencyKey;
  if (request.body.length === 0) return refused(400, EMPTY);
  const json = parseStrictJson(request.body);
  if (!json.ok) return notJson(json);
  const delivery = { header, mediaType: mediaType.value, body: json.value, signed };
  return { ok: true, value: { delivery, idempotencyKey: idempotencyKey.value } };
}

const ANYONE: Read<Authenticated> = { ok: true, value: { signed: false } };

const EMPTY =
  'The body is empty. Azure Functions drops a body that is sent chunked: send it with a Content-Length (in Logic Apps: turn chunking off).';

function open(
  { delivery, idempotencyKey }: Readable,
  context: ReceiveContext & { readonly boundTenantId: string | undefined },
): Received {
  const { kind, envelope } = envelopeOf(delivery);
  const opened = envelope.open(delivery);
  if (opened.kind !== 'items') return opened;
  if (opened.items.length > MAX_ITEMS) return refusedWhole(413, `A request must hold at most ${MAX_ITEMS} reports.`);
  const { receivedAt, defaultTenantId, boundTenantId } = context;
  const itemContext: ItemContext = { receipt: receiptOf(receivedAt), defaultTenantId, boundTenantId, source: kind };
  const items = opened.items.map((item, index): ReceivedItem => {
    if ('errors' in item) return { index, ok: false, ...item };
    return readItem(item, index, deliveryIdOf(idempotencyKey, item.deliveryId, index), itemContext);
  });
  return { kind: 'items', items, partialStatus: envelope.partialStatus(delivery) };
}

function refusedWhole(status: number, detail: string): Received {
  return { kind: 'problem', problem: problem(status, detail) };
}

/**
 * `webhook-id` outranks all, as it alone may be vouched for by a signature. An event's own id outranks
 * `Idempotency-Key`: it stays with the event where a broker puts it into another request.
 */
function deliveryIdOf(key: IdempotencyKey | undefined, own: string | undefined, index: number): string | undefined {
  if (!key || (own !== undefined && key.kind !== 'webhook-id')) return own;
  return `${key.kind}:${key.id}/${index}`;
}

/** The declared length counts too: what it announces would have to be read to be refused. */
function isTooLarge(request: RawRequest): boolean {
  const declared = request.header('content-length')?.trim() ?? '';
  return request.body.length > MAX_BODY_BYTES || (/^\d+$/.test(declared) && Number(declared) > MAX_BODY_BYTES);
}
