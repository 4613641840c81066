import type { Guide, RenewalWords } from './catalogue.ts';

/** What expires: a token, or another of a tenant's connections with Apple. */
export type Expiring = 'token' | 'enrollment' | 'push';

/** How expiries that come near are spoken of. */
export interface ExpiringWords {
  /** `when` is `today`, `tomorrow` or the number of days that are left. */
  titleOne(kind: Expiring, when: number | 'today' | 'tomorrow'): string;
  titleMany(kinds: readonly Expiring[], count: number, lastDate: string): string;
  titleRenewed(kinds: readonly Expiring[], count: number): string;
  one(kind: Expiring, date: string, words: RenewalWords): string;
  /** What of several comes first; only a token always has a name. */
  many(kind: Expiring, name: string | undefined, date: string): string;
  /** What is no token, in a list. */
  connection(kind: Exclude<Expiring, 'token'>, name: string | undefined): string;
  renewedToo(kinds: readonly Expiring[], count: number): string;
  renewedOnly(date: string, isSame: boolean): string;
  row(date: string, days: number): string;
  renewedRow(date: string): string;
  impact(kinds: readonly Expiring[]): string;
  caution(kinds: readonly Expiring[]): string;
  /** @param only what is known of it where it is but one */
  guide(kinds: readonly Expiring[], only: RenewalWords | undefined): Guide;
}
