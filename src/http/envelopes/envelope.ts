import type { FieldError } from '../../reports/field-error.ts';
import type { EnvelopedItem } from '../../reports/item.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../reports/json.ts';
import { mendClause } from '../../reports/mend.ts';
import { wireNameOf } from '../../reports/wire-names.ts';
import type { Problem } from '../problem.ts';

/** A request whose sender is known and whose body is JSON. */
export interface Delivery {
  header(name: string): string | undefined;
  /** In lower case, without parameters; empty where the request had none. */
  readonly mediaType: string;
  readonly body: JsonValue;
  /** Whether a signature covers the body. It covers no header but its own. */
  readonly signed: boolean;
}

/** An item that the envelope itself refuses. */
export interface RefusedItem {
  readonly pointer: string;
  readonly errors: readonly FieldError[];
}

export type Opened =
  | { readonly kind: 'items'; readonly items: readonly (EnvelopedItem | RefusedItem)[] }
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** One way to wrap reports. What comes after an envelope knows of it by its name only, as the report's `source`. */
export interface Envelope {
  /** Whether a delivery is wrapped in this way. */
  recognises(delivery: Delivery): boolean;
  /** Unwraps it; items carry the envelope's own delivery ids, where it has such. */
  open(delivery: Delivery): Opened;
  /** What a delivery is answered of which a part is refused. */
  partialStatus(delivery: Delivery): 200 | 207;
}

/**
 * Event Grid takes no status for success but 200 to 204 and would repeat a 207 for a day, whatever the schema in which
 * it delivers. https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export function partialStatusOf({ header }: Delivery): 200 | 207 {
  return AEG_HEADERS.some((name) => header(name) !== undefined) ? 200 : 207;
}

/** The headers of a delivery by Event Grid; which of them are there depends on the schema. */
const AEG_HEADERS = [
  'aeg-event-type',
  'aeg-delivery-count',
  'aeg-subscription-name',
  'aeg-metadata-version',
  'aeg-data-version',
  'aeg-output-event-id',
];

/** The elements of an array with their pointers; anything else is its own only element. */
export function elementsOf(value: JsonValue, pointer: string): { value: JsonValue; pointer: string }[] {
  if (!Array.isArray(value)) return [{ value, pointer }];
  return (value as readonly JsonValue[]).map((element, index) => ({ value: element, pointer: `${pointer}/${index}` }));
}

/** Whether a body, or one element of it, is an object that `looksRight`. */
export function someElement(body: JsonValue, looksRight: (object: JsonObject) => boolean): boolean {
  return elementsOf(body, '#').some(({ value }) => isJsonObject(value) && looksRight(value));
}

/** Whether an object has what only a report has, in any letter case. */
export function looksLikeReport(object: JsonObject): boolean {
  return Object.keys(object).some((name) => {
    const known = wireNameOf(name);
    return known === 'id' || known === 'lastSyncStatus';
  });
}

/**
 * The report in an event: one report an event, as its id and time are those of one.
 *
 * @returns what is wrong with a list, also as Graph wraps it, or a text; undefined where `data` is left to whoever reads the report.
 */
export function dataError(data: JsonValue): string | undefined {
  if (Array.isArray(data) || holdsWhatGraphAnswered(data)) return 'must be one report: send one event for each report';
  if (typeof data !== 'string') return undefined;
  return `must be an object, not a text; ${mendClause(data) ?? 'send the report itself'}`;
}

/** Whether it is `{"value": …}`, in any letter case, and no report that happens to have such a member. */
export function holdsWhatGraphAnswered(body: JsonValue): body is JsonObject {
  return isJsonObject(body) && valueNames(body).length > 0 && !looksLikeReport(body);
}

/** The members named `value`, or `Value` where PowerShell's cmdlets printed it. */
export function valueNames(body: JsonObject): string[] {
  return Object.keys(body).filter((name) => name.toLowerCase() === 'value');
}
