import type { SendOutcome } from '../app/model/ports.ts';

/** Why a send failed under way, with the codes of Node's sockets, its TLS and undici that mean it. First match counts. */
const KINDS = {
  refused: { text: 'connection refused', codes: /^ECONNREFUSED$/ },
  lost: { text: 'connection lost before an answer', codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNECTION)$/ },
  hostNotFound: { text: 'host name not found', codes: /^(ENOTFOUND|EAI_AGAIN|EDNS)$/ },
  hostUnreachable: { text: 'host not reachable', codes: /^(EHOSTUNREACH|ENETUNREACH)$/ },
  noConnection: {
    text: 'no connection in time',
    codes: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT)$/,
  },
  certificate: {
    text: 'TLS certificate not accepted',
    codes: /CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|ALTNAME/,
  },
  noTls: { text: 'no TLS connection', codes: /SSL|TLS|EPROTO/ },
  notHttp: { text: 'answer is not HTTP', codes: /^(HPE_|UND_ERR_)/ },
  noAnswer: { text: 'no answer within', codes: undefined },
  network: { text: 'network error', codes: undefined },
} as const satisfies Record<string, { text: string; codes: RegExp | undefined }>;

export type ReasonKind = keyof typeof KINDS;

/**
 * A short reason for a send that failed under way, in English as logs and views have it. Only the error's code is used,
 * never its message: messages quote URLs, addresses and what the peer sent.
 */
export function networkReason(error: unknown, limitMs: number): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return `${KINDS.noAnswer.text} ${limitMs / 1000} s`;
  }
  const code = codeOf(error);
  if (code === undefined) return KINDS.network.text;
  const kind = Object.values(KINDS).find(({ codes }) => codes?.test(code)) ?? KINDS.network;
  return `${kind.text} (${code})`;
}

/** A failure before anything of the request can have reached the service. */
const BEFORE: ReadonlySet<ReasonKind> = new Set(['refused', 'hostNotFound', 'hostUnreachable', 'certificate', 'noTls']);

/**
 * How a send ended that failed under way: certainly not taken, or without an answer.
 *
 * @param limitMs how long the send was let to take
 */
export function networkFailure(error: unknown, limitMs: number): SendOutcome {
  const reason = networkReason(error, limitMs);
  const kind = kindOfReason(reason);
  const isBefore = (kind && BEFORE.has(kind)) || codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT';
  return { kind: isBefore ? 'notTaken' : 'noAnswer', reason };
}

/** The kind of a reason that `networkReason` gave, so that an alert can say it in its own language. */
export function kindOfReason(reason: string): ReasonKind | undefined {
  const kinds = Object.entries(KINDS) as [ReasonKind, { text: string }][];
  return kinds.find(([, { text }]) => reason.startsWith(text))?.[0];
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
