import type {
  DigestNotice,
  ExpiringNotice,
  GroupMember,
  GroupNotice,
  IncidentNotice,
  Notice,
} from '../../src/app/model/notice.ts';
import type { Named, Sent } from '../telling/trace.ts';

type Words = Pick<Sent, 'message' | 'type' | 'key' | 'group' | 'names' | 'counts' | 'saysMoreIsOpen'>;

/** What whoever gets the notice reads in it. */
export function wordsOf(notice: Notice): Words {
  const words = { message: notice.notificationId, type: notice.type };
  switch (notice.type) {
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.reminder':
    case 'vpp.outbreak.resolved':
      return { ...words, ...groupWords(notice) };
    case 'vpp.digest':
      return { ...words, key: notice.notificationId, names: namesOfDigest(notice) };
    case 'vpp.expiring':
      return { ...words, key: notice.notificationId, names: [nameOfExpiring(notice)] };
    case 'vpp.test':
    case 'vpp.trouble':
      return { ...words, key: notice.notificationId, names: [] };
    default:
      return { ...words, key: notice.key ?? notice.incidentId, names: [nameOfIncident(notice)] };
  }
}

function groupWords(notice: GroupNotice): Omit<Words, 'message' | 'type'> {
  const { groupId, counts, isCauseOpenElsewhere } = notice;
  const names = notice.members.map(nameOfMember);
  return { key: groupId, group: groupId, counts, saysMoreIsOpen: isCauseOpenElsewhere, names };
}

function nameOfMember(member: GroupMember): Named {
  const { incidentId, cause, severity, change, state } = member;
  const words = { joined: 'joined', same: 'reminder' } as const;
  const as = state === 'recovered' ? 'resolved' : change in words ? words[change as keyof typeof words] : 'updated';
  return { ...placeOf(member), as, incidentId, cause, severity };
}

function nameOfIncident(notice: IncidentNotice): Named {
  const { type, incidentId, cause, severity, failing, resolution, notificationId } = notice;
  const as = type.slice('vpp.incident.'.length) as Named['as'];
  const no = numberIn(notificationId);
  return { ...placeOf(notice), as, incidentId, cause, severity, failing, no, ...(resolution && { resolution }) };
}

function nameOfExpiring({ tenantId, tokens, notificationId }: ExpiringNotice): Named {
  const items = tokens.map(({ tokenId, expiresAt }) => ({ tokenId, expiresAt }));
  return { tenantId, subject: '_expiring', as: 'expiring', no: numberIn(notificationId), items };
}

function namesOfDigest({ items }: DigestNotice): readonly Named[] {
  return items.map((item) => (item.type === 'vpp.expiring' ? nameOfExpiring(item) : nameOfIncident(item)));
}

/** What belongs to the app itself is told in the name of a tenant, where it is about one. */
function placeOf(it: { readonly tenantId: string; readonly tokenId: string | null; readonly subject?: string }) {
  const subject = it.tokenId ?? it.subject ?? '';
  return { tenantId: /^_(refused|target):/.test(subject) ? '_app' : it.tenantId, subject };
}

function numberIn(messageId: string): number {
  return Number(messageId.slice(messageId.lastIndexOf('-') + 1));
}
