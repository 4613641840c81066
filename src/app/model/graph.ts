/** Why a poll of a tenant did not come to its end. Those from `emptyListing` on are found by the poll, not by Graph. */
export const POLL_FAULTS = [
  'noConsent',
  'permissionMissing',
  'credential',
  'wrongTenant',
  'licenseMissing',
  'throttled',
  'unreachable',
  'unexpected',
  'emptyListing',
  'shortListing',
] as const;
export type PollFaultKind = (typeof POLL_FAULTS)[number];

/** A fault as people are told of it. It holds no secret, no token and no unfiltered answer. */
export interface PollFault {
  readonly kind: PollFaultKind;
  /** What was seen, in English, one line: `HTTP 503`, `AADSTS7000222`. */
  readonly reason: string;
  /** `permissionMissing`: the one to grant. */
  readonly permission?: string;
  /** `noConsent`: where an administrator of the tenant approves. */
  readonly consentUrl?: string;
  /** `throttled`: how long Graph asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: PollFault };

/** One page of a listing. */
export interface ListedPage {
  /** The items as parsed JSON, each whatever Graph sent. */
  readonly items: readonly unknown[];
  /** When the answer came, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether the listing ends with it. */
  readonly isLast: boolean;
}

/**
 * Microsoft Graph as a poll needs it. It never throws for what the network or Graph does; every call ends by its
 * deadline, in milliseconds since the epoch.
 */
export interface GraphReader {
  /** `deviceAppManagement/vppTokens`, page by page, to the last page or the first fault. */
  tokens(tenantId: string, deadline: number): AsyncIterable<Answered<ListedPage>>;
  /** `deviceManagement/depOnboardingSettings`: the enrollment program tokens, all of them. */
  enrollments(tenantId: string, deadline: number): Promise<Answered<readonly unknown[]>>;
  /** `deviceManagement/applePushNotificationCertificate`; its value is undefined where there is none. */
  pushCertificate(tenantId: string, deadline: number): Promise<Answered<unknown>>;
}
