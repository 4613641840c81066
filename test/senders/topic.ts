import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, App } from '../support/app.ts';

/** A topic of Event Grid with one subscription: what is published is delivered as a batch of CloudEvents. */
export class Topic {
  readonly deliveries: Answer[] = [];
  readonly #app: App;
  /** The delivery properties of the subscription. */
  readonly #headers: Readonly<Record<string, string>>;
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
    this.deliveries.push(
      await this.#app.request('POST', 'sync-reports?code=function-key', [event], {
        ...this.#headers,
        'content-type': 'application/cloudevents-batch+json; charset=utf-8',
        'aeg-event-type': 'Notification',
        'aeg-delivery-count': '0',
      }),
    );
    response.writeHead(request.headers['aeg-sas-key'] ? 200 : 401).end();
  });

  constructor(app: App, headers: Readonly<Record<string, string>>) {
    this.#app = app;
    this.#headers = headers;
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/events`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
