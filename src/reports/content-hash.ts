import { hash } from 'node:crypto';
import type { JsonObject, JsonValue } from './json.ts';

/**
 * SHA-256, in hex, of an item as received, whatever the order of its members and without its `token`: the hash is
 * stored, and nothing that is stored may depend on the secret.
 */
export function contentHash(item: JsonObject): string {
  const members = Object.keys(item).filter((key) => key !== 'token');
  return hash('sha256', canonicalObject(item, members), 'hex');
}

function canonical(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return canonicalObject(value as JsonObject, Object.keys(value));
}

function canonicalObject(object: JsonObject, keys: readonly string[]): string {
  const members = keys.toSorted().map((key) => `${JSON.stringify(key)}:${canonical(object[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
