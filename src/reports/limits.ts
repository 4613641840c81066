/** The most characters (UTF-16 units, as JSON Schema tools in JavaScript count them) in a name or a detail. */
export const MAX_TEXT = 2_000;

/** How far ahead of our clock a sender's clock may run, in milliseconds. */
export const MAX_AHEAD_MS = 15 * 60_000;
