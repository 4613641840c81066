import { OPTIONAL_FIELDS, type OptionalFields, type Report } from '../domain/report.ts';
import { type Timestamp, ticksOf, timestampOf } from '../domain/timestamp.ts';
import { maskAppleId, redactor } from './apple-id.ts';
import { contentHash } from './content-hash.ts';
import type { FieldError } from './field-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, member } from './json.ts';
import { pointerTo } from './json-pointer.ts';
import { MAX_AHEAD_MS, MAX_TEXT } from './limits.ts';
import { idSchema, reportSchema, type WireReport } from './report-schema.ts';

/** One report of a request, read, or refused with the reasons. `pointer` is where in the body the item stands. */
export type ReceivedItem =
  | {
      readonly index: number;
      readonly pointer: string;
      readonly ok: true;
      readonly report: Report;
      /** SHA-256 in hex of the item as received, without its `token`. */
      readonly contentHash: string;
    }
  | {
      readonly index: number;
      readonly pointer: string;
      readonly ok: false;
      readonly errors: readonly FieldError[];
      readonly tenantId?: string;
      readonly tokenId?: string;
      /** The sender may not speak for this tenant. */
      readonly forbidden?: true;
    };

/** A pointer into the body, and what to say first where the pointer cannot reach the place itself. */
export interface Place {
  readonly pointer: string;
  readonly prefix: string;
}

/** An item as its envelope gives it. */
export interface EnvelopedItem {
  /** Where the item stands in the body. */
  readonly pointer: string;
  /** The report, still on the wire. */
  readonly value: JsonValue;
  /** How a place inside `value` is pointed to, where that is not simply below `pointer`. */
  readonly locate?: (path: readonly (string | number)[]) => Place;
  /** When the envelope says that it was observed; the report's own `observedAt` counts before it. */
  readonly time?: { readonly at: Timestamp; readonly place: Place };
  /** The envelope's own id of this delivery, prefixed by its kind. */
  readonly deliveryId?: string;
}

/** What all items of one request share. */
export interface ItemContext {
  readonly receipt: Receipt;
  /** Undefined where a report must name its tenant. */
  readonly defaultTenantId: string | undefined;
  /** The only tenant that this sender may speak for. */
  readonly boundTenantId: string | undefined;
  readonly source: string;
}

/** The moment of receipt, worked out once for all items. */
export interface Receipt {
  readonly at: Timestamp;
  readonly ticks: bigint;
  /** The last moment that a sender's clock may name. */
  readonly latestTicks: bigint;
}

const TICKS_PER_MS = 10_000n;

/** @param receivedAt milliseconds since the epoch. */
export function receiptOf(receivedAt: number): Receipt {
  const at = timestampOf(receivedAt);
  const ticks = ticksOf(at);
  return { at, ticks, latestTicks: ticks + BigInt(MAX_AHEAD_MS) * TICKS_PER_MS };
}

/** Reads one item: the schema, then what depends on the moment and on the sender, then the domain's report. */
export function readItem(
  item: EnvelopedItem,
  index: number,
  deliveryId: string | undefined,
  context: ItemContext,
): ReceivedItem {
  const { pointer, value } = item;
  const refuse = (errors: readonly FieldError[]) => ({ index, pointer, ok: false, errors, ...namesOf(value) }) as const;
  if (speaksForAnother(value, context.boundTenantId)) {
    const detail = 'names a tenant that the credentials of this request may not speak for';
    return { ...refuse([errorAt(item, ['tenantId'], detail)]), forbidden: true };
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    return refuse(parsed.error.issues.map(({ path, message }) => errorAt(item, path as (string | number)[], message)));
  }
  if (!isJsonObject(value)) throw new TypeError('the schema took what is no object');
  const errors = contextErrors(item, parsed.data, context);
  if (errors.length > 0) return refuse(errors);
  const report = toReport(item, value, parsed.data, deliveryId, context);
  return { index, pointer, ok: true, report, contentHash: contentHash(value) };
}

/** Asked before anything else: whoever may not speak for a tenant learns nothing of what else is wrong. */
function speaksForAnother(value: JsonValue, boundTenantId: string | undefined): boolean {
  if (boundTenantId === undefined) return false;
  const { tenantId } = namesOf(value);
  return tenantId !== undefined && tenantId !== boundTenantId;
}

