import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { until } from './app.ts';

export const SECRET = 'whsec_ZTJlLXdlYmhvb2stc2VjcmV0LWZvci10ZXN0cw==';

export interface Alert {
  readonly id: string;
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: an alert is whatever the app says; the assertions are what types it.
  readonly body: any;
}

type Answer = (response: ServerResponse, alert: Alert) => void;

const accept: Answer = (response) => response.writeHead(204).end();

/** A customer's webhook: takes only what is signed, and answers as the test says. */
export class Receiver {
  /** Everything that came with a good signature, whatever was answered. */
  readonly attempts: Alert[] = [];
  /** What was answered with 2xx. */
  readonly accepted: Alert[] = [];
  readonly forged: string[] = [];
  answer: Answer = accept;
  #port = 0;
  #server = this.#create();

  get url(): string {
    return `http://127.0.0.1:${this.#port}/alerts`;
  }

  get environment(): Record<string, string> {
    return { ALERT_WEBHOOK_URL: this.url, ALERT_WEBHOOK_SECRET: SECRET };
  }

  /** Listens, on the port of before where it listened before. */
  async open(): Promise<this> {
    if (!this.#server.listening) this.#server = this.#create();
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** From now on connections are refused. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Waits for the accepted alert of this token that has this type. */
  alert(tokenId: string, type: string, limitMs?: number): Promise<Alert> {
    return until(() => this.of(tokenId).find(({ body }) => body.type === `vpp.incident.${type}`), limitMs);
  }

  /** The accepted alerts of one token, in the order in which they came. */
  of(tokenId: string): Alert[] {
    return this.accepted.filter(({ body }) => body.data.tokenId === tokenId);
  }

  typesOf(tokenId: string): string[] {
    return this.of(tokenId).map(({ body }) => body.type);
  }

  #create() {
    return createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      try {
        const body = new Webhook(SECRET).verify(text, request.headers as Record<string, string>);
        const alert = { id: String(request.headers['webhook-id']), at: Date.now(), headers: request.headers, body };
        this.attempts.push(alert);
        response.on('finish', () => response.statusCode < 300 && this.accepted.push(alert));
        this.answer(response, alert);
      } catch (error) {
        this.forged.push(String(error));
        response.writeHead(401).end();
      }
    });
  }
}
