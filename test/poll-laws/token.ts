import { DAY, type Policy } from '../../src/domain/policy.ts';
import { diagnoseToken } from '../oracle/diagnosis.ts';
import { type Facts, factsOf } from '../oracle/facts.ts';
import type { ReportEvent } from '../oracle/history.ts';
import type { Item } from '../support/fake-graph.ts';
import { Changes } from './changes.ts';
import { type Known, STATUSES } from './history.ts';

const REMOVED_FOR = 7 * DAY;

function isSame(a: ReportEvent, b: ReportEvent): boolean {
  const isSameSync = a.status === b.status && a.lastSyncAt === b.lastSyncAt;
  return isSameSync && a.tokenState === b.tokenState && a.expiresAt === b.expiresAt;
}

/**
 * What is known of one token, from the list of all that was read and posted of it. Decisions:
 * - Every item of a complete listing is a report, observed when it was read; of a broken one those that say something
 *   new. The program keeps a listing that says nothing new once for all its tokens; nobody may see a difference.
 * - "Missing from two complete listings in a row" counts from when it was last listed, on a page of a broken listing, too:
 *   that one speaks of what it reached. A post between the two does not matter.
 * - A removal that was told ends with a report that was observed later than it was found. Then, and once 7 days have
 *   passed, the token is no longer one that Graph listed: it is removed again only after it was listed again.
 * - What was not monitored meanwhile is compared with nothing when it comes back.
 * - A token of Graph's is not silent by itself: a listing has it, or is the first that lacks it, or polls fail.
 */
export class Token {
  /** By hand. */
  retiredAt: number | undefined;
  /** Complete listings in a row that lack it; undefined where Graph did not list it since it last spoke. */
  missing: number | undefined;
  removedAt: number | undefined;
  /** Nothing is expected of it: it was removed 7 days ago. */
  private forgotten = false;
  /** What the design leaves open: whether it is known, or removed, once a person brought it back unlisted. */
  isOpenQuestion = false;
  /** When it last reported, or was listed. */
  lastSeen = Number.NEGATIVE_INFINITY;
  /** Whether its status can be read, as listed last. */
  isReadable = true;
  /** Whether it was listed with a status that can be read before. */
  private wasReadable = false;
  /** As it was listed last. */
  private item: Item | undefined;
  private readonly reports: ReportEvent[] = [];
  private changes = new Changes();
  private facts: Facts | undefined;

  /** It stands on a page that was read. */
  listed(item: Item, at: number, isComplete: boolean): void {
    this.settle(at);
    const status = STATUSES.find((it) => it === item.lastSyncStatus);
    this.missing = 0;
    this.removedAt = undefined;
    this.forgotten = false;
    this.isOpenQuestion = false;
    const isNews = item !== this.item && JSON.stringify(item) !== JSON.stringify(this.item);
    if (!isComplete && !isNews) return;
    this.item = item;
    this.lastSeen = at;
    this.isReadable = status !== undefined;
    if (!status) return;
    this.wasReadable = true;
    const lastSyncAt = Date.parse(String(item.lastSyncDateTime));
    const expiresAt = Date.parse(String(item.expirationDateTime));
    this.hear({ status, lastSyncAt, tokenState: String(item.state), expiresAt }, at, at);
    if (this.retiredAt === undefined) this.changes.listed(item, at);
  }

  /** A complete listing lacks it. */
  lacked(at: number): void {
    this.settle(at);
    if (this.missing === undefined || this.forgotten) return;
    this.missing += 1;
    if (this.missing >= 2) this.removedAt ??= at;
  }

  posted({ status, lastSyncAt, observedAt, at }: Extract<Known, { kind: 'post' }>): void {
    this.settle(at);
    this.lastSeen = at;
    this.hear({ status, ...(lastSyncAt !== undefined && { lastSyncAt }) }, observedAt, at);
    if (this.retiredAt !== undefined && observedAt > this.retiredAt) {
      this.isOpenQuestion = this.missing !== undefined && this.missing > 0;
      this.retiredAt = undefined;
    }
    if (this.removedAt !== undefined && observedAt > this.removedAt) this.speaksUnlisted();
  }

  retired(at: number): void {
    this.settle(at);
    this.retiredAt ??= at;
    this.changes = new Changes();
  }

  broughtBack(at: number): void {
    this.settle(at);
    this.isOpenQuestion = this.missing !== 0;
    this.retiredAt = undefined;
    this.forgotten = false;
  }

  /** Whether Graph listed it, and it was not found removed since. */
  get isOfGraph(): boolean {
    return this.missing !== undefined && this.removedAt === undefined;
  }

  private speaksUnlisted(): void {
    this.missing = undefined;
    this.removedAt = undefined;
    this.forgotten = false;
  }

  /** Seven days after it was removed nothing more is expected of it. */
  private settle(now: number): void {
    if (this.removedAt !== undefined && now - this.removedAt >= REMOVED_FOR) {
      this.forgotten = true;
      this.changes = new Changes();
    }
  }

  private hear(
    said: Pick<ReportEvent, 'status' | 'lastSyncAt' | 'tokenState' | 'expiresAt'>,
    seen: number,
    at: number,
  ) {
    const report: ReportEvent = { kind: 'report', at, tenantId: '', tokenId: '', observedAt: seen, ...said };
    // Of the same again the first and the last say all.
    const [before, last] = this.reports.slice(-2);
    if (before && last && isSame(before, report) && isSame(last, report)) this.reports.pop();
    this.reports.push(report);
    this.facts = undefined;
  }

  /** The cause and severity of what is wrong with it. */
  diagnosis(now: number, newest: number, policy: Policy): string | undefined {
    this.settle(now);
    if (this.retiredAt !== undefined || this.forgotten) return undefined;
    if (this.removedAt !== undefined) return 'tokenRemoved critical';
    if (this.reports.length === 0) return undefined;
    this.facts ??= factsOf(this.reports);
    const { run } = this.facts;
    const isSilent =
      !this.isOfGraph && now - this.lastSeen >= policy.silentAfter && newest - this.lastSeen >= policy.silentAfter / 2;
    const isStuck = run !== null && now - run.since >= policy.stuckAfter;
    const found = { silentFrom: isSilent ? this.lastSeen : null, stuckFrom: isStuck && run ? run.since : null };
    const wrong = diagnoseToken(this.facts, found, now, policy);
    return wrong ? `${wrong.cause} ${wrong.severity}` : this.changes.diagnosis(now);
  }

  /** Whether the design says what is wrong with it now. */
  isClear(now: number): boolean {
    const isKnown = this.reports.length > 0 && (this.isReadable || this.wasReadable);
    return isKnown && !this.isOpenQuestion && this.changes.isClear(now);
  }
}
