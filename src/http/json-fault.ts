/**
 * Where a text stops being JSON, and how its sender can mend it. The text itself is never quoted: it may hold a secret.
 *
 * @param subject what the text is, as in `The body`
 */
export function describeJsonFault(text: string, subject: string): string {
  const start = text.trimStart();
  if (start === '') return `${subject} holds nothing but white space.`;
  if (start.startsWith('<')) return `${subject} is not valid JSON: it begins like XML or HTML.`;
  // Plain letters in UTF-16 are UTF-8 as well, with a NUL beside each.
  if (text.slice(0, 2).includes('\u0000')) return `${subject} is not UTF-8 but looks like UTF-16. ${SEND_UTF8}`;
  const mend = /^(?:'|\{\s*['A-Za-z_])/.test(start)
    ? `; ${QUOTES}`
    : /^@\{|^System\./.test(start)
      ? `; ${POWERSHELL}`
      : '';
  return `${subject} is not valid JSON (error at ${placeOf(text, faultAt(text))})${mend}.`;
}

/** What is said of bytes that are not UTF-8: Windows PowerShell sends text as Latin-1. */
export function describeEncodingFault(bytes: Uint8Array, subject: string): string {
  const isUtf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff) ||
    bytes.subarray(0, 2).includes(0);
  if (isUtf16) return `${subject} is not UTF-8 but looks like UTF-16. ${SEND_UTF8}`;
  // Each byte that is not UTF-8 becomes U+FFFD, and the bytes before it become the text before it.
  const text = new TextDecoder().decode(bytes);
  return `${subject} is not UTF-8 (error at ${placeOf(text, text.indexOf('\ufffd'))}); it may be Latin-1. ${SEND_UTF8}`;
}

const SEND_UTF8 = 'Send UTF-8 bytes; in Windows PowerShell: -Body ([Text.Encoding]::UTF8.GetBytes($json)).';
const QUOTES =
  'its quotes are not JSON: with curl on Windows, put the body into a file and send it with --data-binary @report.json';
const POWERSHELL = 'it is what PowerShell prints of an object: send what ConvertTo-Json -Depth 10 makes of it';

/** Line and column, both from 1, of a place in a text. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const STRING_CHUNK = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The place of the first character that no JSON could have there; the end of a text that stops too early. JSON.parse
 * gives the place of some faults only. Kept without recursion, as what is wrong may also be nested without end.
 */
export function faultAt(text: string): number {
  const closers: string[] = [];
  /** What may come next: a value, a name, or what follows a value. An opened object or array may also be closed at once. */
  let next: 'value' | 'name' | 'after' = 'value';
  let justOpened = false;
  for (let at = skip(WHITE_SPACE, text, 0); at < text.length; at = skip(WHITE_SPACE, text, at)) {
    const character = text[at];
    const closer = closers.at(-1);
    if (character === closer && (next === 'after' || justOpened)) {
      closers.pop();
      [next, justOpened] = ['after', false];
      at++;
    } else if (next === 'after') {
      if (character !== ',' || closer === undefined) return at;
      [next, justOpened] = [closer === '}' ? 'name' : 'value', false];
      at++;
    } else if (next === 'name') {
      if (character !== '"') return at;
      const name = readText(text, at);
      if (!name.closed) return name.end;
      const colon = skip(WHITE_SPACE, text, name.end);
      if (text[colon] !== ':') return colon;
      [next, justOpened] = ['value', false];
      at = colon + 1;
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      [next, justOpened] = [character === '{' ? 'name' : 'value', true];
      at++;
    } else {
      const end = skip(SCALAR, text, at);
      const value = character === '"' ? readText(text, at) : { end, closed: end > at };
      if (!value.closed) return value.end;
      [next, justOpened] = ['after', false];
      at = value.end;
    }
  }
  return text.length;
}

/** Where a match that begins at `at` ends; `at` itself where nothing matches there. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Where a string that opens at `start` ends, or, where it is not closed, its first fault. */
function readText(text: string, start: number): { readonly end: number; readonly closed: boolean } {
  let end = skip(STRING_CHUNK, text, start + 1);
  while (text[end] === '\\') {
    const after = skip(ESCAPE, text, end);
    if (after === end) return { end, closed: false };
    end = skip(STRING_CHUNK, text, after);
  }
  return text[end] === '"' ? { end: end + 1, closed: true } : { end, closed: false };
}
