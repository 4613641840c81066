import type { EnvelopedItem } from '../../reports/item.ts';
import { isJsonObject, type JsonValue, member } from '../../reports/json.ts';
import { type AttributeError, optionalTime, requiredText } from './attributes.ts';
import { dataError, type Envelope, elementsOf, partialStatusOf, type RefusedItem, someElement } from './envelope.ts';

const VALIDATION = 'Microsoft.EventGrid.SubscriptionValidationEvent';

/**
 * Event Grid's own schema, an array of events, and the handshake by which a subscription begins.
 * https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 */
export const eventgrid: Envelope = {
  recognises: ({ body }) =>
    someElement(body, (event) => typeof member(event, 'eventType') === 'string' && Object.hasOwn(event, 'data')),
  open({ body }) {
    const elements = elementsOf(body, '#');
    const code = elements.length === 1 ? validationCode(elements[0]?.value) : undefined;
    if (code !== undefined) return { kind: 'answer', status: 200, body: { validationResponse: code } };
    return { kind: 'items', items: elements.map(openEvent) };
  },
  partialStatus: partialStatusOf,
};

/** The code to send back; the event's `validationUrl` is never fetched: anyone may write one. */
function validationCode(event: JsonValue | undefined): string | undefined {
  if (!isJsonObject(event) || member(event, 'eventType') !== VALIDATION) return undefined;
  const data = member(event, 'data');
  const code = isJsonObject(data) ? member(data, 'validationCode') : undefined;
  return typeof code === 'string' && code !== '' ? code : undefined;
}

function openEvent({ value: event, pointer }: { value: JsonValue; pointer: string }): EnvelopedItem | RefusedItem {
  if (!isJsonObject(event)) return { pointer, errors: [{ pointer, detail: 'must be an object: an Event Grid event' }] };
  const errors: AttributeError[] = [];
  const warnings: AttributeError[] = [];
  const read = (name: string) => member(event, name);
  const id = requiredText(read, 'id', warnings);
  const eventType = requiredText(read, 'eventType', warnings);
  const time = optionalTime(read, 'eventTime', warnings);
  const data = member(event, 'data') ?? null;
  const fault = dataError(data);
  if (fault !== undefined) errors.push({ name: 'data', detail: fault });
  if (eventType.startsWith('Microsoft.EventGrid.')) errors.push({ name: 'eventType', detail: NO_REPORT });
  const said = ({ name, detail }: AttributeError) => ({ pointer: `${pointer}/${name}`, detail });
  if (errors.length > 0) return { pointer, errors: errors.map(said) };
  const topic = member(event, 'topic');
  return {
    pointer: `${pointer}/data`,
    value: data,
    // An id is unique within its topic only, and publishers are known to reuse even that.
    ...(id !== '' && { deliveryId: `eventgrid:${JSON.stringify([typeof topic === 'string' ? topic : '', id])}` }),
    idIsHint: true,
    warnings: warnings.map(said),
    ...(time === undefined ? {} : { time: { at: time, place: { pointer: `${pointer}/eventTime`, prefix: '' } } }),
  };
}

const NO_REPORT =
  'is an event of Event Grid itself, which holds no report; a validation event is answered where it is the whole delivery and holds a validationCode';
