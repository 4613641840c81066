import { newId } from '../../src/app/commit/new-id.ts';
import type { WakeUp, WakeUpQueue } from '../../src/app/deliver/ports.ts';
import type { IngestItem, IngestResult } from '../../src/app/ingest/ingest-item.ts';
import type { Target } from '../../src/app/model/ports.ts';
import { compose, type UseCases } from '../../src/compose.ts';
import { hashOf, policyOf, unchangedWindowOf } from '../../src/config/policy.ts';
import { readSettings } from '../../src/config/settings.ts';
import { routingOf } from '../../src/config/targets.ts';
import type { Report } from '../../src/domain/report.ts';
import { type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';
import { connect } from '../../src/storage/connect.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import { Scripted } from '../support/scripted.ts';

/** The moment at which a test's world begins; tests move on from it by the clock that they hand in. */
export const NOW = Date.now();
export const MINUTE = 60_000;

/** So many milliseconds after the beginning. */
export function at(ms: number): Timestamp {
  return timestampOf(NOW + ms);
}

/** A queue that only remembers: a test delivers by itself, when it wants to. */
export class Memo implements WakeUpQueue {
  readonly woken: { readonly wakeUp: WakeUp; readonly delaySeconds: number }[] = [];
  /** What the next puts fail with. */
  fault: Error | undefined;

  async put(wakeUp: WakeUp, delaySeconds: number): Promise<void> {
    if (this.fault) throw this.fault;
    this.woken.push({ wakeUp, delaySeconds });
  }

  /** The targets woken since it was last asked. */
  take(): string[] {
    return this.woken
      .splice(0)
      .map(({ wakeUp }) => wakeUp.target)
      .sort();
  }
}

/** One instance of the app. */
export interface Instance extends UseCases {
  readonly queue: Memo;
  readonly webhook: Scripted;
  readonly lines: string[];
  /** Milliseconds since `NOW`. */
  time: number;
}

/**
 * Starts an instance over the real table, with the time, the wake-ups and the targets in the hands of the test.
 *
 * @param between stands between the use cases and the table
 */
export async function startInstance(
  connection: string,
  environment: Record<string, string> = {},
  between: (rows: RowStore) => RowStore = (rows) => rows,
): Promise<Instance> {
  const read = readSettings({
    AzureWebJobsStorage: connection,
    ALERT_WEBHOOK_URL: 'https://alerts.example/hook',
    // The tests share one storage, and their many failing tokens are to be told one by one.
    OUTBREAK_MIN: '1000',
    ...environment,
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const { settings } = read;
  const policy = policyOf(settings);
  const routing = routingOf(settings, undefined);
  const hand = { queue: new Memo(), webhook: new Scripted('webhook'), lines: [] as string[], time: 0 };
  const note = (line: string) => void hand.lines.push(line);
  const useCases = compose({
    rows: between((await connect(settings)).table),
    queue: hand.queue,
    // Read through the object that the test holds, once there is one.
    clock: () => NOW + instance.time,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
    random: () => 0.5,
    newId,
    log: { info: note, warn: note, error: note },
    targets: new Map<string, Target>([
      ['webhook', hand.webhook],
      ['log', new Scripted('log')],
    ]),
    routing,
    policy,
    policyHash: hashOf({ policy, routing }),
    unchangedWindow: unchangedWindowOf(policy),
    expirySteps: settings.EXPIRY_WARNING_DAYS,
    outbreakMin: settings.OUTBREAK_MIN,
    period: 5 * MINUTE,
    keepHistory: settings.KEEP_HISTORY_DAYS,
    keepIncidents: settings.KEEP_INCIDENT_DAYS,
  });
  const instance: Instance = Object.assign(hand, useCases);
  return instance;
}

let tenants = 0;

/** A tenant that no other test of the file uses. */
export function freshTenant(): string {
  tenants += 1;
  return `tenant-${tenants}`;
}

/** A valid report as `receive` would hand it on, seen and received at the world's beginning. */
export function itemOf(fields: Partial<Report> & { readonly tenantId: string }, index = 0): IngestItem {
  const observedAt = fields.observedAt ?? at(0);
  const report: Report = {
    tokenId: 'token-1',
    status: 'completed',
    observedAt,
    receivedAt: observedAt,
    source: 'report',
    ...fields,
  };
  const { deliveryId: _, ...content } = report;
  return { index, report, contentHash: JSON.stringify(content) };
}

/** Sends reports in one request. */
export function send(
  instance: Pick<UseCases, 'ingest'>,
  ...reports: readonly (Partial<Report> & { readonly tenantId: string })[]
): Promise<readonly IngestResult[]> {
  return instance.ingest(reports.map(itemOf));
}

/** What became of each item, in one word. */
export function outcomesOf(results: readonly IngestResult[]): string[] {
  return results.map((result) => (result.kind === 'reused' ? 'reused' : result.outcome));
}
