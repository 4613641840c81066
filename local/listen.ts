/** `npm run listen`: receives webhook alerts, verifies and prints them, so that you see what a receiver would get. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { formatAlert } from './alert-text.ts';
import { loadLocalSettings, readPort } from './local-settings.ts';

export interface ListenerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** `whsec_…`; without one nothing is verified, and every alert says so. */
  readonly secret?: string;
  readonly print?: (text: string) => void;
}

export interface Listener {
  /** Where alerts are to be sent: the value for ALERT_WEBHOOK_URL. */
  readonly url: string;
  stop(): Promise<void>;
}

type Verdict = 'verified' | 'INVALID' | 'not verified';

/**
 * Answers 204 to an alert, 401 to one whose signature does not fit, 400 to anything that is not an alert.
 * @throws where the secret is not base64, or the port is taken.
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const print = options.print ?? console.log;
  const webhook = options.secret ? new Webhook(options.secret) : undefined;

  async function receive(request: IncomingMessage): Promise<number> {
    if (request.url?.split('?', 1)[0] !== '/alerts') return 404;
    if (request.method !== 'POST') return 405;
    const body = await buffer(request);
    const verdict = verify(webhook, body, request);
    const alert = formatAlert(body.toString('utf8'));
    const id = request.headers['webhook-id'];
    const head = `${new Date().toISOString().slice(11, 19)} ${verdict}${id ? `  ${id}` : ''}`;
    print(
      `${head}  ${verdict === 'INVALID' ? 'The signature is not valid; alert not shown.' : (alert ?? 'No JSON object.')}\n`,
    );
    if (verdict === 'INVALID') return 401;
    return alert === undefined ? 400 : 204;
  }

  const server = createServer((request, response) => {
    receive(request).then(
      (status) => response.writeHead(status).end(),
      () => response.destroy(), // The sender went away while it was sending.
    );
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/alerts`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function verify(webhook: Webhook | undefined, body: Buffer, request: IncomingMessage): Verdict {
  if (!webhook) return 'not verified';
  const header = (name: string) => String(request.headers[name] ?? '');
  try {
    const headers = {
      'webhook-id': header('webhook-id'),
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    };
    webhook.verify(body, headers, { jsonParse: false });
    return 'verified';
  } catch {
    return 'INVALID';
  }
}

async function main(): Promise<void> {
  loadLocalSettings('local.settings.json', process.env);
  const secret = process.env.ALERT_WEBHOOK_SECRET;
  const port = readPort('LISTEN_PORT', process.env.LISTEN_PORT, 9099);
  const listener = await startListener({ port, ...(secret ? { secret } : {}) });
  console.log(`Waiting for alerts. Start the app with ALERT_WEBHOOK_URL=${listener.url}`);
  if (!secret) console.log('Signatures are not verified: ALERT_WEBHOOK_SECRET is not set.');
  console.log('');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => listener.stop());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(`Cannot listen: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  });
}
