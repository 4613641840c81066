import type { TokenLabel } from '../../app/model/notice.ts';

/** Longest name of a token, an organization or a tenant, in graphemes: enough to tell them apart, and no more. */
const NAME_LENGTH = 80;

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Text of strangers on one line: no control, direction or half characters, spaces collapsed. */
export function clean(text: string): string {
  return text
    .replace(/\p{Bidi_C}/gu, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/**
 * Cuts text to at most `length` graphemes, the ellipsis included, so that no emoji or accent is cut in two.
 *
 * A single grapheme can be arbitrarily long (a letter under a thousand accents), so the whole may not have more than
 * sixteen code units for each grapheme allowed either.
 */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  const maxUnits = length * 16;
  const kept: string[] = [];
  let units = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (kept.length === length || units + segment.length > maxUnits) {
      return `${kept
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
    }
    kept.push(segment);
    units += segment.length;
  }
  return text;
}

/** How many characters a reader counts. */
export function graphemes(text: string): number {
  let count = 0;
  for (const _ of GRAPHEMES.segment(text)) count += 1;
  return count;
}

/** A name of strangers, ready to stand in a sentence; undefined where nothing visible is left of it. */
export function nameOf(text: string | undefined): string | undefined {
  // What is far too long anyway need not be cleaned whole.
  return text === undefined ? undefined : truncate(clean(text.slice(0, 4_000)), NAME_LENGTH) || undefined;
}

/** What people call a token: its name, and its location where that says more. */
export function tokenName(label: TokenLabel): string | undefined {
  const name = nameOf(label.displayName) ?? nameOf(label.organizationName);
  const location = nameOf(label.locationName);
  if (name === undefined || location === undefined || name.includes(location)) return name ?? location;
  return `${name} (${location})`;
}

/** What a title may call a token: by name and location, and shorter by the name alone. */
export function tokenNames(label: TokenLabel, unnamed: string): readonly [string, ...string[]] {
  const short = nameOf(label.displayName) ?? nameOf(label.organizationName) ?? nameOf(label.locationName) ?? unnamed;
  return [tokenName(label) ?? short, short];
}

/** The end of a token's id, by which forty tokens of one district can be told apart. */
export function tail(tokenId: string): string {
  return tokenId.slice(-4);
}

/** A token in a list: its name, and always the last four characters of its id at the end. */
export function tokenTitle(tokenId: string, label: TokenLabel): string {
  const name = tokenName(label);
  return name === undefined ? `…${tail(tokenId)}` : `${name} …${tail(tokenId)}`;
}

export const units = (text: string) => text.length;
export const bytes = (text: string) => Buffer.byteLength(text, 'utf8');

/**
 * Shortens text until a channel's limit holds, on a grapheme's border and with an ellipsis.
 *
 * @param size the limit, in what `measure` counts (UTF-16 code units unless told otherwise).
 * @param keep how many graphemes at the end survive, as the four of an id that ends a title.
 */
export function shorten(text: string, size: number, measure: (text: string) => number = units, keep = 0): string {
  if (measure(text) <= size) return text;
  const characters = [...GRAPHEMES.segment(text)].map(({ segment }) => segment);
  const end = characters.splice(characters.length - keep, keep).join('');
  const cut = (count: number) => `${characters.slice(0, count).join('').trimEnd()}…${end}`;
  let fits = 0;
  let tooMany = characters.length;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (measure(cut(middle)) <= size) fits = middle;
    else tooMany = middle;
  }
  return cut(fits);
}
