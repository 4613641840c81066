import type { PollFaultKind } from '../../src/app/model/graph.ts';
import type { Known } from './history.ts';
import { Token } from './token.ts';

/** From so many failed polls in a row on people are told. */
const TOLD_FROM = 3;
const LEAST_SHORT = 3;

/**
 * How the polls of one tenant went. Decisions:
 * - A listing is short by count, of the tokens that Graph listed last, those aside that a
 *   person retired and that it lacks. One that is not believed says nothing of what it lacks; what stands in it was read.
 * - The credential's subject is open while the last poll of any tenant is the third or a later one in a row that failed, and
 *   failed of the credential.
 */
export class Tenant {
  readonly tokens = new Map<string, Token>();
  failures = 0;
  fault: PollFaultKind | undefined;
  /** Whether its own incident is open. */
  isTold = false;
  /** When the last poll was good. */
  goodAt = Number.NEGATIVE_INFINITY;
  /** When one was good for the first time. */
  firstGoodAt = Number.POSITIVE_INFINITY;
  polledAt = Number.NEGATIVE_INFINITY;

  token(id: string): Token {
    const token = this.tokens.get(id) ?? new Token();
    this.tokens.set(id, token);
    return token;
  }

  polled({ at, answer }: Extract<Known, { kind: 'poll' }>): void {
    this.polledAt = at;
    const ids = answer.items.map(({ id }) => String(id));
    const fault = answer.fault ?? this.doubtOf(ids);
    for (const item of answer.items) this.token(String(item.id)).listed(item, at, fault === undefined);
    if (fault) this.failed(fault);
    else this.succeeded(ids, at);
  }

  private doubtOf(ids: readonly string[]): PollFaultKind | undefined {
    const isExpected = ([id, token]: [string, Token]) =>
      token.missing === 0 && (ids.includes(id) || token.retiredAt === undefined);
    const expected = [...this.tokens].filter(isExpected).length;
    const lacking = expected - ids.length;
    if (ids.length === 0 && expected > 0) return 'emptyListing';
    return lacking >= LEAST_SHORT && lacking > expected / 2 ? 'shortListing' : undefined;
  }

  private failed(fault: PollFaultKind): void {
    this.failures += 1;
    this.fault = fault;
    if (this.failures >= TOLD_FROM && fault !== 'credential') this.isTold = true;
  }

  private succeeded(ids: readonly string[], at: number): void {
    this.failures = 0;
    this.fault = undefined;
    this.isTold = false;
    this.goodAt = at;
    this.firstGoodAt = Math.min(this.firstGoodAt, at);
    for (const [id, token] of this.tokens) if (!ids.includes(id)) token.lacked(at);
  }

  get lacksCredential(): boolean {
    return this.failures >= TOLD_FROM && this.fault === 'credential';
  }

  /** When anything was last said of its tokens: by a complete listing, an empty one included, or by a report. */
  get newest(): number {
    return Math.max(this.goodAt, ...[...this.tokens.values()].map(({ lastSeen }) => lastSeen));
  }
}
