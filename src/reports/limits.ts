/** The most characters (UTF-16 units, as JSON Schema tools in JavaScript count them) of a text that is kept. */
export const MAX_TEXT = 2_000;

/** The most characters of a `state` that Graph does not document: it is shown beside others, not read as a text. */
export const MAX_STATE = 100;

/** How far ahead of our clock a sender's clock may run, in milliseconds. */
export const MAX_AHEAD_MS = 15 * 60_000;
