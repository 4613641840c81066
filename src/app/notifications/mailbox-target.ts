import type { Policy } from '../../domain/policy.ts';
import type { Candidate, OpenAlert } from '../deliver/message.ts';
import { aloneId, severalId } from '../deliver/message.ts';
import type { MailboxTarget } from '../deliver/ports.ts';
import { emptyRow } from '../deliver/rows.ts';
import type { Notice } from '../model/notice.ts';
import { type Clock, StorageUnavailable, type Target, type TenantStore } from '../model/ports.ts';
import type { SubjectState } from '../model/subject.ts';
import { noticeOf } from './notice-of.ts';

/** A channel's address as a mailbox sees it: messages become notices on their way to it. */
export function mailboxTarget(
  target: Target,
  policy: Policy,
  tenants: Pick<TenantStore, 'areSeveral'>,
  clock: Clock,
): MailboxTarget<SubjectState> {
  const { id, hasKeys, paceMs, settingsHash } = target;
  let areSeveral = false;
  return {
    ...{ id, hasKeys, paceMs, settingsHash },
    prepare: async () => {
      areSeveral = await areSeveralOf(tenants);
    },
    send: (message) => {
      const notice = noticeOf(message, policy, clock());
      return target.send(areSeveral ? { ...notice, isOfSeveralTenants: true } : notice);
    },
    ...(target.refresh && {
      refresh: async (open) =>
        (await target.refresh?.(open.map((it) => openNotice(it, id, policy, clock())))) ?? DELIVERED,
    }),
  };
}

/** Only who watches several tenants has to be told of which a notice speaks. */
function areSeveralOf(tenants: Pick<TenantStore, 'areSeveral'>): Promise<boolean> {
  return tenants.areSeveral().catch((error: unknown) => {
    if (!(error instanceof StorageUnavailable)) throw error;
    return false; // a title without its tenant is better than no alert
  });
}

const DELIVERED = { kind: 'delivered' } as const;

/** What is open, as if it were said for the first time. */
export function openNotice(alert: OpenAlert<SubjectState>, target: string, policy: Policy, now: number): Notice {
  const members = alert.members.map(
    ({ want, fact }): Candidate<SubjectState> => ({
      want,
      fact,
      row: emptyRow(want),
      step: { say: 'opened' },
      topic: '',
      isBeginning: true,
      rank: 0,
      pending: { tenantId: want.tenantId, subject: want.subject, rows: [], isDue: true },
    }),
  );
  const { group } = alert;
  const type = group ? 'vpp.outbreak.opened' : 'vpp.incident.opened';
  const [only] = members;
  const id = group || !only ? severalId(alert.key, type, members) : aloneId(only);
  const standings = members.map(({ want, fact }) => ({ ...want, fact, state: 'open' as const }));
  const part = group && {
    ...{ row: group, standings, isEnd: false, due: [], reportedBefore: 0, isCauseOpenElsewhere: false },
  };
  return noticeOf(
    { id, type, target, members, key: alert.key, ...(part && { group: part }), emptied: [], attempts: 0 },
    policy,
    now,
  );
}
