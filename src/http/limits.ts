/** 1 MiB; a body of exactly this size is still taken. */
export const MAX_BODY_BYTES = 1_048_576;

/** The most reports in one request. */
export const MAX_ITEMS = 1_000;

/** The most levels of nesting in a body; what Graph sends has five, so this only stops what is hostile. */
export const MAX_DEPTH = 64;

/** The most characters in `webhook-id` and `Idempotency-Key`. */
export const MAX_IDEMPOTENCY_KEY = 255;

/** The most characters in an event's id, source or type; a source may be the id of an Azure resource, which is long. */
export const MAX_ATTRIBUTE = 1_024;

/** How far a signature's timestamp may lie from our clock, in seconds, as Standard Webhooks recommends. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;
