import { DAY } from '../../domain/policy.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { Candidate } from '../deliver/message.ts';
import { type ExpiringFact, expiryNews } from '../model/fact.ts';
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
  const { items, renewed } = expiryNews(fact, row.heard?.fact.kind === 'expiring' ? row.heard.fact.items : []);
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
    tokens: items.map(tokenOf),
    renewed: renewed.map(tokenOf),
  };
}
