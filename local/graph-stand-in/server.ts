import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { write } from './answer.ts';
import { answerOf, type GraphWorld } from './graph.ts';
import type { Mishap, StandInRequest } from './tenant.ts';

export interface GraphStandInOptions extends Omit<GraphWorld, 'pageSize'> {
  readonly pageSize?: number;
  /** What goes wrong with the answer to a request. */
  readonly mishap?: (request: StandInRequest) => Mishap | undefined;
  /** 0 takes any free one. */
  readonly port?: number;
}

/** A request as it came, and how it was answered, mishaps aside. */
export interface SeenRequest extends StandInRequest {
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

export interface GraphStandIn {
  /** The origin, for `GRAPH_BASE_URL`. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** How many requests were under way at once at most. */
  readonly mostAtOnce: () => number;
  stop(): Promise<void>;
}

/** A page of Graph as Intune cuts them. */
const PAGE_SIZE = 100;

/** Starts a stand-in for Microsoft Graph on loopback: what this app reads there, with the documented shapes. */
export async function startGraphStandIn(options: GraphStandInOptions): Promise<GraphStandIn> {
  const world: GraphWorld = { pageSize: PAGE_SIZE, ...options };
  const seen: SeenRequest[] = [];
  const times = new Map<string, number>();
  let underWay = 0;
  let mostAtOnce = 0;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    response.once('close', () => {
      underWay -= 1;
    });
    const { answer, request } = answerOf(message, `http://${message.headers.host}`, world);
    const key = `${request?.tenantId} ${message.url}`;
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    const asked = { tenantId: '', version: '', path: '', page: 0, ...request, before };
    seen.push({ ...asked, url: message.url ?? '', headers: message.headers, status: answer.status });
    await write(response, answer, options.mishap?.(asked));
  }

  const server = createServer((message, response) => void handle(message, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    mostAtOnce: () => mostAtOnce,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
