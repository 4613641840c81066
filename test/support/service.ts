import { surroundingsOf } from '../../src/app/commit/outage.ts';
import { publisher } from '../../src/app/commit/publish.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import type { IngestItem, IngestResult } from '../../src/app/ingest/ingest-item.ts';
import type { Notice } from '../../src/app/model/notice.ts';
import type { Log, NotificationQueue, SendResult, Target } from '../../src/app/model/ports.ts';
import type { NotificationPointer } from '../../src/app/model/state.ts';
import { createService, type Service } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Report } from '../../src/domain/report.ts';
import { type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';

/** The moment at which a test's world begins; tests move on from it by the clock that they hand in. */
export const NOW = Date.now();
export const MINUTE = 60_000;

/** So many milliseconds after the beginning. */
export function at(ms: number): Timestamp {
  return timestampOf(NOW + ms);
}

/** A queue that only remembers: a test delivers by itself, when it wants to. */
export class Memo implements NotificationQueue {
  readonly enqueued: { readonly pointer: NotificationPointer; readonly delayMs: number }[] = [];

  async enqueue({ tenantId, incidentId, seq, target }: NotificationPointer, delayMs: number): Promise<void> {
    this.enqueued.push({ pointer: { tenantId, incidentId, seq, target }, delayMs });
  }

  /** Takes everything that waits for one target, oldest first. */
  take(target: string): NotificationPointer[] {
    const taken = this.enqueued.filter(({ pointer }) => pointer.target === target);
    this.enqueued.length = 0;
    return taken.map(({ pointer }) => pointer);
  }
}

/** A target that answers as the test says, `delivered` where it says nothing more. */
export class Scripted implements Target {
  readonly id: string;
  readonly sent: Notice[] = [];
  readonly answers: (SendResult | Promise<SendResult>)[] = [];

  constructor(id: string) {
    this.id = id;
  }

  async send(notice: Notice): Promise<SendResult> {
    this.sent.push(notice);
    return (await this.answers.shift()) ?? { kind: 'delivered' };
  }
}

export interface World extends Service {
  readonly queue: Memo;
  readonly webhook: Scripted;
  readonly lines: string[];
  /** Milliseconds since `NOW`. */
  time: number;
}

/** An app instance over real storage, with the time, the queue and the webhook in the hands of the test. */
export async function openWorld(connection: string, environment: Record<string, string> = {}): Promise<World> {
  const read = readSettings({
    AzureWebJobsStorage: connection,
    ALERT_WEBHOOK_URL: 'https://alerts.example/hook',
    // The tests share one storage, and their many failing tokens are no outbreak.
    OUTBREAK_MIN: '1000',
    ...environment,
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const service = await createService(read.settings);
  const queue = new Memo();
  const webhook = new Scripted('webhook');
  const lines: string[] = [];
  const log: Log = { info: (it) => lines.push(it), warn: (it) => lines.push(it), error: (it) => lines.push(it) };
  const world = { time: 0 };
  const clock = () => NOW + world.time;
  const contextOf = service.sweep.context;
  const context = async () => ({ ...(await contextOf()), now: clock() });
  const { system, outbreaks, period } = service.sweep;
  const publish = publisher(queue, outbreaks, log);
  const moves = { clock, context, publish, surroundings: surroundingsOf(system, clock, period) };
  return Object.assign(world, {
    ...service,
    clock,
    queue,
    webhook,
    lines,
    ingest: { ...service.ingest, ...moves },
    sweep: { ...service.sweep, ...moves, queue, log },
    deliver: {
      ...service.deliver,
      queue,
      clock,
      log,
      random: () => 0.5,
      targets: new Map<string, Target>([
        ['webhook', webhook],
        ['log', new Scripted('log')],
      ]),
      grouping: { ...service.deliver.grouping, context, moves: { ...service.deliver.grouping.moves, ...moves } },
    },
  });
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
  world: Pick<Service, 'ingest'>,
  ...reports: readonly (Partial<Report> & { readonly tenantId: string })[]
): Promise<readonly IngestResult[]> {
  return ingest(reports.map(itemOf), world.ingest);
}

/** What became of each item, in one word. */
export function outcomesOf(results: readonly IngestResult[]): string[] {
  return results.map((result) => (result.kind === 'reused' ? 'reused' : result.outcome));
}
