import type { PollFault } from '../app/model/graph.ts';
import type { Clock } from '../app/model/ports.ts';
import { networkReason } from '../network/reason.ts';
import { retryAfterMs } from '../network/retry-after.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../reports/json.ts';
import { faultOfAnswer, type Refusal, readRefusal } from './answer-fault.ts';
import type { Identity } from './identity.ts';
import type { Slots } from './slots.ts';

export interface GetPorts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
  readonly identity: Identity;
  readonly slots: Slots;
}

/** What became of a request; `refusal` where the fault is an answer that is no success. */
export type Got =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly fault: PollFault; readonly refusal?: Refusal };

/** One request, from the name look-up to the last byte read, takes no longer. */
const REQUEST_LIMIT_MS = 30_000;
/** More than four times what the longest page of Graph comes to, and little beside the memory of an instance. */
const MOST_MIB = 8;
const TOO_LONG: PollFault = { kind: 'unexpected', reason: `the answer is longer than ${MOST_MIB} MiB` };
/** So often one page is asked for; what still fails then is left to the next poll. */
const ATTEMPTS = 8;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Gets an object from Graph, again and again where that may help: when Graph is busy or out of reach, or its answer was
 * cut. It waits as long as Graph asks, else ever longer, and gives up where a wait would pass the deadline. A token that
 * is not accepted is replaced once.
 */
export async function getJson(url: string, tenantId: string, deadline: number, ports: GetPorts): Promise<Got> {
  const { clock, random, slots } = ports;
  let isRenewed = false;
  let isFresh = false;
  for (let attempt = 0; ; attempt += 1) {
    const got = await slots.run(() => getOnce(url, tenantId, deadline, isFresh, ports));
    if (got.ok) return got;
    const { fault, refusal } = got;
    // What an administrator granted a moment ago is not yet in a token that was issued before.
    isFresh = !isRenewed && (refusal?.status === 401 || fault.kind === 'permissionMissing');
    if (isFresh) {
      isRenewed = true;
      continue;
    }
    const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + random() / 2);
    const wait = refusal?.retryAfterMs ?? backOff;
    if (!got.mayPass || attempt + 1 >= ATTEMPTS || clock() + wait >= deadline) return got;
    await ports.sleep(wait);
  }
}

type Once = Got & { readonly mayPass?: boolean };

async function getOnce(
  url: string,
  tenantId: string,
  deadline: number,
  isFresh: boolean,
  { fetch, clock, identity }: GetPorts,
): Promise<Once> {
  if (clock() >= deadline) return { ok: false, fault: { kind: 'unreachable', reason: 'no time is left' } };
  const token = await identity.accessToken(tenantId, deadline, isFresh);
  // The library has repeated what may pass.
  if (!token.ok) return token;
  const limitMs = Math.max(0, Math.min(REQUEST_LIMIT_MS, deadline - clock()));
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token.value}`,
        'user-agent': 'vpp-token-sync-webhook',
      },
      // A redirect could lead the bearer away from Graph.
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await textOf(response);
    const body = text === undefined ? undefined : parse(text);
    if (!response.ok) {
      const wait = retryAfterMs(response.headers.get('retry-after'), clock());
      const refusal = readRefusal(response.status, body, wait);
      const fault = faultOfAnswer(refusal);
      return { ok: false, fault, refusal, mayPass: fault.kind === 'throttled' || fault.kind === 'unreachable' };
    }
    if (text === undefined) return { ok: false, fault: TOO_LONG };
    if (isJsonObject(body)) return { ok: true, value: body };
    return { ok: false, fault: { kind: 'unreachable', reason: 'the answer is cut or no JSON' }, mayPass: true };
  } catch (error) {
    return { ok: false, fault: { kind: 'unreachable', reason: networkReason(error, limitMs) }, mayPass: true };
  }
}

/** The body; undefined where it is longer than any that is expected, and then the rest of it is not read. */
async function textOf({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_MIB * 2 ** 20) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // Cut, or a page of a proxy: its reader says so.
  }
}
