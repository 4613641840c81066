import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAzurite } from '../local/azurite.ts';
import { startWholeApp } from './app-process.ts';
import { post, Reports, tokenIdOf } from './reports.ts';
import type { Bench, Findings, Section } from './section.ts';
import { percentile, rounded } from './statistics.ts';

/** The queue is polled less and less often, down to once a second; after this it is at rest. */
const REST_MS = 1_600;
const MAX_POLL_MS = 1_000;
const LOST_MS = 30_000;

/** How long people wait for an alert. */
export const alert: Section = { name: 'alert', title: 'Alert', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const receiver = await startReceiver();
  const azurite = await startAzurite();
  const app = await startWholeApp({
    AzureWebJobsStorage: azurite.connectionString,
    ALERT_WEBHOOK_URL: receiver.url,
    // So many tokens that begin to fail would otherwise be sent as one outbreak.
    OUTBREAK_MIN: '1000',
  });
  const waits: number[] = [];
  try {
    const reports = new Reports();
    const samples = isQuick ? 3 : 100;
    for (let i = 0; i <= samples; i++) {
      const tokenId = tokenIdOf(i);
      const arrived = Promise.race([receiver.next(tokenId), tooLate(tokenId)]);
      await post(app.url, reports.next(tokenId, 'failed'));
      const answered = performance.now();
      const wait = (await arrived) - answered;
      // The first brings the queue and the table with it.
      if (i > 0) waits.push(wait);
      if (i % 10 === 0 || isQuick) progress(`alert ${i} of ${samples}: ${Math.round(wait)} ms`);
      // Anywhere between two polls, as in life.
      await sleep(REST_MS + Math.random() * MAX_POLL_MS);
    }
  } finally {
    await app.stop();
    await azurite.stop();
    receiver.stop();
  }
  return findings(waits);
}

/** An alert that never comes must not hold up the figures. */
async function tooLate(tokenId: string): Promise<never> {
  await sleep(LOST_MS, undefined, { ref: false });
  throw new Error(`The alert of ${tokenId} did not come within ${LOST_MS / 1_000} s.`);
}

interface Receiver {
  readonly url: string;
  /** @returns when the alert of that token arrived whole, as `performance.now()` has it */
  next(tokenId: string): Promise<number>;
  stop(): void;
}

async function startReceiver(): Promise<Receiver> {
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer(async (request, response) => {
    const event = (await json(request)) as { data?: { tokenId?: string } };
    const at = performance.now();
    response.writeHead(204).end();
    waiting.get(event.data?.tokenId ?? '')?.(at);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    next: (tokenId) => new Promise((arrived) => waiting.set(tokenId, arrived)),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function findings(waits: readonly number[]): Findings {
  const [p50, p99] = [percentile(waits, 0.5), percentile(waits, 0.99)];
  return {
    targets: [{ what: 'alert, p50', measured: p50, limit: 1_000, kind: 'at most', unit: 'ms' }],
    tables: [
      {
        head: ['ms from the answer until the webhook has it', 'p50', 'p90', 'p99', 'most'],
        rows: [
          [`${waits.length} failing tokens`, ...[p50, percentile(waits, 0.9), p99, Math.max(...waits)].map(rounded)],
        ],
      },
    ],
    method: [
      "The whole app as `npm start` runs it, on the bundle. Each report is of another token, and comes when the queue's " +
        'poll has slowed down to once a second (`maxPollingInterval` in host.json), at any moment between two polls: ' +
        'half a second of the wait is that poll, as it is in Azure.',
    ],
  };
}
