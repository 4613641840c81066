import type { GroupMember, GroupNotice } from '../../src/app/model/notice.ts';
import { AT, HOUR, stamp } from './moments.ts';

const CONTOSO = { tenantId: 'contoso' } as const;

/** A member of a group that fails since the group opened; `over` replaces what a test is about. */
export function groupMember(tokenId: string, displayName: string, over: Partial<GroupMember> = {}): GroupMember {
  return {
    ...CONTOSO,
    tokenId,
    label: { displayName, accountType: 'education' },
    incidentId: `incident-${tokenId}`,
    cause: 'syncFailed',
    severity: 'warning',
    state: 'open',
    change: 'joined',
    failingSince: stamp(AT - HOUR),
    since: AT - HOUR,
    ...over,
  };
}

const FABRIKAM: Partial<GroupMember> = { tenantId: 'fabrikam' };

/** Nine failing tokens of two tenants. */
export function groupNotice(over: Partial<GroupNotice> = {}): GroupNotice {
  return {
    notificationId: '01JPA0000000000000000000CD-1',
    at: AT,
    type: 'vpp.outbreak.opened',
    groupId: '01JPA0000000000000000000CD',
    kind: 'cause',
    cause: 'syncFailed',
    severity: 'warning',
    openedAt: AT - HOUR,
    counts: { open: 9, recovered: 0, moved: 0 },
    reportedBefore: 0,
    isCauseOpenElsewhere: false,
    tenants: [
      { ...CONTOSO, tokenCount: 7 },
      { tenantId: 'fabrikam', tokenCount: 2 },
    ],
    members: [
      groupMember('token-aaaa1', 'Elm Street School'),
      groupMember('token-bbbb2', 'Oak Street School'),
      groupMember('token-cccc3', 'Warehouse', FABRIKAM),
    ],
    ...over,
  };
}

const one = { tenants: [{ ...CONTOSO, tokenCount: 9 }] } as const;
const as = (over: Partial<GroupMember>) => groupNotice().members.map((member) => ({ ...member, ...over }));

