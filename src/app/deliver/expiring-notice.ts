import { DAY } from '../../domain/policy.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { Candidate } from '../mailbox/message.ts';
import type { ExpiringFact } from '../model/fact.ts';
import type { ExpiringNotice, ExpiringToken } from '../model/notice.ts';
import type { ExpiringState, SubjectState } from '../model/subject.ts';

/**
 * What a target has not heard yet of the expiries of a tenant that come near, and of those that were renewed.
 *
 * @param now milliseconds since the epoch, from which the days that are left count
 */
export function expiringNotice(
  { want, row, fact }: Candidate<SubjectState> & { readonly fact: ExpiringFact },
  notificationId: string,
  now: number,
): ExpiringNotice {
  const state = want.state as ExpiringState; // only `_expiring` wants such a fact
  const heard = row.heard?.fact.kind === 'expiring' ? row.heard.fact.items : [];
  const before = new Map(heard.map((item) => [item.tokenId, item]));
  const news = fact.items.filter(({ tokenId, step, expiresAt }) => {
    const known = before.get(tokenId);
    return !known || known.step !== step || known.expiresAt !== expiresAt;
  });
  const named = new Set(fact.items.map(({ tokenId }) => tokenId));
  const renewed = state.renewals.filter(({ tokenId }) => before.has(tokenId) && !named.has(tokenId));
  const tokenOf = ({ tokenId, expiresAt }: { tokenId: string; expiresAt: string }): ExpiringToken => ({
    tokenId,
    label: state.labels[tokenId] ?? {},
    expiresAt: expiresAt as ExpiringToken['expiresAt'], // it came out of a report, as it was parsed
    daysLeft: Math.ceil((msOf(expiresAt as ExpiringToken['expiresAt']) - now) / DAY),
  });
  return {
    type: 'vpp.expiring',
    notificationId,
    at: now,
    tenantId: want.tenantId,
    severity: fact.severity,
    tokens: news.map(tokenOf),
    renewed: renewed.map(tokenOf),
  };
}
