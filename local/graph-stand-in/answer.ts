import type { ServerResponse } from 'node:http';
import type { Mishap, Refused } from './tenant.ts';

/** An answer before it is written. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error with the body that Graph gives it. */
export function refusal(status: number, code: string, message: string, headers = {}): Answer {
  const innerError = { 'request-id': '01c3bdb8-fbb1-4613-96ad-be961ba99e11' };
  return { status, body: { error: { code, message, innerError } }, headers };
}

/** Writes an answer, with what goes wrong with it. */
export async function write(response: ServerResponse, answer: Answer, mishap: Mishap | undefined): Promise<void> {
  if (mishap && 'delayMs' in mishap) await new Promise((resolve) => setTimeout(resolve, mishap.delayMs));
  const { status, body, headers } = mishap && 'status' in mishap ? statusOf(mishap) : answer;
  const text = mishap && 'text' in mishap ? mishap.text : JSON.stringify(body);
  const head = { 'content-type': 'application/json', ...headers };
  if (mishap && 'cut' in mishap) {
    const half = text.slice(0, text.length / 2);
    if (mishap.cut === 'text') return void response.writeHead(status, head).end(half);
    response.writeHead(status, { ...head, 'content-length': Buffer.byteLength(text) });
    response.write(half, () => response.destroy());
    return;
  }
  response.writeHead(status, head).end(text);
}

function statusOf({ status, code = 'generalException', message = '', retryAfter }: Refused) {
  return refusal(status, code, message, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}
