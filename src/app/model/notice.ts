import type { Cause, Severity } from '../../domain/cause.ts';
import type { NoticeKind, Resolution } from '../../domain/incident.ts';
import type { IdentityPart } from '../../domain/renewal.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Timestamp } from '../../domain/timestamp.ts';
import type { PollFault } from './graph.ts';

/** How a token is named to people. The Apple ID is masked long before it gets here. */
export interface TokenLabel {
  readonly displayName?: string;
  readonly organizationName?: string;
  readonly locationName?: string;
  readonly appleId?: string;
  /** Which of Apple's portals the token comes from. */
  readonly accountType?: 'business' | 'education';
}

interface NoticeBase {
  /** `{incidentId}-{seq}`; also the `webhook-id`, the same on every attempt and every target. */
  readonly notificationId: string;
  /** When it was decided, milliseconds since the epoch. */
  readonly at: number;
  /** That more tenants than one are watched, so that people have to be told of which it speaks. */
  readonly isOfSeveralTenants?: boolean;
}

/** Something about one token, or with `tokenId` null about what is none: a tenant, a channel, a certificate. */
export interface IncidentNotice extends NoticeBase {
  readonly type: `vpp.incident.${NoticeKind}`;
  readonly incidentId: string;
  /** The alert that it changes or ends, for channels that hold alerts under keys; the incident's id where absent. */
  readonly key?: string;
  readonly tenantId: string;
  readonly tokenId: string | null;
  /** What the incident is about where that is no token, as in `_reporter` or `_target:{target}`. */
  readonly subject?: string;
  /** How it is called: a token, or with `displayName` and `appleId` alone another of the tenant's Apple connections. */
  readonly token: TokenLabel;
  /** How many tokens a tenant-wide silence covers. */
  readonly tokenCount?: number;
  /** Why tokens cannot be read from Graph. */
  readonly pollFault?: PollFault;
  /** How many tenants the app's own credential cannot be used for. */
  readonly tenantCount?: number;
  readonly status: SyncStatus | null;
  readonly lastSyncAt?: Timestamp;
  readonly lastReportAt?: Timestamp;
  /** Who sent the last report. */
  readonly source?: string;
  /** Since when nothing was reported, where that is too long: what is said may be out of date. */
  readonly noReportSince?: Timestamp;
  /** Since when the latest sync has been in progress. */
  readonly inProgressSince?: Timestamp;
  readonly expiresAt?: Timestamp;
  /** In a `resolved`, the cause that ended. */
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
  readonly direction?: 'worse' | 'better';
  /** Failed syncs that are not over. */
  readonly failureCount?: number;
  /** Why it became critical. */
  readonly escalation?: 'age' | 'secondFailure';
  /** How long after the first failure the second came, in milliseconds. */
  readonly secondFailureAfter?: number;
  /** What people were told before this; absent where that was nothing. */
  readonly previous?: { readonly cause: Cause; readonly severity: Severity; readonly failing: boolean };
  /** When the last notice of this incident was decided. */
  readonly lastNoticeAt?: number;
  readonly acknowledged?: { readonly at: number; readonly by: string };
  readonly openedAt: number;
  /** How often it ended and came back. */
  readonly reopenings: number;
  /** How often it failed and recovered, within how many milliseconds; present where that needs saying. */
  readonly failedAndRecovered?: { readonly times: number; readonly within: number };
  /** How long a recovery has to last before it is told, in milliseconds, where it has to. */
  readonly recoveryMustLast?: number;
  readonly failingSince?: Timestamp;
  readonly resolvedAt?: number;
  readonly resolution?: Resolution | 'elsewhere';
  /** Who stopped the monitoring of the token. */
  readonly endedBy?: string;
  /** What the reporter said of the failure. */
  readonly detail?: string;
  /** When a tenant's tokens were last read completely, and when that is tried again. Milliseconds since the epoch. */
  readonly lastReadAt?: number;
  readonly nextReadAt?: number;
  /** What of a token is another since its renewal. */
  readonly changed?: readonly IdentityPart[];
  /** How many apps a sync brought, and how many there were before it. */
  readonly appCount?: number;
  readonly appCountBefore?: number;
  /** The number that Apple reported for a failed sync of an enrollment program token. */
  readonly syncErrorCode?: number;
}

