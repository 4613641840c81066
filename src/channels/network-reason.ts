/** What the codes of Node's sockets, its TLS and undici mean to a person. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'connection refused'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNECTION)$/, 'connection lost before an answer'],
  [/^(ENOTFOUND|EAI_AGAIN|EDNS)$/, 'host name not found'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'host not reachable'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT)$/, 'no connection in time'],
  [/CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|ALTNAME/, 'TLS certificate not accepted'],
  [/SSL|TLS|EPROTO/, 'no TLS connection'],
  [/^(HPE_|UND_ERR_)/, 'answer is no HTTP'],
];

/**
 * A short reason for a send that failed under way. Only the error's code is used, never its message: messages quote
 * URLs, addresses and what the peer sent.
 */
export function networkReason(error: unknown, limitMs: number): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return `no answer within ${limitMs / 1000} s`;
  }
  const code = codeOf(error);
  if (code === undefined) return 'network fault';
  const meaning = MEANINGS.find(([pattern]) => pattern.test(code))?.[1] ?? 'network fault';
  return `${meaning} (${code})`;
}

/** The code of the error or of the nearest cause that has one. nodemailer keeps the socket's own as `originalCode`. */
function codeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    for (const name of ['originalCode', 'code']) {
      const code: unknown = Reflect.get(current, name);
      if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
    }
    current = current.cause;
  }
  return undefined;
}