function errorAt({ pointer, locate }: EnvelopedItem, path: readonly (string | number)[], detail: string): FieldError {
  const place = locate ? locate(path) : { pointer: path.reduce<string>(pointerTo, pointer), prefix: '' };
  return { pointer: place.pointer, detail: `${place.prefix}${detail}` };
}

/** The names of tenant and token, as far as a refused item has good ones. Slow, as a schema is in refusing. */
function namesOf(value: JsonValue): { tenantId?: string; tokenId?: string } {
  if (!isJsonObject(value)) return {};
  const tenantId = idSchema.safeParse(member(value, 'tenantId')).data;
  const tokenId = idSchema.safeParse(member(value, 'id')).data;
  return { ...(tenantId === undefined ? {} : { tenantId }), ...(tokenId === undefined ? {} : { tokenId }) };
}

/** What the schema cannot know. A date far ahead, once stored, would make every later report stale. */
function contextErrors(item: EnvelopedItem, wire: WireReport, context: ItemContext): FieldError[] {
  const { at, latestTicks } = context.receipt;
  const ahead = `must not be more than 15 minutes ahead of this server's clock, which reads ${at}`;
  const errors: FieldError[] = [];
  if ((wire.tenantId ?? context.boundTenantId ?? context.defaultTenantId) === undefined) {
    errors.push(errorAt(item, ['tenantId'], 'is required: this server has no default tenant'));
  }
  for (const key of ['lastSyncDateTime', 'observedAt'] as const) {
    const date = wire[key];
    if (date !== undefined && ticksOf(date) > latestTicks) errors.push(errorAt(item, [key], ahead));
  }
  if (item.time && wire.observedAt === undefined && ticksOf(item.time.at) > latestTicks) {
    errors.push({ pointer: item.time.place.pointer, detail: `${item.time.place.prefix}${ahead}` });
  }
  return errors;
}

function toReport(
  item: EnvelopedItem,
  value: JsonObject,
  wire: WireReport,
  deliveryId: string | undefined,
  { receipt, defaultTenantId, boundTenantId, source }: ItemContext,
): Report {
  const observed = wire.observedAt ?? item.time?.at;
  return {
    // contextErrors has seen to it that one of the three is there.
    tenantId: wire.tenantId ?? boundTenantId ?? defaultTenantId ?? '',
    tokenId: wire.id,
    status: wire.lastSyncStatus,
    ...(wire.lastSyncDateTime === undefined ? {} : { lastSyncAt: wire.lastSyncDateTime }),
    // A clock that runs a little ahead is told from a wrong one by the check above, and set back here.
    observedAt: observed === undefined || ticksOf(observed) > receipt.ticks ? receipt.at : observed,
    receivedAt: receipt.at,
    ...optionalFields(value, wire),
    source,
    ...(deliveryId === undefined ? {} : { deliveryId }),
  };
}

function optionalFields(value: JsonObject, wire: WireReport): OptionalFields {
  const redact = redactor(member(value, 'token'), wire.appleId);
  // A mask may be longer than what it hides. Unicode's own separators of lines and paragraphs break what shows them,
  // and Azurite fails on a transaction that holds one.
  const clean = (text: string | undefined) =>
    text &&
    redact(text)
      .slice(0, MAX_TEXT)
      .replace(/\p{Surrogate}/gu, '')
      .replace(/[\p{Zl}\p{Zp}]/gu, ' ');
  return present({
    tokenState: wire.state,
    expiresAt: wire.expirationDateTime,
    organizationName: clean(wire.organizationName),
    displayName: clean(wire.displayName),
    locationName: clean(wire.locationName),
    appleId: wire.appleId && maskAppleId(wire.appleId),
    accountType: wire.vppTokenAccountType,
    countryOrRegion: clean(wire.countryOrRegion),
    detail: clean(wire.detail),
  });
}

/** Leaves out what is undefined: a member that is there but holds nothing would differ from one that is absent. */
function present(fields: OptionalFields): OptionalFields {
  const kept: Record<string, unknown> = {};
  for (const key of OPTIONAL_FIELDS) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept;
}
