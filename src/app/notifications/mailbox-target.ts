import type { Candidate, OpenAlert } from '../deliver/message.ts';
import { aloneId, severalId } from '../deliver/message.ts';
import type { MailboxTarget } from '../deliver/ports.ts';
import { emptyRow } from '../deliver/rows.ts';
import type { Notice } from '../model/notice.ts';
import { type Clock, StorageUnavailable, type Target, type TenantStore } from '../model/ports.ts';
import type { SubjectState } from '../model/subject.ts';
import type { TenantNames } from '../model/tenant-names.ts';
import type { PolicyFor } from './incident-notice.ts';
import { noticeOf } from './notice-of.ts';

export interface MailboxTargetDeps {
  readonly policyFor: PolicyFor;
  readonly tenants: Pick<TenantStore, 'directory'>;
  /** Learns what the rows of the tenants call them. */
  readonly names: Pick<TenantNames, 'learn'>;
  readonly clock: Clock;
}

/** A channel's address as a mailbox sees it: messages become notices on their way to it. */
export function mailboxTarget(
  target: Target,
  { policyFor, tenants, names, clock }: MailboxTargetDeps,
): MailboxTarget<SubjectState> {
  const { id, hasKeys, paceMs, settingsHash } = target;
  let areSeveral = false;
  return {
    ...{ id, hasKeys, paceMs, settingsHash },
    prepare: async () => {
      const directory = await directoryOf(tenants);
      areSeveral = directory?.areSeveral ?? false;
      if (directory) names.learn(directory.names);
    },
    send: (message) => {
      const notice = noticeOf(message, policyFor, clock());
      return target.send(areSeveral ? { ...notice, isOfSeveralTenants: true } : notice);
    },
    ...(target.refresh && {
      refresh: async (open) =>
        (await target.refresh?.(open.map((it) => openNotice(it, id, policyFor, clock())))) ?? DELIVERED,
    }),
  };
}

/** Only who watches several tenants has to be told of which a notice speaks, and by its name. */
function directoryOf(tenants: Pick<TenantStore, 'directory'>) {
  return tenants.directory().catch((error: unknown) => {
    if (!(error instanceof StorageUnavailable)) throw error;
    return undefined; // a title without its tenant is better than no alert
  });
}

const DELIVERED = { kind: 'delivered' } as const;

/** What is open, as if it were said for the first time. */
export function openNotice(alert: OpenAlert<SubjectState>, target: string, policyFor: PolicyFor, now: number): Notice {
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
    policyFor,
    now,
  );
}
