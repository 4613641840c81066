import functions, { type HttpResponseInit } from '@azure/functions';
import type { Handle } from '../../functions/http.ts';
import type { Service } from '../../functions/service.ts';
import { newId } from '../../src/app/commit/new-id.ts';
import type { AlertRule, RoutedSeverity, Routing } from '../../src/app/decide/audience.ts';
import type { WakeUp } from '../../src/app/deliver/ports.ts';
import type { IngestItem, IngestResult } from '../../src/app/ingest/ingest-item.ts';
import type { GraphReader } from '../../src/app/model/graph.ts';
import type { Notice } from '../../src/app/model/notice.ts';
import type { PollMessage } from '../../src/app/model/poll.ts';
import { type Log, type Queue, StorageUnavailable, type Target } from '../../src/app/model/ports.ts';
import type { SubjectState, TokenState } from '../../src/app/model/subject.ts';
import type { SweepSummary } from '../../src/app/sweep/sweep.ts';
import { compose } from '../../src/compose.ts';
import { hashOf, unchangedWindowOf } from '../../src/config/policy.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { DAY, DEFAULT_POLICY, HOUR, MINUTE, type Policy, SECOND } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';
import { TableAppStore } from '../../src/storage/app-store.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import { TableSubjectStore } from '../../src/storage/subject-store.ts';
import type { GraphPolling } from '../../src/world.ts';
import { FakeGraph } from './fake-graph.ts';
import { lineOf } from './lines.ts';
import { MemoryRows } from './memory-rows.ts';
import { Scripted } from './scripted.ts';
import { Way } from './way.ts';

/** A Tuesday without anything special about it. */
export const NOON = Date.parse('2026-03-10T12:00:00Z');
export const PERIOD = 5 * MINUTE;

/** What the links of alerts and tenants are signed with. */
export const LINK_KEY = Buffer.from('a key for links that is long enough');

/** So long what belongs together waits for the rest, and what a run leaves over for the next. */
const SETTLE = 10 * SECOND;
/** How long the queue keeps a wake-up from others whose handling failed, and how often it hands it out. */
const HIDDEN = MINUTE;
const MAX_TRIES = 5;
/** Waits of this length are for a deadline, which nothing here reaches. */
const DEADLINE = 2 * SECOND;
const MAX_SLEEPS = 10_000;

/** One second before a boundary, the boundary, and one second after it. */
export const AROUND = [
  { when: 'one second before', by: -1_000, reached: false },
  { when: 'exactly at', by: 0, reached: true },
  { when: 'one second after', by: 1_000, reached: true },
] as const;

export type Fields = Partial<Report>;

/** What a test may set of an instance; the rest is as it is out of the box. */
export interface Settings {
  readonly policy?: Partial<Policy>;
  /** What differs for the tokens of single tenants. */
  readonly policyOf?: Readonly<Record<string, Partial<Policy>>>;
  readonly outbreakMin?: number;
  readonly expirySteps?: readonly number[];
  /** Besides the log, which is always there. */
  readonly targets?: readonly (string | Target)[];
  readonly rules?: readonly AlertRule[];
  /** The targets of the single settings; all of them where absent. */
  readonly fallback?: readonly string[];
  /** The least severity that a target wants. */
  readonly least?: Readonly<Record<string, RoutedSeverity>>;
  /** The tenants of the settings that are read from Graph; where absent, no tenant is. */
  readonly polled?: readonly string[];
  /** Whether what stands beside the tokens is read, too. */
  readonly withNeighbours?: boolean;
  /** What reads Graph, where that is not the world's own. */
  readonly reader?: GraphReader;
}

export interface Options extends Settings {
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly rows?: RowStore;
}

/** What reached people. */
export interface Heard {
  readonly at: number;
  readonly target: string;
  readonly notice: Notice;
}

/** One instance of the program. */
export interface Instance extends Service {
  readonly way: Way;
}

interface Message {
  readonly at: number;
  readonly message: WakeUp | PollMessage;
  readonly tries: number;
}

