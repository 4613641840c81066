import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { HttpRequest, type HttpResponseInit } from '@azure/functions';
import type { Handle } from '../../functions/http.ts';
import { KeyedMutex } from '../../src/app/commit/keyed-mutex.ts';
import { newId } from '../../src/app/commit/new-id.ts';
import { surroundingsOf } from '../../src/app/commit/outage.ts';
import { publisher } from '../../src/app/commit/publish.ts';
import type { TenantDecisionContext } from '../../src/app/decide/decide-tenant.ts';
import { type AlertRule, routesFor } from '../../src/app/decide/routing.ts';
import { deliver } from '../../functions/deliver.ts';
import { healthNotes } from '../../src/app/deliver/target-health.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import type { IngestResult } from '../../src/app/ingest/ingest-item.ts';
import type { Notice } from '../../src/app/model/notice.ts';
import type { Log, NotificationQueue, SendResult, Target } from '../../src/app/model/ports.ts';
import type { NotificationPointer, TenantState, TokenState } from '../../src/app/model/state.ts';
import { tenantSilences } from '../../src/app/silence/tenant-silences.ts';
import { type SweepSummary, sweep } from '../../src/app/sweep/sweep.ts';
import type { Service } from '../../src/compose.ts';
import { hashOf, unchangedWindowOf } from '../../src/config/policy.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { DAY, DEFAULT_POLICY, MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';
import { TableOutbox } from '../../src/storage/outbox.ts';
import { TableOutbreakStore } from '../../src/storage/outbreak-store.ts';
import type { Query } from '../../src/storage/query.ts';
import { TableRetentionStore } from '../../src/storage/retention-store.ts';
import type { Row } from '../../src/storage/row.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import { TableStateStore } from '../../src/storage/state-store.ts';
import { TableSystemStore } from '../../src/storage/system-store.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { TableViews } from '../../src/storage/views.ts';
import { MemoryRows } from './memory-rows.ts';

/** A Tuesday without anything special about it. */
export const NOON = Date.parse('2026-03-10T12:00:00Z');
export const PERIOD = 5 * MINUTE;

/** One second before a boundary, the boundary, and one second after it. */
export const AROUND = [
  { when: 'one second before', by: -1_000, reached: false },
  { when: 'exactly at', by: 0, reached: true },
  { when: 'one second after', by: 1_000, reached: true },
] as const;

export type Fields = Partial<Report>;

export interface Options {
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly policy?: Partial<Policy>;
  readonly outbreakMin?: number;
  readonly expirySteps?: readonly number[];
  readonly targets?: readonly string[];
  readonly rules?: readonly AlertRule[];
  readonly rows?: RowStore;
}

/** What reached people. */
export interface Heard {
  readonly at: number;
  readonly target: string;
  readonly notice: Notice;
}

/** The table as an instance reaches it; a test may make it wait or fail on the way. */
export class Way implements RowStore {
  readonly #rows: RowStore;
  /** Called before rows are written; whatever it throws, the writer meets. */
  beforeWrite: (rows: readonly TableEntity[], kind: 'transact' | 'put' | 'insert' | 'replace') => unknown = () => {};
  beforeRead: (key: string) => unknown = () => {};
  /** How many pages of rows were read. */
  pagesRead = 0;
  /** How many rows each transaction held. */
  readonly transactions: number[] = [];

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    await this.beforeRead(`${partitionKey}/${rowKey}`);
    return this.#rows.get(partitionKey, rowKey);
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    await this.beforeRead(`${query.partition}/${query.from ?? ''}`);
    for await (const page of this.#rows.pages(query)) {
      this.pagesRead += 1;
      yield page;
    }
  }

  async insert(row: TableEntity): Promise<'written' | 'conflict'> {
    await this.beforeWrite([row], 'insert');
    return this.#rows.insert(row);
  }

  async put(row: TableEntity): Promise<void> {
    await this.beforeWrite([row], 'put');
    return this.#rows.put(row);
  }

  async replace(row: TableEntity, etag: string): Promise<{ readonly etag: string } | 'conflict'> {
    await this.beforeWrite([row], 'replace');
    return this.#rows.replace(row, etag);
  }

  async transact(actions: TransactionAction[]): Promise<'committed' | 'conflict'> {
    const rows = actions.map(([, row]) => row as TableEntity);
    await this.beforeWrite(rows, 'transact');
    this.transactions.push(rows.length);
    return this.#rows.transact(actions);
  }

  async transactGuarded(actions: TransactionAction[]): Promise<{ readonly etag: string } | 'conflict'> {
    const rows = actions.map(([, row]) => row as TableEntity);
    await this.beforeWrite(rows, 'transact');
    this.transactions.push(rows.length);
    return this.#rows.transactGuarded(actions);
  }
}

