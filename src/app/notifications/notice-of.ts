import type { Candidate, Message } from '../deliver/message.ts';
import type { DigestNotice, ExpiringNotice, IncidentNotice, Notice } from '../model/notice.ts';
import type { SubjectState } from '../model/subject.ts';
import { expiringNotice } from './expiring-notice.ts';
import { groupNotice } from './group-notice.ts';
import { type IncidentCandidate, incidentNotice, type PolicyFor } from './incident-notice.ts';

/**
 * A message as facts, for channels to put into words.
 *
 * @param now milliseconds since the epoch; what was decided long ago may have waited for a silence's end
 */
export function noticeOf(message: Message<SubjectState>, policyFor: PolicyFor, now: number): Notice {
  const { id, type, members, group } = message;
  if (group) return groupNotice({ ...message, group }, members.filter(isIncident), policyFor);
  if (type === 'vpp.digest') return digest(message, policyFor, now);
  const [only] = members;
  if (!only) throw new Error('a message names somebody');
  // The rest is about one subject.
  return aloneNotice(only, type as IncidentNotice['type'], id, { policyFor, now }, message.key);
}

function aloneNotice(
  it: Candidate<SubjectState>,
  type: IncidentNotice['type'],
  id: string,
  { policyFor, now }: { readonly policyFor: PolicyFor; readonly now: number },
  key?: string,
): IncidentNotice | ExpiringNotice {
  if (isIncident(it)) return incidentNotice(it, type, id, policyFor, key);
  const { fact } = it;
  if (fact.kind !== 'expiring') throw new Error('what is no incident is an expiry');
  return expiringNotice({ ...it, fact }, id, now);
}

/** Several reminders and expiry notices as one; each item has the id that it would have had alone. */
function digest({ id, members }: Message<SubjectState>, policyFor: PolicyFor, now: number): DigestNotice {
  const items = members.map((it) =>
    aloneNotice(it, 'vpp.incident.reminder', `${incidentOrTenant(it)}-${it.want.no}`, { policyFor, now }),
  );
  const severities = items.map(({ severity }) => severity);
  const worst = (['critical', 'warning'] as const).find((it) => severities.includes(it)) ?? 'info';
  return {
    type: 'vpp.digest',
    notificationId: id,
    at: Math.max(...members.map(({ want }) => want.at)),
    severity: worst,
    items,
  };
}

function incidentOrTenant({ fact, want }: Candidate<SubjectState>): string {
  return fact.kind === 'expiring' ? `expiring-${want.tenantId}` : fact.incidentId;
}

function isIncident(it: Candidate<SubjectState>): it is IncidentCandidate {
  return it.fact.kind !== 'expiring';
}
