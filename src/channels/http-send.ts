import { STATUS_CODES } from 'node:http';
import type { SendOutcome } from '../app/model/ports.ts';
import type { Secret } from '../app/model/secret.ts';
import { networkFailure } from '../network/reason.ts';
import { retryAfterMs } from '../network/retry-after.ts';
import type { ChannelContext } from './channel.ts';

/** A send, from the name look-up to the last byte read, takes no longer. */
export const SEND_LIMIT_MS = 10_000;

/** More of an answer than this is not read: no channel says more than a line. */
const ANSWER_BYTES = 4_096;

/** An answer whose status is in is not waited for longer: the status decides. */
const ANSWER_LIMIT_MS = 2_000;

/** 4xx that speak of the message, and not of the address, the key or our pace. */
const ABOUT_MESSAGE = new Set([400, 413, 415, 422]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface HttpRequest {
  readonly method?: 'POST' | 'PUT';
  /** User information in it becomes an `Authorization` header. */
  readonly url: Secret;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Looks at the beginning of a 2xx answer, for channels whose 2xx proves nothing: a result it returns replaces
 * `delivered`. The text comes from a stranger and must not get into the reason.
 */
export type Judge = (answer: string) => SendOutcome | undefined;

/**
 * Sends once and classifies; never throws. 2xx is delivered, whatever becomes of its body. No reason holds a URL, a key
 * or a word of the answer.
 */
export async function sendHttp(
  request: HttpRequest,
  context: Pick<ChannelContext, 'fetch' | 'now' | 'sendLimitMs'>,
  judge?: Judge,
): Promise<SendOutcome> {
  const limitMs = context.sendLimitMs ?? SEND_LIMIT_MS;
  const address = splitCredentials(request.url);
  if (address === undefined) return { kind: 'notTaken', reason: 'the configured address is not a URL' };
  try {
    const response = await context.fetch(address.url, {
      method: request.method ?? 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'vpp-token-sync-webhook',
        ...address.headers,
        ...request.headers,
      },
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    const answer = await readAnswer(response, Math.min(limitMs, ANSWER_LIMIT_MS));
    return classify(response, context.now()) ?? judge?.(answer) ?? { kind: 'delivered' };
  } catch (error) {
    return networkFailure(error, limitMs);
  }
}

/** `fetch` refuses a URL that holds a user and a password; many an Alertmanager or ntfy is protected just so. */
function splitCredentials(secret: Secret): { url: string; headers: Record<string, string> } | undefined {
  if (!URL.canParse(secret.reveal())) return undefined;
  const url = new URL(secret.reveal());
  if (url.username === '' && url.password === '') return { url: url.href, headers: {} };
  const pair = [url.username, url.password].map(decode).join(':');
  url.username = '';
  url.password = '';
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` } };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What the status alone says; undefined for 2xx. */
function classify(response: Response, now: number): SendOutcome | undefined {
  const { status } = response;
  if (response.ok) return undefined;
  const reason = `answered ${[status, STATUS_CODES[status]].filter(Boolean).join(' ')}`;
  if (response.type === 'opaqueredirect' || REDIRECTS.has(status)) {
    return { kind: 'notTaken', reason: `${reason}; redirects are not followed` };
  }
  if (ABOUT_MESSAGE.has(status)) return { kind: 'refused', reason };
  const wait = retryAfterMs(response.headers.get('retry-after'), now);
  const asked = wait === undefined ? {} : { retryAfterMs: wait };
  return status < 500 ? { kind: 'notTaken', reason, ...asked } : { kind: 'failed', status, reason, ...asked };
}

/** The beginning of the answer's body, as far as it comes in time; never throws and never hangs. */
async function readAnswer(response: Response, limitMs: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  const stop = () => void reader.cancel().catch(() => undefined);
  const timer = setTimeout(stop, limitMs);
  let text = '';
  let bytes = 0;
  try {
    while (bytes < ANSWER_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // A reset or the send's own limit: the status is in, and what was read may still say something.
  } finally {
    clearTimeout(timer);
    stop();
  }
  return text;
}
