import { HttpRequest } from '@azure/functions';
import { vi } from 'vitest';
import { deliver } from '../../functions/deliver.ts';
import type { Handle } from '../../functions/http.ts';
import { KeyedMutex } from '../../src/app/commit/keyed-mutex.ts';
import { newId } from '../../src/app/commit/new-id.ts';
import { surroundingsOf } from '../../src/app/commit/outage.ts';
import { publisher } from '../../src/app/commit/publish.ts';
import type { TenantDecisionContext } from '../../src/app/decide/decide-tenant.ts';
import { type AlertRule, routesFor } from '../../src/app/decide/routing.ts';
import { healthNotes } from '../../src/app/deliver/target-health.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import type { Notice } from '../../src/app/model/notice.ts';
import type { Log, NotificationQueue, SendResult, Target } from '../../src/app/model/ports.ts';
import type { Notification, NotificationPointer } from '../../src/app/model/state.ts';
import { tenantSilences } from '../../src/app/silence/tenant-silences.ts';
import { sweep } from '../../src/app/sweep/sweep.ts';
import type { Service } from '../../src/compose.ts';
import { hashOf, policyOf, unchangedWindowOf } from '../../src/config/policy.ts';
import { readSettings } from '../../src/config/settings.ts';
import { DAY, MINUTE } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { TableOutbox } from '../../src/storage/outbox.ts';
import { TableOutbreakStore } from '../../src/storage/outbreak-store.ts';
import { TableRetentionStore } from '../../src/storage/retention-store.ts';
import { TableStateStore } from '../../src/storage/state-store.ts';
import { TableSystemStore } from '../../src/storage/system-store.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { TableViews } from '../../src/storage/views.ts';
import { MemoryRows } from './memory-rows.ts';

export const NOON = Date.parse('2026-03-10T12:00:00Z');
const PERIOD = 5 * MINUTE;

/** Messages that the host hands to one instance at the same time: `batchSize` and `newBatchThreshold` of host.json. */
const AT_ONCE = 24;

/** The host looks at the queue about once a second. */
const POLL_MS = 1_000;

/** Delivered where the test says nothing else. */
export class Fake implements Target {
  readonly id: string;
  readonly sent: { readonly at: number; readonly notice: Notice }[] = [];
  answer: (notice: Notice) => SendResult = () => ({ kind: 'delivered' });
  wants?: (notice: Notice) => boolean;

  constructor(id: string, answer?: SendResult) {
    this.id = id;
    if (answer) this.answer = () => answer;
  }

  async send(notice: Notice): Promise<SendResult> {
    const result = this.answer(notice);
    if (result.kind === 'delivered') this.sent.push({ at: Date.now(), notice });
    return result;
  }

  /** What was delivered, in short. */
  get types(): string[] {
    return this.sent.map(({ notice }) => notice.type);
  }
}

