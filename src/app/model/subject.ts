import type { Found } from '../../domain/diagnosis.ts';
import type { Incident, Told } from '../../domain/incident.ts';
import type { TokenRecord } from '../../domain/record.ts';
import type { Strip } from '../../domain/strip.ts';
import type { Timestamp } from '../../domain/timestamp.ts';
import type { Fact } from './fact.ts';
import type { PollFault } from './graph.ts';
import type { TokenLabel } from './notice.ts';

/** A stored value with the mark that an update must name, so that no writer overwrites what it has not read. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
  /** Columns that this release does not know; a rewrite puts them back. */
  readonly foreign?: Readonly<Record<string, unknown>>;
}

/** Names what an incident can belong to: a token, or something else whose id begins with `_`. */
export interface SubjectKey {
  /** A tenant's id, or `_app`. */
  readonly tenantId: string;
  readonly subject: string;
}

/** The tenant of what concerns the app itself; no tenant's id begins with an underscore. */
export const APP_TENANT = '_app';

/** The subject of a tenant whose reporter is silent. */
export const REPORTER = '_reporter';
/** The subject of a tenant that Graph cannot be read for. */
export const POLL = '_poll';
/** In `_app`: the app's own credential, without which Graph can be read for no tenant. */
export const CREDENTIAL = '_credential';
/** Begins the subject of one of a tenant's enrollment program tokens; its id follows. */
export const ENROLLMENT_PREFIX = '_enrollment:';
/** The subject of a tenant's Apple MDM push certificate. */
export const PUSH = '_push';
/** The subject of what of a tenant expires soon. */
export const EXPIRING = '_expiring';
/** In `_app`: a tenant whose reports are refused. */
export const REFUSED_PREFIX = '_refused:';
/** In `_app`: a channel in trouble. */
export const TARGET_PREFIX = '_target:';

/** What a subject's row keeps of what people should know, for the subject's whole life. */
export interface Telling {
  /** The open incident, or the last one that ended. */
  readonly incident?: Incident;
  /** How many timeline entries that incident has. */
  readonly entries: number;
  /** What people should believe is wrong; null where nothing is, or nothing was told yet. */
  readonly told: Told | null;
  /** What the last `no` said; absent where nothing was ever told. */
  readonly fact?: Fact;
  /** Grows by one whenever what people should know moves, reminders and other audiences included. */
  readonly no: number;
  /** Whether `no` is a reminder. */
  readonly isReminder: boolean;
  /** The targets that routes name for the fact, configured or not. */
  readonly audience: readonly string[];
}

interface SubjectBase extends SubjectKey, Telling {
  /** When time alone could change something next. Milliseconds since the epoch. */
  readonly nextCheckAt?: number;
  /** The settings under which it was decided; under others the row is due at once. */
  readonly policyHash: string;
}

/** The token row: all that a decision needs, so that one read is enough and its ETag is the only guard. */
export interface TokenState extends SubjectBase {
  readonly kind: 'token';
  readonly record: TokenRecord;
  readonly found: Found;
  /** Which statuses were seen on each of the last 30 days. */
  readonly strip: Strip;
  /** When a person stopped monitoring the token, in milliseconds since the epoch; until it reports again. */
  readonly retiredAt?: number;
  readonly retiredBy?: string;
}

/** `_reporter`: whether anything of a tenant reports at all. */
export interface ReporterState extends SubjectBase {
  readonly kind: 'reporter';
  readonly found: Found;
  /** The latest report of any token, as last looked at. */
  readonly newest?: Timestamp;
  /** How many of the tenant's tokens are monitored, as last counted. */
  readonly tokenCount: number;
}

/** `_refused:{tenant}` of `_app`: reports of a known tenant that we refuse. Times are milliseconds since the epoch. */
export interface RefusedState extends SubjectBase {
  readonly kind: 'refused';
  readonly firstRefusedAt: number;
  readonly lastRefusedAt: number;
  readonly lastAcceptedAt?: number;
  /** What was wrong last: places in the report, as in `#/0/lastSyncStatus`. Never values. */
  readonly pointers: readonly string[];
}

/** `_target:{target}` of `_app`: a channel that only fails. */
export interface ChannelState extends SubjectBase {
  readonly kind: 'channel';
  /** Since when every attempt has failed; absent where the last one did not. Milliseconds since the epoch. */
  readonly failingSince?: number;
  readonly lastError?: string;
}

