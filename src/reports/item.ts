import type { Report } from '../domain/report.ts';
import { type Timestamp, ticksOf } from '../domain/timestamp.ts';
import { redactor } from './apple-id.ts';
import { contentHash } from './content-hash.ts';
import { type CoreContext, readCore } from './core.ts';
import type { FieldError } from './field-error.ts';
import { type MemberNote, readDecoration } from './fields.ts';
import { parseId } from './id.ts';
import { isJsonObject, type JsonObject, type JsonValue, member } from './json.ts';
import { pointerTo } from './json-pointer.ts';
import { mendClause } from './mend.ts';
import { aheadAllowed, type Receipt } from './receipt.ts';
import { canonicalNames } from './wire-names.ts';

/** One report of a request, read, or refused with the reasons. `pointer` is where in the body the item stands. */
export type ReceivedItem =
  | {
      readonly index: number;
      readonly pointer: string;
      readonly ok: true;
      readonly report: Report;
      /** SHA-256 in hex of the item as received, without its `token`. */
      readonly contentHash: string;
      /** What the report was not refused for, though it is not as it should be. */
      readonly warnings: readonly FieldError[];
      /** Its delivery id may be that of another delivery, so that only the same body makes it a repetition. */
      readonly idIsHint?: true;
    }
  | {
      readonly index: number;
      readonly pointer: string;
      readonly ok: false;
      readonly errors: readonly FieldError[];
      /** The tenant that it names, or, where it names none, that it would have belonged to. */
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
  /** Whether senders are known to use that id for different deliveries. */
  readonly idIsHint?: true;
  /** What the envelope itself was not refused for, though it is not as it should be. */
  readonly warnings?: readonly FieldError[];
}

/** What all items of one request share. */
export interface ItemContext extends CoreContext {
  /** The name of the envelope. */
  readonly source: string;
}

/**
 * Reads one item: whether the sender may speak for its tenant, then what a report can be refused for, then the rest.
 *
 * @param deliveryId the id by which a repetition of this item is known, from the request or from its envelope
 */
export function readItem(
  item: EnvelopedItem,
  index: number,
  deliveryId: string | undefined,
  context: ItemContext,
): ReceivedItem {
  const { pointer, value } = item;
  const mend = mendClause(value);
  if (!isJsonObject(value) || mend !== undefined) {
    const detail = `must be an object: a report or a vppToken${mend === undefined ? '' : `; ${mend}`}`;
    return { index, pointer, ok: false, errors: [errorAt(item, [], detail)] };
  }
  const { members, spelled, duplicates } = canonicalNames(value);
  const note = ({ name, detail }: MemberNote) => errorAt(item, [spelled.get(name) ?? name], detail);
  const refuse = (errors: readonly FieldError[]) =>
    ({ index, pointer, ok: false, errors, ...namesOf(members, context) }) as const;
  // Asked before anything else: whoever may not speak for a tenant learns nothing of what else is wrong.
  if (speaksForAnother(members, context.boundTenantId)) {
    const detail = 'names a tenant that the credentials of this request may not speak for';
    return { ...refuse([note({ name: 'tenantId', detail })]), forbidden: true };
  }
  if (duplicates.length > 0) return refuse(duplicates.map((name) => errorAt(item, [name], TWICE)));
  const redact = redactor(member(members, 'token'), member(members, 'appleId'));
  const core = readCore(members, redact, context);
  if (!core.ok) return refuse(core.errors.map(note));
  const time = eventTimeOf(item, core.value.observedAt, context.receipt);
  const { fields, warnings } = readDecoration(members, redact);
  return {
    index,
    pointer,
    ok: true,
    report: {
      ...core.value,
      observedAt: core.value.observedAt ?? time.at ?? context.receipt.at,
      receivedAt: context.receipt.at,
      ...fields,
      source: context.source,
      ...(deliveryId === undefined ? {} : { deliveryId }),
    },
    contentHash: contentHash(members),
    warnings: [...(item.warnings ?? []), ...time.warnings, ...warnings.map(note)],
    ...(item.idIsHint && deliveryId !== undefined && deliveryId === item.deliveryId && { idIsHint: true }),
  };
}

const TWICE = 'is a second spelling of a member that this object already has';

function speaksForAnother(members: JsonObject, boundTenantId: string | undefined): boolean {
  const tenantId = parseId(member(members, 'tenantId'));
  return boundTenantId !== undefined && tenantId !== undefined && tenantId !== boundTenantId;
}

function errorAt({ pointer, locate }: EnvelopedItem, path: readonly (string | number)[], detail: string): FieldError {
  const place = locate ? locate(path) : { pointer: path.reduce<string>(pointerTo, pointer), prefix: '' };
  return { pointer: place.pointer, detail: `${place.prefix}${detail}` };
}

/** The names of tenant and token, as far as a refused item has good ones. */
function namesOf(members: JsonObject, { boundTenantId, defaultTenantId }: ItemContext) {
  const isNamed = (member(members, 'tenantId') ?? null) !== null;
  const tenantId = isNamed ? parseId(member(members, 'tenantId')) : (boundTenantId ?? defaultTenantId);
  const tokenId = parseId(member(members, 'id'));
  return { ...(tenantId === undefined ? {} : { tenantId }), ...(tokenId === undefined ? {} : { tokenId }) };
}

/** When the event itself says that it was observed: a hint, so one that cannot be is left out with a warning. */
function eventTimeOf({ time }: EnvelopedItem, own: Timestamp | undefined, { at, ticks, latestTicks }: Receipt) {
  if (!time || own !== undefined) return { at: undefined, warnings: [] };
  const { pointer, prefix } = time.place;
  if (ticksOf(time.at) <= latestTicks) return { at: ticksOf(time.at) > ticks ? at : time.at, warnings: [] };
  return { at: undefined, warnings: [{ pointer, detail: `${prefix}is ignored: it ${aheadAllowed(at)}` }] };
}
