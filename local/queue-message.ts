import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { TypedData } from './core-types.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @returns undefined where the text is not in the encoding that host.json asks for. */
export function decodeMessage(text: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return text;
  return BASE64.test(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}

/**
 * What the function sees as `context.triggerMetadata`: the message's own data, and over it (without regard to case)
 * the top-level properties of a JSON object, as strings. Arrays are left out. That is how the real host does it, so a
 * message with an `id` of its own hides the message's.
 */
export function messageMetadata(message: DequeuedMessageItem, text: string): Record<string, TypedData> {
  const metadata: Record<string, TypedData> = {
    QueueTrigger: { string: text },
    Id: { string: message.messageId },
    DequeueCount: { json: String(message.dequeueCount) },
    PopReceipt: { string: message.popReceipt },
    InsertionTime: date(message.insertedOn),
    NextVisibleTime: date(message.nextVisibleOn),
    ExpirationTime: date(message.expiresOn),
  };
  for (const [name, value] of Object.entries(parseObject(text))) {
    if (Array.isArray(value)) continue;
    const key = Object.keys(metadata).find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
    metadata[key] = property(value);
  }
  return metadata;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** .NET's conversions: null is the empty text, and a boolean is capitalised. */
function property(value: unknown): TypedData {
  if (value === null) return { string: '' };
  if (typeof value === 'object') return { json: JSON.stringify(value) };
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return { string: String(value) };
}

function date(value: Date): TypedData {
  return { json: JSON.stringify(value.toISOString().replace(/\.\d+Z$/, '+00:00')) };
}