/** `_poll`: reading a tenant's tokens from Graph only fails. */
export interface PollState extends SubjectBase {
  readonly kind: 'poll';
  /** How many polls have failed in a row. */
  readonly failures: number;
  /** When the first of them ended. Milliseconds since the epoch. */
  readonly failingSince?: number;
  /** What the last one failed of. */
  readonly fault?: PollFault;
  /** When all tokens were last listed, and when that is tried again. Milliseconds since the epoch. */
  readonly listedAt?: number;
  readonly nextPollAt?: number;
}

/** `_credential` of `_app`: the app's own credential is refused, whatever the tenant. */
export interface CredentialState extends SubjectBase {
  readonly kind: 'credential';
  /** How many tenants cannot be read for it. */
  readonly tenantCount: number;
  /** The most polls in a row that failed for one of them. */
  readonly failures: number;
  /** When the first of their polls failed. Milliseconds since the epoch. */
  readonly failingSince?: number;
  readonly fault?: PollFault;
  /** When the first of them was last listed. Milliseconds since the epoch. */
  readonly listedAt?: number;
}

/** Since when Graph no longer shows something, or it is not looked at any more. Milliseconds since the epoch. */
export interface Gone {
  readonly at: number;
  readonly why: 'notShown' | 'notWatched';
}

/** What is kept of another connection of a tenant with Apple, as Graph last showed it. */
interface ConnectionBase extends SubjectBase {
  /** Its name, the masked Apple Account, and which of Apple's portals it comes from. */
  readonly label: TokenLabel;
  /** Two connections with the same hash have the same Apple Account. */
  readonly accountHash?: string;
  readonly expiresAt?: Timestamp;
  /** Present once there is nothing more to tell of it. */
  readonly gone?: Gone;
}

/** `_enrollment:{id}`: an enrollment program token, by which new devices enroll automatically. */
export interface EnrollmentState extends ConnectionBase {
  readonly kind: 'enrollment';
  /** The last sync that succeeded. */
  readonly lastSyncAt?: Timestamp;
  /** What Apple answered to the last sync; 0 is no error. */
  readonly syncErrorCode?: number;
  readonly deviceCount?: number;
}

/** `_push`: the certificate without which Intune reaches no Apple device. */
export interface PushState extends ConnectionBase {
  readonly kind: 'push';
}

/** What connects a tenant with Apple beside its tokens. */
export type ConnectionState = EnrollmentState | PushState;

/** That a token, or another connection, reached a step towards its expiry. */
export interface ExpiryStep {
  /** The token's id, or the subject of another connection. */
  readonly tokenId: string;
  /** The least number of days of `EXPIRY_WARNING_DAYS` that is reached. */
  readonly step: number;
  readonly expiresAt: Timestamp;
}

/** What was named as expiring and has a new date. */
export interface Renewal {
  readonly tokenId: string;
  readonly expiresAt: Timestamp;
}

/** `_expiring`: what of a tenant expires soon. It has no incident and no end. */
export interface ExpiringState extends SubjectBase {
  readonly kind: 'expiring';
  readonly steps: readonly ExpiryStep[];
  readonly renewals: readonly Renewal[];
  /** How what is named is called, by the id of the token or the subject. */
  readonly labels: Readonly<Record<string, TokenLabel>>;
  /** When the list last changed. Milliseconds since the epoch. */
  readonly movedAt: number;
  /** When the next daily look is due. */
  readonly lookAt: number;
}

/** What a kind of subject keeps besides what was told of it. */
export type FactsOf<S extends SubjectState> = Omit<S, keyof SubjectBase>;

/** Everything that has a row of its own and something to tell. */
export type SubjectState =
  | TokenState
  | ReporterState
  | PollState
  | RefusedState
  | ChannelState
  | CredentialState
  | EnrollmentState
  | PushState
  | ExpiringState;

/** Whether it connects a tenant with Apple beside its tokens. */
export function isConnection(state: SubjectState): state is ConnectionState {
  return state.kind === 'enrollment' || state.kind === 'push';
}

/** Whether there is an incident that has not ended. */
export function isOpen(incident: Incident | undefined): incident is Incident {
  return incident !== undefined && incident.resolvedAt === undefined;
}

/** Whose audience, silences, name and title hold for a subject: its tenant, or for what `_app` keeps of a tenant that one. */
export function tenantOf({ tenantId, subject }: SubjectKey): string {
  return subject.startsWith(REFUSED_PREFIX) ? subject.slice(REFUSED_PREFIX.length) : tenantId;
}

/** Where the row of a tenant's subject stands. */
export function keyOf(tenantId: string, subject: string): SubjectKey {
  return { tenantId: subject.startsWith(REFUSED_PREFIX) ? APP_TENANT : tenantId, subject };
}
