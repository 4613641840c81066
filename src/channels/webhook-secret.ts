const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Checks a signing secret as settings give it, `whsec_` and base64. The Standard Webhooks specification asks for 24 to 64
 * bytes; the other side may have chosen otherwise, and a shorter one is better than none.
 *
 * @returns what is wrong with it, without a part of it; undefined where nothing is.
 */
export function signingSecretProblem(text: string): string | undefined {
  if (!text.startsWith(PREFIX)) return `must begin with ${PREFIX}`;
  const encoded = text.slice(PREFIX.length);
  if (!BASE64.test(encoded)) return `must be ${PREFIX} followed by base64`;
  return encoded === '' ? `must be ${PREFIX} followed by base64` : undefined;
}
