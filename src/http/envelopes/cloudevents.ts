import type { EnvelopedItem } from '../../reports/item.ts';
import { isJsonObject, type JsonObject, type JsonValue, member } from '../../reports/json.ts';
import { wireNameOf } from '../../reports/wire-names.ts';
import { isJson } from '../media-type.ts';
import { problem } from '../problem.ts';
import { parseStrictJson } from '../strict-json.ts';
import { readAttributeHeader } from './attribute-header.ts';
import { type AttributeError, type AttributeReader, optionalTime, requiredText } from './attributes.ts';
import {
  type Delivery,
  dataError,
  type Envelope,
  elementsOf,
  partialStatusOf,
  type RefusedItem,
  someElement,
} from './envelope.ts';

/**
 * CloudEvents 1.0 in its three modes: structured, batch, and binary (attributes in `ce-` headers).
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export const cloudevents: Envelope = {
  // By its media type, or, since hand-written flows send application/json, by what only an event has.
  recognises: (delivery) =>
    isStructured(delivery) ||
    isBinary(delivery) ||
    someElement(
      delivery.body,
      (event) =>
        Object.hasOwn(event, 'specversion') &&
        !Object.keys(event).some((name) => wireNameOf(name) === 'lastSyncStatus'),
    ),
  open(delivery) {
    if (!isStructured(delivery) && isBinary(delivery)) {
      if (delivery.signed) return { kind: 'problem', problem: problem(400, UNSIGNED_HEADERS) };
      return { kind: 'items', items: [openBinary(delivery)] };
    }
    return { kind: 'items', items: elementsOf(delivery.body, '#').map(openStructured) };
  },
  partialStatus: partialStatusOf,
};

const UNSIGNED_HEADERS =
  'A signature does not cover the ce- headers of a binary CloudEvent: send it structured, as application/cloudevents+json.';

function isStructured({ mediaType }: Delivery): boolean {
  return mediaType === 'application/cloudevents+json' || mediaType === 'application/cloudevents-batch+json';
}

function isBinary({ header }: Delivery): boolean {
  return ['specversion', 'id', 'source', 'type'].some((name) => header(`ce-${name}`) !== undefined);
}

interface Attributes {
  readonly deliveryId?: string;
  readonly time: ReturnType<typeof optionalTime>;
}

/** The specification requires four attributes; a report is not lost for want of them, as its data says all of it. */
function readAttributes(read: AttributeReader, warnings: AttributeError[]): Attributes {
  const specversion = requiredText(read, 'specversion', warnings);
  if (specversion !== '' && specversion !== '1.0') warnings.push({ name: 'specversion', detail: 'must be "1.0"' });
  const source = requiredText(read, 'source', warnings);
  const id = requiredText(read, 'id', warnings);
  requiredText(read, 'type', warnings);
  const time = optionalTime(read, 'time', warnings);
  // As JSON, so that no source and id can be mistaken for another pair; without index, as a batch may be cut anew.
  return source === '' || id === '' ? { time } : { deliveryId: `cloudevents:${JSON.stringify([source, id])}`, time };
}

function openBinary({ header, body }: Delivery): EnvelopedItem | RefusedItem {
  const warnings: AttributeError[] = [];
  const { time, ...id } = readAttributes((name) => readAttributeHeader(header(`ce-${name}`)), warnings);
  const place = (name: string) => ({ pointer: '#', prefix: `header ce-${name}: ` });
  const said = ({ name, detail }: AttributeError) => ({ pointer: '#', detail: `${place(name).prefix}${detail}` });
  const fault = dataError(body);
  if (fault !== undefined) return { pointer: '#', errors: [{ pointer: '#', detail: fault }] };
  return {
    pointer: '#',
    value: body,
    ...id,
    warnings: warnings.map(said),
    ...(time === undefined ? {} : { time: { at: time, place: place('time') } }),
  };
}

function openStructured({ value: event, pointer }: { value: JsonValue; pointer: string }): EnvelopedItem | RefusedItem {
  if (!isJsonObject(event)) return { pointer, errors: [{ pointer, detail: 'must be an object: a CloudEvent' }] };
  const errors: AttributeError[] = [];
  const warnings: AttributeError[] = [];
  const { time, ...id } = readAttributes((name) => member(event, name), warnings);
  const data = readData(event, pointer, errors);
  const said = ({ name, detail }: AttributeError) => ({ pointer: `${pointer}/${name}`, detail });
  if (data === undefined) return { pointer, errors: errors.map(said) };
  const at = time === undefined ? {} : { time: { at: time, place: { pointer: `${pointer}/time`, prefix: '' } } };
  return { ...data, ...id, warnings: warnings.map(said), ...at };
}

/** The report in `data`, or, encoded, in `data_base64`; undefined after having said in `errors` what is wrong. */
function readData(event: JsonObject, pointer: string, errors: AttributeError[]): EnvelopedItem | undefined {
  const contentType = member(event, 'datacontenttype') ?? 'application/json';
  if (typeof contentType !== 'string' || !isJson((contentType.split(';')[0] ?? '').trim().toLowerCase())) {
    errors.push({ name: 'datacontenttype', detail: 'must be application/json or another +json type' });
    return undefined;
  }
  const data = member(event, 'data') ?? null;
  const encoded = member(event, 'data_base64') ?? null;
  if (data !== null && encoded !== null) {
    errors.push({ name: 'data_base64', detail: 'must not stand beside data' });
    return undefined;
  }
  const fault = dataError(data);
  if (fault !== undefined) {
    errors.push({ name: 'data', detail: fault });
    return undefined;
  }
  if (encoded === null) return { pointer: `${pointer}/data`, value: data };
  return readEncoded(encoded, `${pointer}/data_base64`, errors);
}

function readEncoded(encoded: JsonValue, pointer: string, errors: AttributeError[]): EnvelopedItem | undefined {
  const isBase64 = typeof encoded === 'string' && encoded.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded);
  const json = isBase64 ? parseStrictJson(Buffer.from(encoded, 'base64'), 'The decoded text') : undefined;
  if (!json?.ok) {
    errors.push({ name: 'data_base64', detail: json ? json.detail : 'must be base64' });
    return undefined;
  }
  // A pointer cannot reach into what is encoded, so the way on is said in words.
  const locate = (path: readonly (string | number)[]) => ({
    pointer,
    prefix: path.length > 0 ? `${path.join('/')}: ` : '',
  });
  return { pointer, value: json.value, locate };
}