/** One incident of a group, as far as a message of the group speaks of it. */
export interface GroupMember {
  readonly tenantId: string;
  readonly tokenId: string | null;
  /** What it is about where that is no token. */
  readonly subject?: string;
  readonly label: TokenLabel;
  readonly incidentId: string;
  readonly cause: Cause;
  readonly severity: Severity;
  readonly state: 'open' | 'recovered' | 'moved';
  /** Counted as recovered, but it only is monitored no longer, or alerted about elsewhere. */
  readonly isStopped?: true;
  /** What this message says of it. */
  readonly change: 'joined' | 'worse' | 'better' | 'recovered' | 'moved' | 'same';
  readonly failingSince?: Timestamp;
  readonly expiresAt?: Timestamp;
  /** When its incident began, milliseconds since the epoch. */
  readonly since: number;
  readonly resolvedAt?: number;
  /** The cause that it has now, told on its own. */
  readonly movedTo?: Cause;
}

/** Many incidents of one cause, or all that a first check found, in one message. */
export interface GroupNotice extends NoticeBase {
  readonly type: 'vpp.outbreak.opened' | 'vpp.outbreak.updated' | 'vpp.outbreak.reminder' | 'vpp.outbreak.resolved';
  readonly groupId: string;
  readonly kind: 'cause' | 'baseline';
  /** Null for a first check. */
  readonly cause: Cause | null;
  /** The one thing that all of them share, where it can be named. */
  readonly scope?: string;
  readonly severity: Severity;
  readonly previousSeverity?: Severity;
  readonly openedAt: number;
  readonly lastNoticeAt?: number;
  /** Of all members. */
  readonly counts: { readonly open: number; readonly recovered: number; readonly moved: number };
  /** How many of those that recovered only count as such: they are monitored no longer, or alerted about elsewhere. */
  readonly stopped?: number;
  /** Open ones of this cause that were reported on their own before, and are no members; 0 once it only goes on or ends. */
  readonly reportedBefore: number;
  /** Whether others of this cause are open that are not of the group: then nobody is told that nothing is left. */
  readonly isCauseOpenElsewhere: boolean;
  /** Of all members, the worst hit first. */
  readonly tenants: readonly { readonly tenantId: string; readonly tokenCount: number }[];
  /** Those that this message names, the worst first. */
  readonly members: readonly GroupMember[];
}

/** Several notices of one morning in one message. */
export interface DigestNotice extends NoticeBase {
  readonly type: 'vpp.digest';
  readonly severity: 'info' | Severity;
  readonly items: readonly (ExpiringNotice | IncidentNotice)[];
}

export interface ExpiringToken {
  /** The token's id, or the subject of another connection with Apple, as in `_push`. */
  readonly tokenId: string;
  readonly label: TokenLabel;
  readonly expiresAt: Timestamp;
  /** Whole days left when it is said, rounded up. */
  readonly daysLeft: number;
}

/** The one daily notice of a tenant about expiries that come near. */
export interface ExpiringNotice extends NoticeBase {
  readonly type: 'vpp.expiring';
  readonly tenantId: string;
  readonly severity: 'info' | Severity;
  readonly tokens: readonly ExpiringToken[];
  /** Tokens that an earlier notice warned of and that have been renewed since. */
  readonly renewed: readonly ExpiringToken[];
}

/** A person asked whether the channels work. */
export interface TestNotice extends NoticeBase {
  readonly type: 'vpp.test';
  readonly severity: 'info';
}

/** The settings are wrong, so nothing works. */
export interface TroubleNotice extends NoticeBase {
  readonly type: 'vpp.trouble';
  readonly severity: 'critical';
  readonly trouble: 'settings';
  /** One sentence each, without secrets, as in `STUCK_AFTER: "6x" is no duration; …`. */
  readonly problems: readonly string[];
  /** The app that has them, as Azure names it. */
  readonly app?: string;
}

/** Everything that can be told to people: facts only, the words are the channels' business. */
export type Notice = IncidentNotice | GroupNotice | ExpiringNotice | DigestNotice | TestNotice | TroubleNotice;
