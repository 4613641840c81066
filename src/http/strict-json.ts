import type { JsonValue } from '../reports/json.ts';
import { pointerTo } from '../reports/json-pointer.ts';
import { describeEncodingFault, describeJsonFault } from './json-fault.ts';
import { MAX_DEPTH } from './limits.ts';
import { type Read, refused } from './problem.ts';

export type ParsedJson = { readonly ok: true; readonly value: JsonValue } | ({ readonly ok: false } & JsonFault);

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON as I-JSON (RFC 7493) has it, so that no two readers can understand it differently: strict UTF-8 (a byte
 * order mark is dropped), no member twice, no lone surrogate in a name, no number beyond a double, at most 64 levels
 * deep. A text may hold a lone surrogate, since senders cut error messages in the middle of an emoji: whoever keeps the
 * text takes it out.
 * The reasons never quote the text, which may hold a secret (the messages of JSON.parse do).
 *
 * @param subject what the bytes are, for the reasons
 */
export function parseStrictJson(bytes: Uint8Array, subject = 'The body'): ParsedJson {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return { ok: false, detail: describeEncodingFault(bytes, subject) };
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { ok: false, detail: describeJsonFault(text, subject) };
  }
  const walk: Walk = { members: 0 };
  const fault = inspect(value, 1, '#', walk);
  if (fault) return { ok: false, ...fault };
  // JSON.parse keeps the last of equal names, so a duplicate shows as fewer members than the text has colons.
  if (countColons(text) !== walk.members) {
    return { ok: false, detail: 'A member name appears twice in one object.', pointer: findDuplicate(text) };
  }
  return { ok: true, value };
}

/** The 400 for a body that is not to be read as JSON. */
export function notJson({ detail, pointer }: JsonFault): Read<never> {
  return refused(400, detail, pointer === undefined ? [] : [{ pointer, detail }]);
}

interface Walk {
  members: number;
}

interface JsonFault {
  readonly detail: string;
  readonly pointer?: string;
}

function inspect(value: JsonValue, depth: number, pointer: string, walk: Walk): JsonFault | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { detail: 'A number is too large for a double.', pointer };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return { detail: `The nesting is deeper than ${MAX_DEPTH} levels.` };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = inspect(value[index], depth + 1, '', walk);
      if (fault) return under(fault, pointer, index);
    }
    return undefined;
  }
  for (const [key, inner] of Object.entries(value)) {
    walk.members++;
    const fault = key.isWellFormed() ? inspect(inner, depth + 1, '', walk) : HALF_A_NAME;
    if (fault) return under(fault, pointer, key);
  }
  return undefined;
}

const HALF_A_NAME = { detail: 'A member name holds half of a surrogate pair, which is not a character.', pointer: '' };

/** Pointers are put together on the way out of a fault only: most bodies have none. */
function under(fault: JsonFault, base: string, key: string | number): JsonFault {
  if (fault.pointer === undefined) return fault;
  return { detail: fault.detail, pointer: `${base}${pointerTo('', key)}${fault.pointer}` };
}

/** Colons outside of strings, in text that is known to be JSON: one for each member. */
function countColons(text: string): number {
  let colons = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COLON) colons++;
    at = code === QUOTE ? endOfString(text, at) : at + 1;
  }
  return colons;
}

const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** @returns the place after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let close = text.indexOf('"', start + 1);
  while (text.charCodeAt(close - 1) === BACKSLASH) {
    let slashes = 1;
    while (text.charCodeAt(close - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) break;
    close = text.indexOf('"', close + 1);
  }
  return close + 1;
}

interface Level {
  /** Names seen so far; absent in an array. */
  readonly names?: Set<string>;
  key: string | number;
}

/** Where in text that is known to be JSON, and to hold one, the first duplicate member stands. Slow: for refusals only. */
function findDuplicate(text: string): string {
  const path: Level[] = [];
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const level = path.at(-1);
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      last = text.slice(at, end);
      at = end - 1;
    } else if (character === ':' && level?.names) {
      level.key = JSON.parse(last) as string;
      if (level.names.has(level.key)) break;
      level.names.add(level.key);
    } else if (character === ',' && typeof level?.key === 'number') level.key++;
    else if (character === '{') path.push({ names: new Set(), key: '' });
    else if (character === '[') path.push({ key: 0 });
    else if (character === '}' || character === ']') path.pop();
  }
  return path.reduce((pointer, { key }) => pointerTo(pointer, key), '#');
}
