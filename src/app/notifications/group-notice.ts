import type { Severity } from '../../domain/cause.ts';
import type { GroupPart, Message } from '../deliver/message.ts';
import { idOf } from '../deliver/want.ts';
import type { Fact } from '../model/fact.ts';
import type { GroupMember, GroupNotice } from '../model/notice.ts';
import { type SubjectKey, type SubjectState, tenantOf } from '../model/subject.ts';
import { type IncidentCandidate, incidentNotice, type PolicyFor } from './incident-notice.ts';

/** What a message says of a group: all of its counts, and the members that it names. */
export function groupNotice(
  message: Message<SubjectState> & { readonly group: GroupPart },
  members: readonly IncidentCandidate[],
  policyFor: PolicyFor,
): GroupNotice {
  const { group, id, type } = message;
  const { row, before, standings } = group;
  const grows = type === 'vpp.outbreak.opened' || type === 'vpp.outbreak.updated';
  const named = members.map((it) => memberOf(it, policyFor));
  const open = standings.filter(({ state }) => state === 'open');
  const severity = worst([...open, ...members].map(({ fact }) => fact));
  const stopped = standings.filter(({ state, fact }) => state === 'recovered' && isStopped(fact)).length;
  const ids = new Set(members.map(({ want }) => idOf(want)));
  const others = open.filter((it) => !ids.has(idOf(it)));
  const previousSeverity = worst([
    ...others.map(({ fact }) => fact),
    ...members.flatMap((it) => it.previous?.fact ?? []),
  ]);
  return {
    type: type as GroupNotice['type'], // a message with a group is of one of these types
    notificationId: id,
    at: Math.max(...members.map(({ want }) => want.at)),
    groupId: row.id,
    kind: row.kind,
    cause: row.cause,
    ...(row.scope && { scope: row.scope }),
    severity,
    ...(before && { previousSeverity }),
    openedAt: row.openedAt,
    counts: {
      open: open.length,
      recovered: standings.filter(({ state }) => state === 'recovered').length,
      moved: standings.filter(({ state }) => state === 'moved').length,
    },
    ...(stopped > 0 && { stopped }),
    reportedBefore: grows ? group.reportedBefore : 0,
    isCauseOpenElsewhere: group.isCauseOpenElsewhere,
    ...(before && { lastNoticeAt: before.sentAt }),
    tenants: tenantsOf(standings),
    members: named,
  };
}

function worst(facts: readonly Fact[]): Severity {
  return facts.some((fact) => fact.kind === 'open' && fact.severity === 'critical') ? 'critical' : 'warning';
}

/** Whether an end says nothing of the problem itself. */
function isStopped(fact: Fact): boolean {
  return fact.kind === 'over' && (fact.resolution === 'retired' || fact.resolution === 'elsewhere');
}

function memberOf(it: IncidentCandidate, policyFor: PolicyFor): GroupMember {
  const { fact, step, isBeginning } = it;
  const about = incidentNotice(it, 'vpp.incident.updated', '', policyFor);
  return {
    tenantId: about.tenantId,
    tokenId: about.tokenId,
    ...(about.subject && { subject: about.subject }),
    label: about.token,
    incidentId: fact.incidentId,
    cause: about.cause,
    severity: about.severity,
    state: fact.kind === 'open' ? 'open' : 'recovered',
    change: changeOf(step, isBeginning),
    ...(isStopped(fact) && { isStopped: true }),
    since: about.openedAt,
    ...(about.failingSince && { failingSince: about.failingSince }),
    ...(about.resolvedAt !== undefined && { resolvedAt: about.resolvedAt }),
    ...(about.expiresAt && { expiresAt: about.expiresAt }),
  };
}

function changeOf(step: IncidentCandidate['step'], isBeginning: boolean): GroupMember['change'] {
  if (isBeginning) return 'joined';
  if (step.say === 'updated') return step.direction;
  return step.say === 'resolved' ? 'recovered' : 'same';
}

/** How many members each tenant has, the worst hit first. */
function tenantsOf(members: readonly SubjectKey[]): GroupNotice['tenants'] {
  const tenants = Map.groupBy(members, tenantOf);
  return [...tenants]
    .map(([tenantId, own]) => ({ tenantId, tokenCount: own.length }))
    .sort((a, b) => b.tokenCount - a.tokenCount || (a.tenantId < b.tenantId ? -1 : 1));
}
