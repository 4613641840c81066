import type { Cause, Severity } from '../../domain/cause.ts';
import type { NoticeKind, Resolution } from '../../domain/incident.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Timestamp } from '../../domain/timestamp.ts';

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
}

/** Something about one token (or, with `tokenId` null, about a whole tenant that fell silent). */
export interface IncidentNotice extends NoticeBase {
  readonly type: `vpp.incident.${NoticeKind}`;
  readonly incidentId: string;
  readonly tenantId: string;
  /** How the tenant is called, where that is known. */
  readonly tenantName?: string;
  readonly tokenId: string | null;
  /** What the incident is about where that is no token: `_reporter`, `_refused:{tenantId}`, `_target:{target}`. */
  readonly subject?: string;
  readonly token: TokenLabel;
  /** How many tokens a tenant-wide silence covers. */
  readonly tokenCount?: number;
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
  readonly resolution?: Resolution;
  /** Who stopped the monitoring of the token. */
  readonly endedBy?: string;
  /** What the reporter said of the failure. */
  readonly detail?: string;
}

/** What a set of incidents that opened together seems to share. */
export const SUSPECTS = ['apple', 'intune', 'appleId', 'tenant'] as const;
export type Suspect = (typeof SUSPECTS)[number];

/** Many tokens failing at once, told as one. */
export interface OutbreakNotice extends NoticeBase {
  readonly type: 'vpp.outbreak.opened' | 'vpp.outbreak.updated' | 'vpp.outbreak.resolved';
  readonly incidentId: string;
  readonly cause: Cause;
  readonly severity: Severity;
  readonly suspect: Suspect;
  /** All members so far, and how many of them are still not well. */
  readonly tokenCount: number;
  readonly openCount: number;
  /** The worst hit tenants first; at most 20, each with at most 10 of its tokens. */
  readonly tenants: readonly {
    readonly tenantId: string;
    readonly tenantName?: string;
    readonly tokenCount: number;
    readonly tokens: readonly { readonly tokenId: string; readonly label: TokenLabel }[];
  }[];
  readonly openedAt: number;
  readonly resolvedAt?: number;
}

export interface ExpiringToken {
  readonly tokenId: string;
  readonly label: TokenLabel;
  readonly expiresAt: Timestamp;
  /** Whole days left when it was decided, rounded up. */
  readonly daysLeft: number;
}

/** The one daily notice of a tenant about expiries that come near. */
export interface ExpiringNotice extends NoticeBase {
  readonly type: 'vpp.expiring';
  readonly tenantId: string;
  readonly tenantName?: string;
  readonly severity: 'info' | Severity;
  readonly tokens: readonly ExpiringToken[];
  /** Tokens that an earlier notice warned of and that have been renewed since. */
  readonly renewed: readonly ExpiringToken[];
}

/** What stood wrong in a tenant when it was first looked at, told as one. */
export interface BaselineNotice extends NoticeBase {
  readonly type: 'vpp.baseline';
  readonly tenantId: string;
  readonly tenantName?: string;
  readonly severity: 'info' | Severity;
  readonly tokenCount: number;
  readonly faults: readonly {
    readonly tokenId: string;
    readonly label: TokenLabel;
    readonly cause: Cause;
    readonly severity: Severity;
  }[];
}

/** A person asked whether the channels work. */
export interface TestNotice extends NoticeBase {
  readonly type: 'vpp.test';
  readonly severity: 'info';
}

interface TroubleBase extends NoticeBase {
  readonly type: 'vpp.trouble';
  readonly severity: 'critical';
  /** One sentence each, without secrets, as in `STUCK_AFTER: "6x" is no duration; …`. */
  readonly problems: readonly string[];
}

/** The settings are wrong, so nothing works. */
interface SettingsTrouble extends TroubleBase {
  readonly trouble: 'settings';
  /** The app that has them, as Azure names it. */
  readonly app?: string;
}

/** A target has only failed for a while. */
export interface ChannelTrouble extends TroubleBase {
  readonly trouble: 'channel';
  /** Since when it fails (milliseconds since the epoch), and the reason of its last failure. */
  readonly channel: { readonly target: string; readonly since: number; readonly reason?: string };
}

/** The product itself is in trouble. */
export type TroubleNotice = SettingsTrouble | ChannelTrouble;

/** Everything that can be told to people: facts only, the words are the channels' business. */
export type Notice = IncidentNotice | OutbreakNotice | ExpiringNotice | BaselineNotice | TestNotice | TroubleNotice;
