import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isLoopback } from '../src/http/access/loopback.ts';
import type { HttpData, TypedData } from './core-types.ts';
import { MAX_BODY_BYTES, sendHttpData, toHttpData } from './http-message.ts';
import { describeFailure, type LogSink } from './log.ts';
import { matchRoute, type Route } from './route.ts';
import type { Trigger } from './trigger.ts';

export interface HttpTriggerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** In the order in which they are tried. */
  readonly routes: readonly Route[];
  /** The key that functions ask for; where it is absent, they let in whatever is no page of another site. */
  readonly key?: string;
  readonly run: (functionName: string, request: HttpData) => Promise<TypedData | null | undefined>;
  readonly log: LogSink;
}

/**
 * Serves the HTTP functions on loopback. Without a key it asks for none, as `func start` does.
 * @throws EADDRINUSE where the port is taken.
 */
export async function startHttpTrigger(options: HttpTriggerOptions): Promise<Trigger & { readonly url: string }> {
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    answer(request, response, options).catch((error: unknown) => {
      options.log({ level: 'error', source: 'host', message: describeFailure(error) });
      sendEmpty(response, 500);
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      // A connection kept alive after its last answer would hold up the end for seconds.
      for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
      await closed;
    },
    abandon: () => server.closeAllConnections(),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpTriggerOptions): Promise<void> {
  const url = parseUrl(request);
  if (!url) return sendEmpty(response, 400);
  const match = matchRoute(options.routes, request.method ?? 'GET', url.pathname);
  if (!match) return sendEmpty(response, 404);
  if (match.route.needsKey) {
    if (options.key === undefined && isOfAnotherSite(request, url)) return sendEmpty(response, 403);
    if (options.key !== undefined && !shows(request, url, options.key)) return sendEmpty(response, 401);
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    response.setHeader('connection', 'close');
    return sendEmpty(response, 413);
  }
  const { functionName } = match.route;
  let returned: TypedData | null | undefined;
  try {
    returned = await options.run(functionName, await toHttpData(request, url, match.params));
  } catch (error) {
    if (request.errored) return; // The client went away while it was sending: no one waits for an answer.
    options.log({ level: 'error', source: functionName, message: describeFailure(error) });
    return sendEmpty(response, 500);
  }
  sendHttpData(response, returned);
}

/** Whether a request has the key, in either of the places where the real host looks. */
function shows({ headers }: IncomingMessage, { searchParams }: URL, key: string): boolean {
  return headers['x-functions-key'] === key || searchParams.get('code') === key;
}

/** Where no key is asked for, a page that is open in a browser here must not get in, be it under a name made to mean here. */
function isOfAnotherSite({ headers }: IncomingMessage, { hostname }: URL): boolean {
  return !isLoopback(hostname) || headers['sec-fetch-site'] === 'cross-site';
}

function parseUrl(request: IncomingMessage): URL | undefined {
  const text = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function sendEmpty(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-length': 0 }).end();
}
