const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The lengths that the Standard Webhooks specification allows for a symmetric key, in bytes. */
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/**
 * Checks a signing secret as settings give it, `whsec_` and base64.
 *
 * @returns what is wrong with it, without a part of it; undefined where nothing is.
 */
export function signingSecretProblem(text: string): string | undefined {
  if (!text.startsWith(PREFIX)) return `must begin with ${PREFIX}`;
  const encoded = text.slice(PREFIX.length);
  if (!BASE64.test(encoded)) return `must be ${PREFIX} followed by base64`;
  const bytes = Buffer.from(encoded, 'base64').length;
  if (bytes >= MIN_BYTES && bytes <= MAX_BYTES) return undefined;
  return `must hold ${MIN_BYTES} to ${MAX_BYTES} bytes in base64, not ${bytes}`;
}
