import { type Authenticity, authenticate, type IngestAuth } from './authenticity.ts';
import { type RequestDeliveryId, requestDeliveryId } from './delivery-id.ts';
import type { Delivery } from './envelopes/envelope.ts';
import { envelopeOf } from './envelopes/index.ts';
import { type ItemContext, type ReceivedItem, readItem, receiptOf } from './item.ts';
import { MAX_BODY_BYTES, MAX_ITEMS } from './limits.ts';
import { readMediaType } from './media-type.ts';
import { type Problem, problem } from './problem.ts';
import { parseStrictJson } from './strict-json.ts';

export type { ReceivedItem } from './item.ts';

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
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'items';
      readonly items: readonly ReceivedItem[];
      /** The status of an answer in which some items are refused and some are not. */
      readonly partialStatus: 200 | 207;
    };

/**
 * Turns a request into reports: bytes, authenticity, envelope, items, report. Pure: no storage, no clock.
 * The secret `token` and the whole `appleId` of a report do not get past this function.
 *
 * @returns never throws for anything that a request may hold. A problem (400, 401, 413, 415) refuses the whole request;
 * where every single item is refused, these are still `items`, and `answer.ts` makes the 400, 403 or 422 of it.
 */
export function receive(request: RawRequest, context: ReceiveContext): Received {
  const header = (name: string) => request.header(name);
  if (isTooLarge(request)) return refuse(413, `The body must be at most ${MAX_BODY_BYTES} bytes (1 MiB).`);
  const sender = context.auth ? authenticate(request, context.auth, context.receivedAt) : ANYONE;
  if (!sender.ok) return { kind: 'problem', problem: sender.problem };
  const mediaType = readMediaType(header('content-type'), header('content-encoding'));
  if (typeof mediaType !== 'string') return { kind: 'problem', problem: mediaType };
  const ids = requestDeliveryId(header);
  if (ids && 'status' in ids) return { kind: 'problem', problem: ids };
  if (request.body.length === 0) return refuse(400, EMPTY);
  const json = parseStrictJson(request.body);
  if (!json.ok) {
    const errors = json.pointer === undefined ? [] : [{ pointer: json.pointer, detail: json.detail }];
    return { kind: 'problem', problem: problem(400, json.detail, errors) };
  }
  const itemContext = {
    receipt: receiptOf(context.receivedAt),
    defaultTenantId: context.defaultTenantId,
    boundTenantId: sender.boundTenantId,
  };
  return open({ header, mediaType, body: json.value, signed: sender.signed }, ids, itemContext);
}

const ANYONE: Authenticity = { ok: true, signed: false };

const EMPTY =
  'The body is empty. Azure Functions drops a body that is sent chunked: send it with a Content-Length (in Logic Apps: turn chunking off).';

function open(delivery: Delivery, ids: RequestDeliveryId | undefined, context: Omit<ItemContext, 'source'>): Received {
  const { kind, envelope } = envelopeOf(delivery);
  const opened = envelope.open(delivery);
  if (opened.kind !== 'items') return opened;
  if (opened.items.length > MAX_ITEMS) return refuse(413, `A request must hold at most ${MAX_ITEMS} reports.`);
  const items = opened.items.map((item, index): ReceivedItem => {
    if ('errors' in item) return { index, ok: false, ...item };
    return readItem(item, index, deliveryIdOf(ids, item.deliveryId, index), { ...context, source: kind });
  });
  return { kind: 'items', items, partialStatus: envelope.partialStatus(delivery) };
}

/**
 * `webhook-id` outranks all, as it alone may be vouched for by a signature. An event's own id outranks
 * `Idempotency-Key`: it stays with the event where a broker puts it into another request.
 */
function deliveryIdOf(ids: RequestDeliveryId | undefined, own: string | undefined, index: number): string | undefined {
  if (!ids || (own !== undefined && ids.kind !== 'webhook-id')) return own;
  return `${ids.kind}:${ids.id}/${index}`;
}

/** The declared length counts too: what it announces would have to be read to be refused. */
function isTooLarge(request: RawRequest): boolean {
  const declared = request.header('content-length')?.trim() ?? '';
  return request.body.length > MAX_BODY_BYTES || (/^\d+$/.test(declared) && Number(declared) > MAX_BODY_BYTES);
}

function refuse(status: number, detail: string): Received {
  return { kind: 'problem', problem: problem(status, detail) };
}