/** The app over a table in memory, with its clock, its queue and its targets in the hands of the test. */
export class World implements Queue<WakeUp | PollMessage> {
  /** Milliseconds since the epoch. */
  now: number;
  readonly rows: RowStore;
  readonly heard: Heard[] = [];
  readonly lines: string[] = [];
  /** Wake-ups that failed as often as the queue hands them out. */
  readonly poisoned: (WakeUp | PollMessage)[] = [];
  /** What Graph would say. */
  readonly graph = new FakeGraph(() => this.now);
  app: Instance;
  readonly #options: Options;
  #messages: Message[] = [];
  #told = 0;
  #sleeps = 0;

  constructor(options: Options = {}) {
    this.#options = options;
    this.now = options.start ?? NOON;
    this.rows = options.rows ?? new MemoryRows();
    this.app = this.instance();
  }

  /** A further instance over the same table; other settings than the world's where they are given. */
  instance(changes: Settings = {}): Instance {
    const options = { ...this.#options, ...changes };
    const { outbreakMin = 5, expirySteps = [30, 14, 7, 3, 1] } = options;
    const policy = { ...DEFAULT_POLICY, ...options.policy };
    const targets = this.#targetsOf(options.targets ?? ['pager']);
    const routing = routingOf([...targets.keys()], options);
    const rulesWith = (own: Partial<Policy>) => {
      const merged = { ...policy, ...own };
      return {
        policy: merged,
        policyHash: hashOf({ policy: merged, routing, expirySteps }),
        unchangedWindow: unchangedWindowOf(merged),
        expirySteps,
      };
    };
    const way = new Way(this.rows);
    const write = (line: string) => this.lines.push(line);
    const log: Log = { info: write, warn: write, error: write };
    const clock = () => this.now;
    const useCases = compose({
      rows: way,
      queue: this,
      clock,
      sleep: (ms) => this.#sleep(ms),
      random: () => 0.5,
      newId: () => newId(clock()),
      log,
      targets,
      routing,
      ...rulesWith({}),
      rulesOf: new Map(Object.entries(options.policyOf ?? {}).map(([id, own]) => [id, rulesWith(own)])),
      ...(options.polled && {
        readBySettings: new Map(options.polled.map((id) => [id, true])),
        graph: this.#polling(options.withNeighbours ?? false, options.reader ?? this.graph),
      }),
      outbreakMin,
      period: PERIOD,
      keepHistory: 90 * DAY,
      keepIncidents: 400 * DAY,
    });
    const auth = { signingSecrets: [], keys: [] };
    const access: Service['access'] = {
      mode: () => 'session',
      keys: async () => ({ app: [await useCases.appKey()], links: [LINK_KEY] }),
      statusPageUrl: 'https://vpp.example/api/status',
    };
    const content = { locale: 'en', timeZone: 'UTC', severalTenants: false, tenantNames: new Map() } as const;
    const pages = { flapWindow: policy.flapWindow, keepDays: 400 };
    const beat = async () => undefined;
    const own = { defaultTenantId: 'default', auth, allowedOrigins: ['*'], access, content, pages, beat };
    return { ...useCases, ...own, way };
  }

  /** A moment for others to go on; the clock stands still meanwhile, so who tries again for ever would never end. */
  #sleep(ms: number): Promise<void> {
    if (ms >= DEADLINE) return new Promise(() => {});
    this.#sleeps += 1;
    if (this.#sleeps > MAX_SLEEPS) throw new Error('somebody tries again and again');
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** The program begins anew with other settings. */
  restart(changes: Settings = {}): void {
    this.app = this.instance(changes);
  }

  #targetsOf(given: readonly (string | Target)[]): ReadonlyMap<string, Target> {
    const all = [...given.map((it) => (typeof it === 'string' ? new Scripted(it) : it)), new Scripted('log')];
    return new Map(all.map((target) => [target.id, this.#heardBy(target)]));
  }

  /** The target, with a note of all that it took. */
  #heardBy(target: Target): Target {
    const { id, hasKeys, paceMs, settingsHash, refresh, acknowledge } = target;
    return {
      ...{ id, hasKeys, paceMs, settingsHash },
      send: async (notice) => {
        const at = this.now;
        const outcome = await target.send(notice);
        if (outcome.kind === 'delivered') this.heard.push({ at, target: id, notice });
        return outcome;
      },
      ...(refresh && { refresh: (open: readonly Notice[]) => refresh(open) }),
      ...(acknowledge && { acknowledge: (notice: Notice) => acknowledge(notice) }),
    };
  }

  #polling(withNeighbours: boolean, reader: GraphReader): GraphPolling {
    const own = { pollEvery: HOUR, urgentEvery: 15 * MINUTE, queue: this };
    return { ...own, reader: async () => reader, withNeighbours };
  }

  async put(message: WakeUp | PollMessage, delaySeconds: number): Promise<void> {
    this.#messages.push({ at: this.now + delaySeconds * SECOND, message, tries: 0 });
  }

  /** Loses every wake-up that is under way. */
  loseMessages(): void {
    this.#messages = [];
  }

  /** Sends reports in one request, and delivers what follows from it. */
  async report(...reports: readonly Fields[]): Promise<readonly IngestResult[]> {
    const results = await this.post(this.app, ...(reports.length > 0 ? reports : [{}]));
    await this.settle();
    return results;
  }

  /** Sends reports in one request through an instance. */
  post(app: Pick<Instance, 'ingest'>, ...reports: readonly Fields[]): Promise<readonly IngestResult[]> {
    return app.ingest(reports.map((fields, index) => this.itemOf(fields, index)));
  }

  /** A report as it comes in now. Somebody who reports says which sync it was. */
  itemOf(fields: Fields, index = 0): IngestItem {
    const observedAt = fields.observedAt ?? timestampOf(this.now);
    const report: Report = {
      tenantId: 'contoso',
      tokenId: 't-1',
      status: 'completed',
      observedAt,
      receivedAt: observedAt,
      source: 'report',
      lastSyncAt: observedAt,
      ...fields,
    };
    const { deliveryId: _, ...content } = fields;
    return { index, report, contentHash: JSON.stringify(content) };
  }

  /** Hands out the wake-ups that are due by a moment, each at its time, and those that follow from them. */
  async deliverDue(app = this.app, until = this.now): Promise<void> {
    for (;;) {
      const next = this.#messages.reduce<Message | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (!next || next.at > until) return;
      this.#messages = this.#messages.filter((it) => it !== next);
      this.now = Math.max(this.now, next.at);
      await this.#handOut(next, app);
    }
  }

  async #handOut({ message, tries: before }: Message, app: Instance): Promise<void> {
    const tries = before + 1;
    try {
      await ('tenantId' in message ? app.poll(message) : app.deliver(message, tries));
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      if (tries === MAX_TRIES) this.poisoned.push(message);
      else this.#messages.push({ at: this.now + HIDDEN, message, tries });
    }
  }

  /** Delivers what follows at once from what just happened: it may take some seconds. */
  settle(app = this.app): Promise<void> {
    return this.deliverDue(app, this.now + SETTLE);
  }

  /** Sweeps now, and delivers what follows from it. */
  async sweep(app = this.app): Promise<SweepSummary> {
    const summary = await app.sweep();
    await this.settle(app);
    return summary;
  }

  /** Lets time pass as if the sweeps in between had found nothing to do. */
  async leap(to: number): Promise<void> {
    this.now = Math.max(this.now, to);
    const store = new TableAppStore(this.rows, console);
    const before = await store.readHeartbeat();
    const fresh = this.now - PERIOD;
    if (before && before.startedAt < fresh) {
      await store.writeHeartbeat({ ...before, startedAt: fresh, completedAt: fresh });
    }
  }

  /** Leaps to a moment and sweeps there. */
  async sweepAt(moment: number): Promise<void> {
    await this.leap(moment);
    await this.sweep();
  }

  /**
   * Lets time pass with everything that happens in it: sweeps, and wake-ups when they are due.
   *
   * @param every from one sweep to the next; where that is longer than a period, as if those between found nothing
   */
  async run(until: number, every = PERIOD): Promise<void> {
    for (;;) {
      const nextSweep = (Math.floor(this.now / every) + 1) * every;
      await this.deliverDue(this.app, Math.min(nextSweep, until));
      if (nextSweep > until) break;
      if (every > PERIOD) await this.leap(nextSweep);
      else this.now = Math.max(this.now, nextSweep);
      await this.app.sweep();
    }
    this.now = Math.max(this.now, until);
  }

  #fresh(target: string): Heard[] {
    const fresh = this.heard.slice(this.#told).filter((it) => it.target === target);
    this.#told = this.heard.length;
    return fresh;
  }

  /** What people heard since this was asked last, a line each. */
  told(target = 'pager'): string[] {
    return this.#fresh(target).map(({ notice }) => lineOf(notice));
  }

  /** The same, with the time of day (UTC) at which it was heard. */
  toldWhen(target = 'pager'): string[] {
    return this.#fresh(target).map(({ at, notice }) => `${new Date(at).toISOString().slice(5, 16)} ${lineOf(notice)}`);
  }

  noticesTo(target = 'pager'): Notice[] {
    return this.heard.filter((it) => it.target === target).map(({ notice }) => notice);
  }

  /** A subject's row as a test looks at it, past all instances; undefined where there is none. */
  async find(subject: string, tenantId = 'contoso'): Promise<SubjectState | undefined> {
    const store = new TableSubjectStore(this.rows, () => this.now, { error: (line) => this.lines.push(line) });
    return (await store.read(tenantId, [subject])).get(subject)?.value;
  }

  async subject(subject: string, tenantId = 'contoso'): Promise<SubjectState> {
    const found = await this.find(subject, tenantId);
    if (!found) throw new Error(`no subject ${tenantId}/${subject}`);
    return found;
  }

  async token(tokenId = 't-1', tenantId = 'contoso'): Promise<TokenState> {
    const found = await this.subject(tokenId, tenantId);
    if (found.kind !== 'token') throw new Error(`${tokenId} is no token`);
    return found;
  }

  /** The incident of a subject, open or ended. */
  async incident(subject = 't-1', tenantId = 'contoso'): Promise<Incident> {
    const { incident } = await this.subject(subject, tenantId);
    if (!incident) throw new Error(`no incident of ${tenantId}/${subject}`);
    return incident;
  }

  heartbeat() {
    return new TableAppStore(this.rows, console).readHeartbeat();
  }

  /** What stands in the timeline of an incident, a word each. */
  async timeline(incidentId: string, tenantId = 'contoso'): Promise<string[]> {
    const entries = await this.app.views.timeline(tenantId, incidentId);
    return entries.map(({ event }) => (event.kind === 'quiet' ? `quiet ${event.why}` : event.kind));
  }

  /** Each subject that a target has to do with, and how it stands there: `contoso/t-1 delivered`. */
  async standings(target = 'pager'): Promise<string[]> {
    const { items } = await this.app.notifications({ target }, { limit: 500 });
    return items.map(({ tenantId, subject, standing }) => `${tenantId}/${subject} ${standing}`);
  }

  /** Calls a route as the Functions host does. */
  async call(handle: Handle, { params = {}, query = {}, body }: Call = {}, app: Service = this.app): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = new functions.HttpRequest({
      method: 'POST',
      url: 'http://localhost/api/x',
      params: { ...params },
      query: { ...query },
      ...(body !== undefined && { body: { string: text } }),
    });
    const answer: HttpResponseInit = await handle(request, app);
    await this.settle();
    const json = answer.jsonBody ?? (typeof answer.body === 'string' ? JSON.parse(answer.body) : undefined);
    return { status: answer.status ?? 200, json };
  }
}

export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the app says; the assertions are what types it.
  readonly json: any;
}

function routingOf(ids: readonly string[], { rules, fallback, least = {} }: Settings): Routing {
  return {
    ...(rules && { rules }),
    targets: Object.fromEntries(ids.map((id) => [id, least[id] ?? 'info'])),
    fallback: fallback ?? ids,
  };
}

/** So many milliseconds after a moment, as a timestamp. */
export function ts(ms: number): Timestamp {
  return timestampOf(ms);
}

/** What became of each item, in one word. */
export function outcomesOf(results: readonly IngestResult[]): string[] {
  return results.map((result) => (result.kind === 'reused' ? 'reused' : result.outcome));
}
