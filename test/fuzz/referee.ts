import { receive } from '../../src/http/receive.ts';
import type { Row } from '../../src/storage/row.ts';
import { fromTokenRow } from '../../src/storage/subject-row.ts';
import type { FuzzRequest } from '../http/arbitraries.ts';
import { Leaks } from './leaks.ts';
import { type Expected, Model } from './model.ts';
import type { Answer, Target } from './target.ts';
import { KEYED, type Shot, withCredentials } from './traffic.ts';

const DOCUMENTED = new Set([200, 207, 400, 401, 403, 413, 415, 422]);

/** As the app has it: so long may a report go unwritten that says nothing new. */
const UNWRITTEN_MS = 5 * 60_000;

/** Fires requests, and holds what the app answers, stores and prints against the model. */
export class Referee {
  readonly statuses = new Map<number, number>();
  reports = 0;
  readonly #target: Target;
  readonly #isKeyed: boolean;
  readonly #model = new Model();
  readonly #leaks: Leaks;
  readonly #touched = new Set<string>();
  #last = 0;

  constructor(target: Target, isKeyed: boolean) {
    this.#target = target;
    this.#isKeyed = isKeyed;
    this.#leaks = new Leaks(isKeyed ? KEYED.secrets : []);
  }

  toString(): string {
    const counts = [...this.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
    const { rss = 0, heap = 0 } = this.#target.memory.at(-1) ?? {};
    return `${counts.join(', ')}; ${this.#model.records.size} tokens; ${rss.toFixed(0)} MiB, heap ${heap.toFixed(1)} MiB`;
  }

  async fire(shot: Shot): Promise<void> {
    const request = this.#isKeyed ? withCredentials(shot) : shot.request;
    this.#leaks.sent(request);
    // Moments of receipt must not overlap, or the order of two reports would be anybody's guess.
    while (Date.now() <= this.#last) await new Promise(setImmediate);
    const receivedAt = Date.now();
    const answer = await this.#target.send(request).catch((error) => fail(request, `no answer: ${error}`));
    this.#last = Date.now();
    this.#model.ended(receivedAt, this.#last);
    this.#judge(request, answer, receivedAt);
    // The next report is folded into what was written, so whether this one was must be known first.
    for (const key of [...this.#model.unwritten.keys()]) await this.#compareToken(key);
  }

  #judge(request: FuzzRequest, answer: Answer, receivedAt: number): void {
    const { status, text } = answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (!DOCUMENTED.has(status))
      fail(request, `answered ${status}: ${text}\n${this.#target.takeLines().slice(-10).join('\n')}`);
    const leak = this.#leaks.find(text);
    if (leak) fail(request, `the answer shows ${leak}: ${text}`);
    const { headers, body } = request;
    const auth = this.#isKeyed ? { auth: KEYED.auth } : {};
    const received = receive(
      { method: 'POST', header: (name) => headers[name], body },
      { receivedAt, defaultTenantId: 'default', ...auth },
    );
    const expected = this.#model.expect(received);
    const outcomes = status < 300 ? JSON.parse(text).results?.map((it: { outcome: string }) => it.outcome) : undefined;
    if (status !== expected.status || (expected.outcomes && String(expected.outcomes) !== String(outcomes))) {
      fail(request, `expected ${JSON.stringify(expected)}, answered ${status}: ${text}`);
    }
    this.#note(expected);
  }

  #note({ touched, outcomes = [] }: Expected): void {
    this.reports += outcomes.filter((it) => it !== 'rejected').length;
    for (const key of touched) this.#touched.add(key);
  }

  /** Holds the rows of the tokens of late, and what was printed, against what they should be. */
  async compareTouched(): Promise<void> {
    const keys = [...this.#touched];
    this.#touched.clear();
    for (let i = 0; i < keys.length; i += 16)
      await Promise.all(keys.slice(i, i + 16).map((key) => this.#compareToken(key)));
    for (const line of this.#target.takeLines()) {
      const leak = this.#leaks.find(line);
      if (leak) throw new Error(`the log shows ${leak}: ${line}`);
      if (/^\S+ (error|fatal) /.test(line)) throw new Error(`the log holds an error: ${line}`);
    }
  }

  async #compareToken(key: string): Promise<void> {
    const record = this.#model.records.get(key);
    const [tenantId = '', tokenId = ''] = key.split('/');
    const row = await this.#target.row(tenantId, `token!${tokenId}`);
    if (!record || !row) {
      if (record || row) throw new Error(`${key} should ${record ? '' : 'not '}be there`);
      return;
    }
    const stored = fromTokenRow(row as Row).value.record;
    const unwritten = this.#model.unwritten.get(key);
    this.#model.unwritten.delete(key);
    const difference = this.#model.difference(record, stored);
    if (difference === undefined) return;
    const age = Date.parse(record.lastReportAt) - Date.parse(stored.lastReportAt);
    if (unwritten && age < UNWRITTEN_MS && this.#model.difference(unwritten, stored) === undefined) {
      this.#model.records.set(key, unwritten);
      return;
    }
    throw new Error(`${key}: ${difference}`);
  }

  /** Reads the whole table: nothing is there that no accepted report has put there. */
  async compareAll(): Promise<void> {
    const counts: Record<string, number> = { token: 0, history: 0, delivery: 0 };
    for (const row of await this.#target.rows()) {
      // Beside its tokens a tenant has subjects of its own, whose ids begin with an underscore.
      const kind =
        String(row.rowKey)
          .replace(/^token!_.*/, 'subject')
          .split('!')[0] ?? '';
      counts[kind] = (counts[kind] ?? 0) + 1;
      const leak = this.#leaks.find(JSON.stringify(row));
      if (leak) throw new Error(`the row ${row.partitionKey} ${row.rowKey} shows ${leak}`);
    }
    const { records, history, deliveries } = this.#model;
    const expected = { token: records.size, history, delivery: deliveries };
    for (const [kind, count] of Object.entries(expected)) {
      if (counts[kind] !== count)
        throw new Error(`${counts[kind]} rows of the kind ${kind}, and ${count} reports for them`);
    }
  }
}

function fail({ headers, body }: FuzzRequest, what: string): never {
  throw new Error(`${what}\nheaders ${JSON.stringify(headers)}\nbody (base64) ${Buffer.from(body).toString('base64')}`);
}
