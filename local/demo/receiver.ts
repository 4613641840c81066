import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an alert says in a line. */
export interface AlertLine {
  /** `vpp.incident.opened`, and so on. */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly severity: string;
  readonly title: string;
}

export interface Receiver {
  /** The value for ALERT_WEBHOOK_URL. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Takes the app's webhook alerts. */
export async function startReceiver(heard: (alert: AlertLine) => void): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const { type, timestamp, data } = JSON.parse(await text(request));
    response.writeHead(204).end();
    heard({ type, at: Date.parse(timestamp), severity: data.severity ?? '', title: data.title ?? '' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
