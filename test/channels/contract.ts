import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../src/app/model/notice.ts';
import type { SendOutcome } from '../../src/app/model/ports.ts';
import type { ChannelContext, Sender } from '../../src/channels/channel.ts';
import { selfSigned } from './certificate.ts';
import { AT } from './moments.ts';
import { incidentNotice } from './notices.ts';
import { contentOptions } from './options.ts';
import { type Answer, answering, breaking, dripping, Peer } from './peer.ts';

/** Stands in the path, the query and the key of every target under test, and must turn up nowhere. */
export const MARK = 'SECRETMARK';

/** Longer than a send on loopback takes on the busiest machine. */
const LIMIT_MS = 60_000;

/** Where the limit itself is tested: shorter than anybody's patience. */
const SHORT_LIMIT_MS = 300;

/** The surroundings of a target in tests; `over` replaces what a test is about. */
export function contextWith(over: Partial<ChannelContext> = {}): ChannelContext {
  return {
    fetch: globalThis.fetch,
    now: () => AT,
    warn: () => undefined,
    info: () => undefined,
    content: contentOptions(),
    sendLimitMs: LIMIT_MS,
    ...over,
  };
}

export interface Contract {
  /** Builds the target for a peer at this base, as in `http://127.0.0.1:4321`, with `MARK` in everything that is secret. */
  makeTarget(base: string, context: ChannelContext): Sender;
  /** What must arrive for a notice, before it is turned into JSON. */
  expectedBody(notice: Notice, context: ChannelContext): unknown;
  /** What the service answers when all is well; 200 and nothing where absent. */
  readonly good?: Answer;
}

