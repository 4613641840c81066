import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: Received) => void;

/** A real HTTP receiver on loopback: it keeps what it got and answers as the test says. */
export class Peer {
  readonly received: Received[] = [];
  answer: Answer;
  readonly #server = createServer((request, response) => void this.#take(request, response));

  constructor(answer: Answer) {
    this.answer = answer;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.received.push(received);
    this.answer(response, received);
  }
}

/** Answers with a status, headers and a body. */
export function answering(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Sends the head of an answer, then a byte now and then for ever. */
export function dripping(status: number): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/plain' });
    const timer = setInterval(() => response.write('.'), 5);
    response.on('close', () => clearInterval(timer));
  };
}

/** Sends exactly these bytes instead of an HTTP answer, then resets the connection. */
export function breaking(bytes: string): Answer {
  return (response) => {
    const { socket } = response;
    socket?.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 20));
  };
}
