/**
 * `node test/fuzz/verification-cost.ts`: what a signature costs, beside what an accepted report costs as a whole. Both
 * are timed in one process with nothing in between: the body is received and ingested over Azurite, in turn with
 * and without a signature, so that a machine that is busy is so for both.
 */

import { load, machine } from '../../bench/machine.ts';
import { createService } from '../../functions/service.ts';
import { startAzurite } from '../../local/azurite.ts';
import { readSettings } from '../../src/config/settings.ts';
import { authenticate, type IngestAuth } from '../../src/http/authenticity.ts';
import { receive } from '../../src/http/receive.ts';
import { signed } from '../http/requests.ts';

const ROUNDS = 400;
const WARM_UP = 100;
const SECRET = 'whsec_Y29zdC1jb3N0LWNvc3QtY29zdC1jb3N0LWNvc3Q=';

const azurite = await startAzurite();
const read = readSettings({
  AzureWebJobsStorage: azurite.connectionString,
  INGEST_SIGNING_SECRETS: `${SECRET} contoso=whsec_YW5vdGhlci1hbm90aGVyLWFub3RoZXItYW5vdGhlcg==`,
});
if (!read.ok) throw new Error(read.problems.join('; '));
const service = await createService(read.settings);

let syncs = 0;

/** Each report is of a newer sync, so that each is applied and written. */
function nextReport() {
  syncs += 1;
  const lastSyncDateTime = new Date(Date.now() - 3_600_000 + syncs).toISOString();
  return Buffer.from(JSON.stringify({ id: 'token-1', lastSyncStatus: 'completed', lastSyncDateTime, state: 'valid' }));
}

function requestOf(body: Uint8Array) {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers: Readonly<Record<string, string>> = {
    'content-type': 'application/json',
    ...signed(body, { id: `msg_${syncs}`, timestamp, secret: SECRET }),
  };
  return { method: 'POST', header: (name: string) => headers[name], body };
}

/** In milliseconds. */
async function accept(auth?: IngestAuth): Promise<number> {
  const request = requestOf(nextReport());
  const begun = performance.now();
  const context = { receivedAt: Date.now(), defaultTenantId: 'default' };
  const received = receive(request, auth ? { ...context, auth } : context);
  const items = received.kind === 'items' ? received.items.filter((item) => item.ok) : [];
  const [result] = await service.ingest(items);
  if (result?.kind !== 'accepted' || result.outcome !== 'applied')
    throw new Error(JSON.stringify({ received, result }));
  return performance.now() - begun;
}

/** The part of it that is only there because of the signature, in milliseconds. */
function verify(): number {
  const request = requestOf(nextReport());
  const begun = performance.now();
  if (!authenticate(request, service.auth, Date.now()).ok) throw new Error('the signature should be good');
  return performance.now() - begun;
}

const samples: Record<'plain' | 'signed' | 'verify', number[]> = { plain: [], signed: [], verify: [] };
for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
  const measured = { plain: await accept(), signed: await accept(service.auth), verify: verify() };
  if (round < WARM_UP) continue;
  for (const kind of ['plain', 'signed', 'verify'] as const) samples[kind].push(measured[kind]);
}
await azurite.stop();

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const [plain, withSignature, alone] = [samples.plain, samples.signed, samples.verify].map(median) as [
  number,
  number,
  number,
];
const share = (100 * alone) / plain;
console.log(`${machine()}, load ${load()}; medians of ${ROUNDS} accepted reports of one token, two secrets configured`);
console.log(`without a signature ${plain.toFixed(3)} ms, with one ${withSignature.toFixed(3)} ms`);
console.log(`verification alone ${alone.toFixed(3)} ms: ${share.toFixed(1)}% of an accepted report (limit 5%)`);
if (share >= 5) process.exitCode = 1;
