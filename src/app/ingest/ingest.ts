import { backOff, DEADLINE_MS } from '../commit/retry.ts';
import { StorageUnavailable } from '../model/ports.ts';
import { type Group, gather, isNew } from './gather.ts';
import type { IngestItem, IngestResult } from './ingest-item.ts';
import { type StoreDeps, storeTogether } from './store-together.ts';
import { type Request, type Waiting, withFirsts } from './waiting.ts';

/** How many reports an instance takes at once; they are its memory, and more could not be stored in time. */
const MAX_AT_ONCE = 5_000;

/** So many commits of one tenant are under way at once: what fills a transaction gains nothing by waiting for more. */
const LANES = 4;

/** A commit that takes longer than this is no longer waited for by those who come after it. */
const PATIENCE_MS = 2_000;

/** What is under way for one tenant, and what waits behind it. */
interface Line {
  waiting: readonly Waiting[];
  /** How many commits are under way. */
  lanes: number;
  /** The tokens that they are about. */
  readonly busy: Set<string>;
}

/**
 * Stores reports. What comes for a tenant while a commit for it is under way in this instance is gathered and goes as
 * the next one, in one read and one transaction; what comes alone waits for nobody. Correctness never rests on it,
 * since other instances exist and ETags guard the rows.
 */
export class Ingest {
  readonly #deps: StoreDeps;
  /** The lines of tenants for which something is under way. */
  readonly #lines = new Map<string, Line>();
  #count = 0;

  constructor(deps: StoreDeps) {
    this.#deps = deps;
  }

  /**
   * Stores the reports of one request and what follows from them. When it returns, all of it is durable; whatever could
   * not be brought to the mailboxes is found by the sweep.
   *
   * @returns one result for each item, in the order of their indexes
   * @throws StorageUnavailable when the state could not be written in time; items stored by then stay stored
   */
  async store(items: readonly IngestItem[]): Promise<readonly IngestResult[]> {
    if (this.#count + items.length > MAX_AT_ONCE) throw new StorageUnavailable('too many reports wait to be stored');
    this.#count += items.length;
    const { clock, sleep } = this.#deps;
    const tenants = Map.groupBy(items, ({ report }) => report.tenantId);
    const request: Request = { deadline: clock() + DEADLINE_MS, isOfMany: tenants.size > 1 };
    const answers = [...tenants].flatMap(([tenantId, own]) => this.#join(tenantId, own, request));
    try {
      const results = await inTime(allOrThrow(answers), sleep(DEADLINE_MS));
      return results.toSorted((a, b) => a.index - b.index);
    } finally {
      this.#count -= items.length;
    }
  }

  #join(tenantId: string, items: readonly IngestItem[], request: Request): readonly Promise<IngestResult>[] {
    const answers: Promise<IngestResult>[] = [];
    const joining = withFirsts(items).map((it): Waiting => {
      const { promise, resolve, reject } = Promise.withResolvers<IngestResult>();
      answers.push(promise);
      return { ...it, request, tries: 0, answer: resolve, fail: reject };
    });
    this.#enter(tenantId, joining);
    return answers;
  }

  #enter(tenantId: string, joining: readonly Waiting[]): void {
    const line = this.#lines.get(tenantId) ?? { waiting: [], lanes: 0, busy: new Set() };
    this.#lines.set(tenantId, line);
    line.waiting = [...line.waiting, ...joining];
    this.#goOn(tenantId, line);
  }

  /** Begins what can begin: something where nothing is under way, and whatever fills a transaction. */
  #goOn(tenantId: string, line: Line): void {
    const now = this.#deps.clock();
    while (line.lanes < LANES) {
      const waiting = line.waiting.filter(({ request }) => now < request.deadline);
      const { groups, rest, isFull } = gather(waiting, line.busy);
      if (groups.length === 0 || (line.lanes > 0 && !isFull)) break;
      line.waiting = rest;
      void this.#lane(tenantId, line, groups);
    }
    if (line.lanes === 0) this.#lines.delete(tenantId);
  }

  async #lane(tenantId: string, line: Line, groups: readonly Group[]): Promise<void> {
    line.lanes += 1;
    for (const { tokenId } of groups) line.busy.add(tokenId);
    await Promise.race([this.#commit(tenantId, groups), this.#deps.sleep(PATIENCE_MS)]);
    for (const { tokenId } of groups) line.busy.delete(tokenId);
    line.lanes -= 1;
    this.#goOn(tenantId, line);
  }

  /** Tries all together; what that leaves once more, by what is read then; and then in halves, down to one token by itself. */
  async #commit(tenantId: string, groups: readonly Group[]): Promise<void> {
    const left = (await storeTogether(tenantId, groups, this.#deps)).map(triedOnce);
    if (left.length > 0 && groups.every(isNew)) return this.#commit(tenantId, left);
    if (groups.length === 1) {
      for (const { reports } of left) void this.#later(tenantId, reports);
      return;
    }
    const half = Math.ceil(left.length / 2);
    for (const part of [left.slice(0, half), left.slice(half)]) {
      if (part.length > 0) await this.#commit(tenantId, part);
    }
  }

  /** A token that met another writer by itself joins the line again, after a while. */
  async #later(tenantId: string, reports: readonly Waiting[]): Promise<void> {
    const deadline = Math.max(...reports.map(({ request }) => request.deadline));
    const tries = Math.max(...reports.map((it) => it.tries));
    try {
      await backOff(tries - 1, deadline, this.#deps);
      this.#enter(tenantId, reports);
    } catch (error) {
      for (const report of reports) report.fail(error);
    }
  }
}

function triedOnce({ tokenId, reports }: Group): Group {
  return { tokenId, reports: reports.map((it) => ({ ...it, tries: it.tries + 1 })) };
}

/** What waits for the end of time must not keep the answers of a request alive that has long been answered. */
async function inTime<T>(work: Promise<T>, end: Promise<void>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  let fail: typeof reject | undefined = reject;
  void end.then(() => fail?.(new StorageUnavailable('not stored in time')));
  try {
    return await Promise.race([work, promise]);
  } finally {
    fail = undefined;
  }
}

/** Lets all of them end before the first failure is thrown: a request is answered when nothing of it is under way. */
async function allOrThrow<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  const ended = await Promise.allSettled(works);
  return ended.map((it) => {
    if (it.status === 'rejected') throw it.reason;
    return it.value;
  });
}
