const UTF8 = new TextDecoder('utf-8');

/**
 * An attribute of a binary CloudEvent from its header: quotes are taken off first, then percent-encoding, once
 * (section 3.1.3.2 of the HTTP binding). What is percent-encoded badly stays as it is.
 */
export function readAttributeHeader(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const trimmed = value.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(trimmed)?.[1];
  const text = quoted === undefined ? trimmed : quoted.replace(/\\(.)/g, '$1');
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (encoded) =>
    UTF8.decode(Buffer.from(encoded.replaceAll('%', ''), 'hex')),
  );
}