/** Freezes the clock of this process at noon; time passes only by `World.pass`. The libraries live by it too. */
export function freezeTime(): void {
  vi.useFakeTimers({ now: NOON, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the app says; the assertions are what types it.
  readonly json: any;
}

/** One instance over a table in memory, with a host that brings messages as the real one does. */
export class World implements NotificationQueue {
  readonly app: Service;
  readonly lines: string[] = [];
  /** How many times the host called `deliver`. */
  calls = 0;
  readonly #waiting: NotificationPointer[] = [];
  #running = 0;
  #random = 1;

  constructor(
    targets: readonly Target[],
    { rules, outbreakMin = 1_000 }: { readonly rules?: readonly AlertRule[]; readonly outbreakMin?: number } = {},
  ) {
    this.app = this.#serviceOf(new Map(targets.map((target) => [target.id, target])), rules, outbreakMin);
  }

  async enqueue({ tenantId, incidentId, seq, target }: NotificationPointer, delayMs: number): Promise<void> {
    const pointer = { tenantId, incidentId, seq, target };
    const unseenMs = Math.ceil(Math.max(0, delayMs) / 1_000) * 1_000;
    setTimeout(() => this.#arrive(pointer), unseenMs + this.#chance() * POLL_MS);
  }

  #arrive(pointer: NotificationPointer): void {
    this.#waiting.push(pointer);
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#running >= AT_ONCE) return;
    const pointer = this.#waiting.shift();
    if (!pointer) return;
    this.#running += 1;
    this.calls += 1;
    await deliver(pointer, this.app.deliver);
    this.#running -= 1;
    await this.#work();
  }

  /** From 0 to 1, the same in every run. */
  #chance(): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    return this.#random / 2_147_483_647;
  }

  /** Lets time pass, with the messages that come in it. */
  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Lets time pass with a sweep every five minutes. */
  async passSwept(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= PERIOD) {
      await this.pass(Math.min(PERIOD, left));
      if (left >= PERIOD) await this.sweep();
    }
  }

  async sweep(): Promise<void> {
    await sweep(this.app.sweep);
    await this.pass(POLL_MS);
  }

  /** Sends one report. @returns the id of the token's open incident, if there is one */
  async report(fields: Partial<Report>): Promise<string> {
    const now = timestampOf(Date.now());
    const report: Report = {
      tenantId: 'contoso',
      tokenId: 't-1',
      status: 'completed',
      observedAt: now,
      receivedAt: now,
      lastSyncAt: now,
      source: 'report',
      ...fields,
    };
    const [result] = await ingest([{ index: 0, report, contentHash: JSON.stringify(report) }], this.app.ingest);
    return result?.kind === 'accepted' ? (result.incident?.id ?? '') : '';
  }

  /** A token fails, and what follows is sent. @returns the incident's id */
  async fail(fields: Partial<Report> = {}): Promise<string> {
    const incidentId = await this.report({ ...fields, status: 'failed' });
    await this.pass(2 * POLL_MS);
    return incidentId;
  }

  /** Calls a route as the host does. */
  async call(
    handle: Handle,
    query: Record<string, string> = {},
    params: Record<string, string> = {},
    body?: unknown,
  ): Promise<Answer> {
    const url = `http://localhost/api/x?${new URLSearchParams(query)}`;
    const text = { body: { string: JSON.stringify(body) } };
    const request = new HttpRequest({ method: 'POST', url, query, params, ...(body !== undefined && text) });
    const { status = 200, jsonBody, body: raw } = await handle(request, this.app);
    return { status, json: jsonBody ?? (typeof raw === 'string' ? JSON.parse(raw) : undefined) };
  }

  /** All notifications to a target, by the order of their keys. */
  async notificationsTo(target: string): Promise<readonly Notification[]> {
    return (await this.app.views.notifications({ target }, { limit: 5_000 })).items;
  }

  #serviceOf(
    targets: ReadonlyMap<string, Target>,
    rules: readonly AlertRule[] | undefined,
    outbreakMin: number,
  ): Service {
    const rows = new MemoryRows();
    const read = readSettings({ AzureWebJobsStorage: 'UseDevelopmentStorage=true' });
    if (!read.ok) throw new Error(read.problems.join('; '));
    const policy = policyOf(read.settings);
    const clock = () => Date.now();
    const random = () => this.#chance();
    const write = (line: string) => this.lines.push(line);
    const log: Log = { info: () => undefined, warn: write, error: write };
    const store = new TableStateStore(rows, clock);
    const tenants = new TableTenantStore(rows, clock);
    const system = new TableSystemStore(rows);
    const outbreaks = new TableOutbreakStore(rows);
    const outbox = new TableOutbox(rows);
    const views = new TableViews(rows);
    const context = async (): Promise<TenantDecisionContext> => ({
      now: clock(),
      policy,
      policyHash: hashOf(policy),
      unchangedWindow: unchangedWindowOf(policy),
      expirySteps: read.settings.EXPIRY_WARNING_DAYS,
      newId,
      targetsFor: (notice) => routesFor(notice, targets, rules),
    });
    const surroundings = surroundingsOf(system, tenants, clock, PERIOD);
    const publish = publisher(this, outbreaks, log);
    const sleep = async () => undefined;
    const moves = { clock, random, sleep, store, tenants, context, publish, surroundings };
    return {
      clock,
      defaultTenantId: 'default',
      auth: { signingSecrets: [], keys: [] },
      allowedOrigins: ['*'],
      ingest: { ...moves, silences: tenantSilences(tenants, clock), mutex: new KeyedMutex() },
      sweep: { ...moves, outbreaks, views, queue: this, system, log, period: PERIOD, targets, outbox, health: system },
      deliver: {
        outbox,
        queue: this,
        targets,
        clock,
        random,
        log,
        grouping: { outbreaks, moves, context, outbreakMin },
        health: healthNotes(system, clock, log),
      },
      redrive: { ...moves, outbox, queue: this, views, log },
      retention: {
        store,
        retention: new TableRetentionStore(rows),
        clock,
        log,
        keepHistory: 90 * DAY,
        keepIncidents: 400 * DAY,
      },
      views,
      targets,
      beat: async () => undefined,
    };
  }
}
