import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What went to the table and to the queue since the last `take`. */
export interface Counts {
  readonly reads: number;
  /** A transaction is one. */
  readonly writes: number;
  readonly messages: number;
}

export interface CountingProxy {
  /** The account, reached through here. */
  readonly connectionString: string;
  take(): Counts;
  stop(): Promise<void>;
}

const NOTHING: Counts = { reads: 0, writes: 0, messages: 0 };

/**
 * Stands between an app and its storage, passes everything on, and counts.
 *
 * @param answers what the table is spared: it returns whether it answers a request itself
 */
export async function startCountingProxy(
  connectionString: string,
  answers: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<CountingProxy> {
  let counts = NOTHING;
  const stops: (() => Promise<unknown>)[] = [];
  let proxied = connectionString;
  for (const service of ['Table', 'Queue'] as const) {
    const endpoint = new RegExp(`${service}Endpoint=(http://[^/;]+)`).exec(connectionString)?.[1];
    if (!endpoint) throw new Error(`The connection string has no ${service}Endpoint.`);
    const server = createServer((incoming, answer) => {
      if (service === 'Queue') counts = { ...counts, messages: counts.messages + 1 };
      else if (incoming.method === 'GET') counts = { ...counts, reads: counts.reads + 1 };
      else counts = { ...counts, writes: counts.writes + 1 };
      if (service === 'Queue' || !answers(incoming, answer)) passOn(endpoint, incoming, answer);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    proxied = proxied.replace(endpoint, `http://127.0.0.1:${address.port}`);
    stops.push(async () => {
      server.close();
      server.closeAllConnections();
    });
  }
  return {
    connectionString: proxied,
    take: () => {
      const taken = counts;
      counts = NOTHING;
      return taken;
    },
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function passOn(endpoint: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url } = incoming;
  const outgoing = request(`${endpoint}${url}`, { method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.once('error', () => answer.destroy());
  incoming.pipe(outgoing);
}