/** Groups as they go on, by the name of their golden file. */
export const GROUPS: Readonly<Record<string, GroupNotice>> = {
  'group-opened': groupNotice(),
  'group-opened-one-tenant': groupNotice({ ...one, members: groupNotice().members.slice(0, 2) }),
  'group-opened-after-some': groupNotice({
    counts: { open: 5, recovered: 0, moved: 0 },
    reportedBefore: 4,
    tenants: [
      { ...CONTOSO, tokenCount: 3 },
      { tenantId: 'fabrikam', tokenCount: 2 },
    ],
  }),
  'group-opened-of-one': groupNotice({
    cause: 'reporterSilent',
    counts: { open: 1, recovered: 0, moved: 0 },
    reportedBefore: 4,
    tenants: [{ ...CONTOSO, tokenCount: 1 }],
    members: [groupMember('token-aaaa1', 'Elm Street School', { cause: 'reporterSilent', failingSince: undefined })],
  }),
  'group-expired': groupNotice({
    cause: 'tokenExpired',
    severity: 'critical',
    members: as({ cause: 'tokenExpired', severity: 'critical', failingSince: undefined }),
  }),
  'group-silent': groupNotice({
    cause: 'reporterSilent',
    ...one,
    members: as({ cause: 'reporterSilent' }).slice(0, 2),
  }),
  'group-silent-tenants': groupNotice({
    cause: 'reporterSilent',
    counts: { open: 5, recovered: 0, moved: 0 },
    members: as({ cause: 'reporterSilent', tokenId: null, subject: '_reporter', label: {} }).slice(1),
  }),
  'group-joined': groupNotice({ type: 'vpp.outbreak.updated', counts: { open: 12, recovered: 0, moved: 0 } }),
  'group-recovered': groupNotice({
    type: 'vpp.outbreak.updated',
    counts: { open: 2, recovered: 7, moved: 0 },
    members: [
      ...as({ state: 'recovered', change: 'recovered', resolvedAt: AT }),
      groupMember('token-dddd4', 'Ash Lane', { change: 'same' }),
      groupMember('token-eeee5', 'Store', { ...FABRIKAM, change: 'same' }),
    ],
  }),
  'group-escalated': groupNotice({
    type: 'vpp.outbreak.updated',
    severity: 'critical',
    previousSeverity: 'warning',
    members: as({ change: 'worse', severity: 'critical', failingSince: stamp(AT - 25 * HOUR) }),
  }),
  'group-mixed': groupNotice({
    type: 'vpp.outbreak.updated',
    counts: { open: 8, recovered: 1, moved: 2 },
    members: [
      groupMember('token-aaaa1', 'Elm Street School'),
      groupMember('token-bbbb2', 'Oak Street School', { change: 'worse', severity: 'critical' }),
      groupMember('token-cccc3', 'Warehouse', { ...FABRIKAM, change: 'recovered', state: 'recovered', resolvedAt: AT }),
      groupMember('token-dddd4', 'Ash Lane', { change: 'moved', state: 'moved', movedTo: 'tokenInvalid' }),
      groupMember('token-eeee5', 'Store', { ...FABRIKAM, change: 'moved', state: 'moved', movedTo: 'tokenExpired' }),
    ],
  }),
  'group-reminder': groupNotice({
    type: 'vpp.outbreak.reminder',
    openedAt: AT - 50 * HOUR,
    lastNoticeAt: AT - 24 * HOUR,
    counts: { open: 3, recovered: 6, moved: 0 },
    members: as({ change: 'same' }),
  }),
  'group-resolved': groupNotice({
    type: 'vpp.outbreak.resolved',
    counts: { open: 0, recovered: 9, moved: 0 },
    members: as({ state: 'recovered', change: 'recovered', resolvedAt: AT - 60_000 }),
  }),
  'group-resolved-in-part': groupNotice({
    type: 'vpp.outbreak.resolved',
    counts: { open: 0, recovered: 7, moved: 2 },
    members: [
      groupMember('token-dddd4', 'Ash Lane', { change: 'moved', state: 'moved', movedTo: 'tokenInvalid' }),
      groupMember('token-eeee5', 'Store', { ...FABRIKAM, change: 'moved', state: 'moved', movedTo: 'tokenInvalid' }),
    ],
  }),
  'first-check': groupNotice({
    ...one,
    kind: 'baseline',
    cause: null,
    severity: 'critical',
    counts: { open: 2, recovered: 0, moved: 0 },
    members: [
      groupMember('token-bbbb2', 'Oak Street School', { cause: 'syncOverdue' }),
      groupMember('token-aaaa1', 'Elm Street School', { cause: 'tokenExpired', severity: 'critical' }),
    ],
  }),
  'first-check-recovered': groupNotice({
    ...one,
    kind: 'baseline',
    cause: null,
    type: 'vpp.outbreak.updated',
    counts: { open: 1, recovered: 1, moved: 0 },
    members: [
      groupMember('token-aaaa1', 'Elm Street School', {
        cause: 'tokenExpired',
        state: 'recovered',
        change: 'recovered',
      }),
      groupMember('token-bbbb2', 'Oak Street School', { cause: 'syncOverdue', change: 'same' }),
    ],
  }),
  'first-check-reminder': groupNotice({
    ...one,
    kind: 'baseline',
    cause: null,
    type: 'vpp.outbreak.reminder',
    openedAt: AT - 50 * HOUR,
    lastNoticeAt: AT - 24 * HOUR,
    counts: { open: 1, recovered: 1, moved: 0 },
    members: [groupMember('token-bbbb2', 'Oak Street School', { cause: 'syncOverdue', change: 'same' })],
  }),
  'first-check-resolved': groupNotice({
    ...one,
    kind: 'baseline',
    cause: null,
    type: 'vpp.outbreak.resolved',
    counts: { open: 0, recovered: 2, moved: 0 },
    members: as({ state: 'recovered', change: 'recovered', resolvedAt: AT }).slice(0, 1),
  }),
};
