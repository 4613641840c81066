import { DAY, HOUR } from '../../src/domain/policy.ts';
import type { Item } from '../support/fake-graph.ts';

const TOLD_FOR = 7 * DAY;
/** Who computes an expiry moves it a little; a renewal moves it by months. */
const RENEWED_BY = DAY;
const EXPIRY_LAGS = 2 * DAY + HOUR;

/** What a token was before it changed. */
interface Before<T> {
  readonly at: number;
  readonly before: T;
}

/**
 * What of a token became another: whose it is, and how many apps it has. Decisions:
 * - "After a renewal": after an expiry that is later by a day or more, for 7 days; compared with what was before the first
 *   such. Intune shows a new account up to 2 days before the expiry; what then is compared is left open here.
 * - "To less than half of what it was": of the last count before the loss. It lasts while the count is less than that, for
 *   7 days at most.
 */
export class Changes {
  private account: string | undefined;
  private expiry: number | undefined;
  private renewal: Before<string> | undefined;
  /** When it was another's last, without a renewal. */
  private renamedAt = Number.NEGATIVE_INFINITY;
  private unclearUntil = Number.NEGATIVE_INFINITY;
  private apps: number | undefined;
  private lost: Before<number> | undefined;

  listed(item: Item, at: number): void {
    this.compareAccount(item, at);
    if (item.lastSyncStatus === 'completed') this.countApps(Number(item.lastAppCount), at);
  }

  private compareAccount({ appleId, organizationName, locationName, expirationDateTime }: Item, at: number): void {
    const account = JSON.stringify([appleId, organizationName, locationName]);
    const expiresAt = Date.parse(String(expirationDateTime));
    const { account: before, expiry = Number.POSITIVE_INFINITY } = this;
    if (this.renewal && at - this.renewal.at >= TOLD_FOR) this.renewal = undefined;
    const isRenewed = before !== undefined && expiresAt - expiry >= RENEWED_BY;
    if (isRenewed && at - this.renamedAt <= EXPIRY_LAGS) this.unclearUntil = at + TOLD_FOR;
    if (isRenewed) this.renewal ??= { at, before };
    else if (before !== undefined && account !== before) this.renamedAt = at;
    this.account = account;
    this.expiry = expiresAt;
  }

  private countApps(count: number, at: number): void {
    if (this.lost && at - this.lost.at >= TOLD_FOR) this.lost = undefined;
    const before = this.lost?.before ?? this.apps ?? count;
    const isLost = count < before && (count === 0 || count < before / 2);
    this.lost = isLost ? (this.lost ?? { at, before }) : undefined;
    this.apps = count;
  }

  /** Cause and severity. */
  diagnosis(now: number): string | undefined {
    const { renewal, account, lost } = this;
    const isChanged = renewal !== undefined && now - renewal.at < TOLD_FOR && account !== renewal.before;
    if (isChanged) return 'tokenChanged warning';
    return lost !== undefined && now - lost.at < TOLD_FOR ? 'appsMissing warning' : undefined;
  }

  isClear(now: number): boolean {
    return now >= this.unclearUntil;
  }
}