/** What every channel that speaks HTTP has to do, over a real connection. */
export function describeChannelContract(name: string, contract: Contract): void {
  const good = contract.good ?? answering(200);

  describe(`${name}: the channel contract`, () => {
    const printed: string[] = [];
    const peer = new Peers();
    beforeEach(() => printed.splice(0));
    afterEach(() => peer.stop());

    const context = contextWith({ warn: (line) => printed.push(line), info: (line) => printed.push(line) });

    /** Sends once; whatever comes back must not hold the secret mark. */
    async function sendTo(base: string, sendLimitMs = LIMIT_MS): Promise<SendOutcome> {
      const target = contract.makeTarget(base, { ...context, sendLimitMs });
      const result = await target.send(incidentNotice());
      for (const text of [inspect(target, { depth: 9 }), inspect(result), JSON.stringify(result), ...printed]) {
        expect(text).not.toContain(MARK);
        expect(text).not.toContain('127.0.0.1');
      }
      return result;
    }

    async function sendWith(answer: Answer, sendLimitMs?: number): Promise<SendOutcome> {
      return sendTo(await peer.start(answer), sendLimitMs);
    }

    it('delivers the body that buildBody makes, once', async () => {
      expect(await sendWith(good)).toEqual({ kind: 'delivered' });
      expect(peer.received).toHaveLength(1);
      const body = JSON.parse(peer.received[0]!.body);
      expect(body).toEqual(JSON.parse(JSON.stringify(contract.expectedBody(incidentNotice(), context))));
      expect(peer.received[0]!.headers['content-type']).toContain('application/json');
    });

    it('sends the same body again on a retry', async () => {
      const base = await peer.start(answering(500));
      await sendTo(base);
      await sendTo(base);
      expect(peer.received[1]!.body).toBe(peer.received[0]!.body);
    });

    it.each([500, 502, 503, 504, 599])('does not know what became of it after %i', async (status) => {
      const result = await sendWith(answering(status, {}, `${MARK} body`));
      expect(result).toEqual({ kind: 'failed', status, reason: expect.stringContaining(String(status)) });
    });

    it.each([400, 413, 415, 422])('takes %i for a word about the message', async (status) => {
      const result = await sendWith(answering(status, {}, `${MARK} body`));
      expect(result).toEqual({ kind: 'refused', reason: expect.stringContaining(String(status)) });
    });

    it.each([401, 403, 404, 405, 408, 409, 410, 425, 429, 451])('takes %i for not taken', async (status) => {
      const result = await sendWith(answering(status, {}, `${MARK} body`));
      expect(result).toEqual({ kind: 'notTaken', reason: expect.stringContaining(String(status)) });
    });

    it.each([301, 302, 303, 307, 308])('does not follow the redirect %i', async (status) => {
      const result = await sendWith(answering(status, { location: `/elsewhere?${MARK}` }));
      expect(result).toMatchObject({ kind: 'notTaken' });
      expect(peer.received).toHaveLength(1);
    });

    it.each([
      ['seconds', '17', 17_000],
      ['an HTTP date', new Date(AT + 90_000).toUTCString(), 90_000],
      ['far too many seconds', '99999999999', 6 * 3_600_000],
      ['a date long past', new Date(AT - 90_000).toUTCString(), undefined],
      ['nonsense', 'soon', undefined],
      ['a negative number', '-5', undefined],
    ])('reads a Retry-After of %s', async (_form, value, expected) => {
      const result = await sendWith(answering(429, { 'retry-after': value }));
      expect(result.kind).toBe('notTaken');
      expect('retryAfterMs' in result ? result.retryAfterMs : undefined).toBe(expected);
    });

    it('does not know what became of it when no answer comes in time', async () => {
      const result = await sendWith(() => undefined, SHORT_LIMIT_MS);
      expect(result).toEqual({ kind: 'noAnswer', reason: 'no answer within 0.3 s' });
    });

    it('was not taken where the connection is refused', async () => {
      const base = await peer.start(good);
      await peer.stop();
      expect(await sendTo(base)).toEqual({ kind: 'notTaken', reason: 'connection refused (ECONNREFUSED)' });
    });

    it.each([
      ['before the answer', ''],
      ['in the middle of its head', 'HTTP/1.1 200 OK\r\nContent-Le'],
      ['with what is no HTTP', `${MARK} this is no HTTP\r\n\r\n`],
    ])('does not know what became of it when the connection breaks %s', async (_when, bytes) => {
      expect(await sendWith(breaking(bytes))).toMatchObject({ kind: 'noAnswer' });
    });

    it('lets the status decide where the body never ends', async () => {
      // Without an end of its own it would not come back; side by side, since each takes as long as that may be.
      const sends = [200, 503, 404].map(async (status) => {
        const own = new Peers();
        const { kind } = await sendTo(await own.start(dripping(status)));
        await own.stop();
        return kind;
      });
      expect(await Promise.all(sends)).toEqual(['delivered', 'failed', 'notTaken']);
    });

    it.each([
      ['200', 'delivered'],
      ['500', 'failed'],
    ])('lets a %s decide whose body is cut short', async (status, kind) => {
      const head = `HTTP/1.1 ${status} X\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\no`;
      expect(await sendWith(breaking(head))).toMatchObject({ kind });
    });

    it('was not taken where the other side speaks no TLS', async () => {
      const base = await peer.start(good);
      const result = await sendTo(base.replace('http:', 'https:'));
      expect(result).toMatchObject({ kind: 'notTaken', reason: expect.stringMatching(/TLS/) });
      expect(peer.received).toHaveLength(0);
    });

    it('was not taken where nobody vouches for the certificate', async () => {
      const { key, cert } = await selfSigned();
      const server = createTlsServer({ key, cert }, (_request, response) => response.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const result = await sendTo(`https://127.0.0.1:${port}`);
      server.close();
      expect(result).toMatchObject({
        kind: 'notTaken',
        reason: expect.stringMatching(/^TLS certificate not accepted/),
      });
    });

    it('does not know what became of it when the other side closes at once', async () => {
      const server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'noAnswer' });
      server.close();
    });
  });
}

/** The peer of one test. */
class Peers {
  #peer: Peer | undefined;

  get received() {
    return this.#peer?.received ?? [];
  }

  async start(answer: Answer): Promise<string> {
    this.#peer = new Peer(answer);
    await this.#peer.start();
    return `http://127.0.0.1:${this.#peer.port}`;
  }

  async stop(): Promise<void> {
    const peer = this.#peer;
    this.#peer = undefined;
    await peer?.stop();
  }
}