/** One instance of the program. */
export interface Instance extends Service {
  readonly way: Way;
}

interface Message {
  readonly at: number;
  readonly pointer: NotificationPointer;
}

/** The app over a table in memory, with its clock, its queue and its targets in the hands of the test. */
export class World implements NotificationQueue {
  /** Milliseconds since the epoch. */
  now: number;
  readonly rows: RowStore;
  readonly policy: Policy;
  readonly heard: Heard[] = [];
  readonly targets: ReadonlyMap<string, Target>;
  readonly lines: string[] = [];
  readonly app: Instance;
  /** How many sends were made at the same time by `deliverDue`. */
  readonly #options: Options;
  #messages: Message[] = [];
  #told = 0;

  constructor(options: Options = {}) {
    this.#options = options;
    this.now = options.start ?? NOON;
    this.rows = options.rows ?? new MemoryRows();
    this.policy = { ...DEFAULT_POLICY, ...options.policy };
    const ids = options.targets ?? ['pager'];
    this.targets = new Map(ids.map((id) => [id, { id, send: async (notice) => this.#hear(id, notice) }]));
    this.app = this.instance();
  }

  #hear(target: string, notice: Notice): SendResult {
    this.heard.push({ at: this.now, target, notice });
    return { kind: 'delivered' };
  }

  async enqueue({ tenantId, incidentId, seq, target }: NotificationPointer, delayMs: number): Promise<void> {
    this.#messages.push({ at: this.now + Math.max(0, delayMs), pointer: { tenantId, incidentId, seq, target } });
  }

  /** Loses every message that is under way. */
  loseMessages(): void {
    this.#messages = [];
  }

  /** A further instance over the same table; it judges by its own settings, where they are given. */
  instance(policy: Policy = this.policy, queue: NotificationQueue = this): Instance {
    const { outbreakMin = 5, rules, expirySteps = [30, 14, 7, 3, 1] } = this.#options;
    const way = new Way(this.rows);
    const clock = () => this.now;
    const random = () => 0.5;
    const write = (line: string) => this.lines.push(line);
    const log: Log = { info: write, warn: write, error: write };
    const store = new TableStateStore(way, clock);
    const tenants = new TableTenantStore(way, clock);
    const system = new TableSystemStore(way);
    const outbreaks = new TableOutbreakStore(way);
    const outbox = new TableOutbox(way);
    const views = new TableViews(way);
    const { targets } = this;
    const context = async (): Promise<TenantDecisionContext> => ({
      now: clock(),
      policy,
      policyHash: hashOf(policy),
      unchangedWindow: unchangedWindowOf(policy),
      expirySteps,
      newId: () => newId(clock()),
      targetsFor: (notice) => routesFor(notice, targets, rules),
    });
    const surroundings = surroundingsOf(system, clock, PERIOD);
    const publish = publisher(queue, outbreaks, log);
    const moves = {
      clock,
      random,
      sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
      store,
      tenants,
      context,
      publish,
      surroundings,
    };
    return {
      way,
      clock,
      defaultTenantId: 'default',
      auth: { signingSecrets: [], keys: [] },
      allowedOrigins: ['*'],
      ingest: { ...moves, silences: tenantSilences(tenants, clock), mutex: new KeyedMutex() },
      sweep: { ...moves, outbreaks, views, queue, system, log, period: PERIOD, targets, outbox, health: system },
      deliver: {
        outbox,
        queue,
        targets,
        clock,
        random,
        log,
        grouping: { outbreaks, moves, context, outbreakMin },
        health: healthNotes(system, clock, log),
      },
      redrive: { ...moves, outbox, queue, views, log },
      retention: {
        store,
        retention: new TableRetentionStore(way),
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

  /** Sends reports in one request, and delivers what follows from it at once. */
  async report(...reports: readonly Fields[]): Promise<readonly IngestResult[]> {
    const results = await this.post(this.app, ...(reports.length > 0 ? reports : [{}]));
    await this.deliverDue();
    return results;
  }

  /** Sends reports in one request through an instance. */
  post(app: Instance, ...reports: readonly Fields[]): Promise<readonly IngestResult[]> {
    return ingest(
      reports.map((fields, index) => ({ index, report: this.#reportOf(fields), contentHash: JSON.stringify(fields) })),
      app.ingest,
    );
  }

  #reportOf(fields: Fields): Report {
    const observedAt = timestampOf(this.now);
    return {
      tenantId: 'contoso',
      tokenId: 't-1',
      status: 'completed',
      observedAt,
      receivedAt: observedAt,
      source: 'report',
      // Somebody who reports says which sync it was.
      lastSyncAt: observedAt,
      ...fields,
    };
  }

  /** Delivers the messages whose time has come, and those that follow from them. */
  async deliverDue(app = this.app): Promise<void> {
    for (;;) {
      const due = this.#messages.filter(({ at }) => at <= this.now);
      if (due.length === 0) return;
      this.#messages = this.#messages.filter(({ at }) => at > this.now);
      for (const { pointer } of due.sort((a, b) => a.at - b.at)) await deliver(pointer, app.deliver);
    }
  }

  /** Sweeps now, and delivers what follows from it at once. */
  async sweep(app = this.app): Promise<SweepSummary> {
    const summary = await sweep(app.sweep);
    await this.deliverDue();
    return summary;
  }

  /** Lets time pass as if the sweeps in between had found nothing to do. */
  async leap(to: number): Promise<void> {
    this.now = to;
    const before = await this.app.sweep.system.readHeartbeat();
    const fresh = to - PERIOD;
    if (before && before.startedAt < fresh) {
      await this.app.sweep.system.writeHeartbeat({ startedAt: fresh, completedAt: fresh });
    }
  }

  /** Leaps to a moment and sweeps there. */
  async sweepAt(moment: number): Promise<void> {
    await this.leap(moment);
    await this.sweep();
  }

  /**
   * Lets time pass with everything that happens in it: sweeps, and messages when they are due.
   *
   * @param every from one sweep to the next; where that is longer than a period, as if those between found nothing
   */
  async run(until: number, every = PERIOD): Promise<void> {
    for (;;) {
      const nextSweep = (Math.floor(this.now / every) + 1) * every;
      const nextMessage = Math.min(...this.#messages.map(({ at }) => at), Number.POSITIVE_INFINITY);
      const next = Math.min(nextSweep, nextMessage);
      if (next > until) break;
      if (every > PERIOD) await this.leap(Math.max(this.now, next));
      else this.now = Math.max(this.now, next);
      if (next === nextMessage) await this.deliverDue();
      else await this.sweep();
    }
    this.now = until;
  }

  /** What people heard since this was asked last, a line each. */
  told(target = 'pager'): string[] {
    const fresh = this.heard.slice(this.#told).filter((it) => it.target === target);
    this.#told = this.heard.length;
    return fresh.map(({ notice }) => lineOf(notice));
  }

  /** The same, with the time of day (UTC) at which it was heard. */
  toldWhen(target = 'pager'): string[] {
    const fresh = this.heard.slice(this.#told).filter((it) => it.target === target);
    this.#told = this.heard.length;
    return fresh.map(({ at, notice }) => `${new Date(at).toISOString().slice(5, 16)} ${lineOf(notice)}`);
  }

  noticesTo(target = 'pager'): Notice[] {
    return this.heard.filter((it) => it.target === target).map(({ notice }) => notice);
  }

  async token(tokenId = 't-1', tenantId = 'contoso'): Promise<TokenState> {
    const found = (await this.app.ingest.store.readTokens(tenantId, [tokenId])).get(tokenId);
    if (!found) throw new Error(`no token ${tokenId}`);
    return found.value;
  }

  /** The incident of a token, open or ended. */
  async incident(tokenId = 't-1', tenantId = 'contoso'): Promise<Incident> {
    const { incident } = await this.token(tokenId, tenantId);
    if (!incident) throw new Error(`no incident of ${tokenId}`);
    return incident;
  }

  async tenant(tenantId = 'contoso'): Promise<TenantState> {
    const found = await this.app.sweep.tenants.readTenant(tenantId);
    if (!found) throw new Error(`no tenant ${tenantId}`);
    return found.value;
  }

  /** The incident of a tenant as a whole. */
  async tenantIncident(tenantId = 'contoso'): Promise<Incident> {
    const { incident } = await this.tenant(tenantId);
    if (!incident) throw new Error(`no incident of ${tenantId}`);
    return incident;
  }

  /** What stands in the timeline of an incident, a word each. */
  async timeline(incidentId: string, tenantId = 'contoso'): Promise<string[]> {
    const entries = await this.app.views.timeline(tenantId, incidentId);
    return entries.map(({ event }) => (event.kind === 'quiet' ? `quiet ${event.why}` : event.kind));
  }

  /** Calls a route as the Functions host does. */
  async call(
    handle: Handle,
    params: Readonly<Record<string, string | undefined>>,
    body?: unknown,
    app: Service = this.app,
  ): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = new HttpRequest({
      method: 'POST',
      url: 'http://localhost/api/x',
      params: params as Record<string, string>,
      ...(body !== undefined && { body: { string: text } }),
    });
    const answer: HttpResponseInit = await handle(request, app);
    await this.deliverDue();
    const json = answer.jsonBody ?? (typeof answer.body === 'string' ? JSON.parse(answer.body) : undefined);
    return { status: answer.status ?? 200, json };
  }
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the app says; the assertions are what types it.
  readonly json: any;
}

/** A notice in one line: `opened contoso/t-1 syncFailed warning`. */
export function lineOf(notice: Notice): string {
  const type = notice.type.replace(/^vpp\.(incident\.)?/, '');
  if (notice.type === 'vpp.expiring') {
    const named = notice.tokens.map(({ tokenId, daysLeft }) => `${tokenId}:${daysLeft}`);
    const renewed = notice.renewed.map(({ tokenId }) => `${tokenId}:renewed`);
    return [type, notice.tenantId, ...named, ...renewed, notice.severity].join(' ');
  }
  if (notice.type === 'vpp.baseline' || notice.type === 'vpp.test' || notice.type === 'vpp.trouble') return type;
  if ('tokenCount' in notice && 'openCount' in notice) {
    return `${type} ${notice.cause} ${notice.openCount} of ${notice.tokenCount}`;
  }
  const who = notice.tokenId === null ? notice.tenantId : `${notice.tenantId}/${notice.tokenId}`;
  const direction = notice.direction ? ` ${notice.direction}` : '';
  const resolution = notice.resolution ? ` ${notice.resolution}` : '';
  return `${type}${direction} ${who} ${notice.cause} ${notice.severity}${resolution}`;
}

/** So many milliseconds after a moment, as a timestamp. */
export function ts(ms: number): Timestamp {
  return timestampOf(ms);
}
