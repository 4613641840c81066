import type { PollFaultKind } from '../../app/model/graph.ts';
import type { Cause } from '../../domain/cause.ts';
import type { Resolution } from '../../domain/incident.ts';
import type { IdentityPart } from '../../domain/renewal.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { ReasonKind } from '../../network/reason.ts';
import type { Content } from './content.ts';
import type { Expiring, ExpiringWords } from './expiring-words.ts';

/** Apple's two portals that issue tokens. */
export type Portal = 'business' | 'school';

/** A token as steps speak of it; nothing of it is known where the steps are about several. */
export interface TokenWords {
  readonly token?: string;
  readonly location?: string;
  readonly portal?: Portal;
}

/** What steps of a renewal can name. */
export interface RenewalWords extends TokenWords {
  /** The Apple Account, masked. */
  readonly account?: string;
}

/** Why tokens cannot be read from Microsoft Graph. */
export interface PollWords {
  readonly kind: PollFaultKind;
  readonly reason: string;
  readonly permission?: string;
  readonly consentUrl?: string;
  readonly lastRead?: string;
  readonly nextRead?: string;
  /** How many tenants it concerns, where it is of none alone. */
  readonly tenants?: number;
}

/** What is known of an incident, already in words of the language; absent where it is not known. */
export interface Story extends RenewalWords {
  readonly tenant: string;
  /** How many tokens a silent tenant has. */
  readonly tokenCount?: number;
  readonly lastSync?: string;
  /** How long before the alert the last sync was. */
  readonly lastSyncAge?: string;
  readonly lastReport?: string;
  readonly lastReportAge?: string;
  readonly expiry?: string;
  /** Whether the expiry has passed: Apple can call a token expired whose date is still to come. */
  readonly expiryPassed: boolean;
  readonly failingSince?: string;
  /** Failed syncs that are not over, as far as is known. */
  readonly failures: number;
  /** Whether Intune's own daily sync has failed after the first failure, or a day has passed since. */
  readonly isRetried: boolean;
  readonly inProgressFor?: string;
  readonly noReportSince?: string;
  /** When it began, and how long it had lasted by the end or by this alert. */
  readonly began: string;
  readonly lasted: string;
  /** The last part of the address at which the monitoring of the token is stopped. */
  readonly path?: string;
  readonly hasStatusPage: boolean;
  /** What the sender said of a failure. */
  readonly detail?: string;
  /** How it ended; absent while it goes on. */
  readonly resolution?: Resolution | 'elsewhere';
  /** The channel that fails, and why. */
  readonly channel?: string;
  readonly reason?: string;
  readonly poll?: PollWords;
  /** What is another since a renewal. */
  readonly changed: readonly IdentityPart[];
  readonly appCount?: number;
  readonly appCountBefore?: number;
  /** The number that Apple reported for a failed sync of an enrollment program token. */
  readonly syncErrorCode?: number;
}

export interface Guide {
  readonly title: string;
  readonly steps: readonly string[];
}

/** A title of a tenant and a name, which may have to be cut; the name is empty where there is none. */
export type TitleOf = (tenant: string | undefined, story: Story, name: string) => string;

export interface CauseWords {
  /** A few words that begin a title. */
  readonly headline: string;
  /** The state as it stands in a sentence or a table. */
  readonly state: string;
  /** What is wrong, in whole sentences. */
  summary(story: Story): readonly string[];
  /** What still works and what does not; empty where the summary says it. */
  readonly impact: string;
  /** What must not be done; empty where nothing of the steps is dangerous. */
  readonly caution: string;
  guide(story: Story): Guide;
  /** Why it became critical with time; absent where time alone makes nothing critical. */
  escalated?(story: Story): string;
  /** The first sentences of a reminder, where they differ from the summary. */
  still?(story: Story): readonly string[];
  /** How a token's end is said whatever brought it; absent where that decides. */
  readonly end?: MarkedTitle & { readonly sentence: string };
  /** Of several at once. */
  readonly group: GroupWords;
  /** Of what is no token: titles and the end in its own words. */
  readonly whole?: { readonly title: TitleOf; readonly endTitle: TitleOf; ended(story: Story): readonly string[] };
}

/** A title, and the mark that stands before its tenant. */
export interface MarkedTitle {
  readonly mark: string;
  readonly title: string;
}

/** How several incidents of one cause are spoken of. The number of tenants is left out where it is 1 or goes without saying. */
export interface GroupWords {
  /** Begins the title: what is open. */
  many(count: number, tenants: number): string;
  /** What began, in one sentence. */
  began(count: number, tenants: number): string;
  /** How many of all are left, as it stands in a title. */
  left(left: number, all: number): string;
  /** The title of a reminder. */
  still(lasted: string, left: number, all: number): MarkedTitle;
  reportedBefore(open: number, before: number): string;
  longest(name: string, lasted: string): string;
  stillOpen(names: string): string;
  /** The title of the end of all of them. */
  over(count: number): MarkedTitle;
  /** The title of an end after which some, or all, go on as something else. */
  partOver(recovered: number, all: number): MarkedTitle;
  lastOver(at: string, lasted: string): string;
  /** What else is to be said of many; absent where nothing is. */
  readonly hint?: string;
}

export interface Labels {
  readonly severity: string;
  readonly tenant: string;
  readonly token: string;
  readonly tokenId: string;
  readonly organization: string;
  readonly location: string;
  readonly appleId: string;
  readonly lastSync: string;
  readonly lastReport: string;
  readonly expiry: string;
  readonly failingSince: string;
  readonly began: string;
  readonly ended: string;
  /** In place of `ended` where nothing is known to be well. */
  readonly closed: string;
  readonly detail: string;
  readonly tokens: string;
  readonly problem: string;
  readonly more: string;
}

/** How a title goes on from the last alert. */
export type Mark = 'opened' | 'escalated' | 'improved' | 'updated' | 'reminder' | 'unstable';

/** Every word that people read, in one language. A language that lacks one does not compile. */
export interface Catalogue {
  readonly causes: Readonly<Record<Cause, CauseWords>>;
  /** Of a tenant none of whose tokens is reported. */
  readonly tenantSilent: CauseWords;
  readonly severities: Readonly<Record<Content['severity'], string>>;
  /** What a sync's status is called; one that has none although it has a date is called by the last. */
  readonly statuses: Readonly<Record<SyncStatus | 'noneButDated', string>>;
  readonly reasons: Readonly<Record<ReasonKind, string>>;
  /** A reason that is an HTTP status, or one that is not known, which is shown as it is. */
  answered(status: string): string;
  otherReason(text: string): string;
  /** A reason that was met at the sign-in, before anything could be read. */
  atSignIn(reason: string): string;
  readonly labels: Labels;
  readonly links: Readonly<Record<'intune' | 'consent' | 'acknowledge' | 'silence' | 'token' | 'show', string>>;
  /** Words that channels put around the content. */
  readonly parts: { readonly impact: string; readonly caution: string };
  readonly neverSynced: string;
  from(moment: string, source: string): string;
  andMore(count: number): string;
  /** What stands between two sentences. */
  readonly sentenceGap: string;
  /** `[{tenant}] `, or nothing. */
  inTenant(tenant: string | undefined): string;
  mark(kind: Mark, lasted: string): string;
  named(headline: string, name: string): string;
  mailSubject(tone: Content['tone'], title: string): string;
  readonly nothingToDo: Guide;

  readonly incident: {
    readonly unnamedToken: string;
    readonly allTokens: string;
    readonly unstableHeadline: string;
    readonly nowCritical: string;
    secondFailure(after: string): string;
    readonly nowWarning: string;
    before(state: string): string;
    readonly renewed: string;
    alsoFailing(since: string | undefined): string;
    nowAlsoFailing(since: string | undefined): string;
    readonly noLongerFailing: string;
    unchanged(lastAlert: string): string;
    noReportSince(since: string): string;
    acknowledged(by: string, at: string): string;
    unstable(times: number, within: string): string;
    recoveryMustLast(window: string): string;
    readonly ends: Readonly<Record<Resolution | 'elsewhere', { readonly mark: string; readonly headline: string }>>;
    /** How an end is said together with how long it had lasted. */
    /** Said to a target that hears no more of something that goes on. */
    readonly elsewhere: string;
    withSpan(sentence: string, span: string): string;
    completed(at: string): string;
    hadFailed(lasted: string): string;
    hadLasted(lasted: string): string;
    validUntil(date: string | undefined): string;
    hadBeenExpired(lasted: string): string;
    reported(at: string, after: string | undefined, status: string | undefined): string;
    readonly corrected: string;
    retired(by: string | undefined, state: string): string;
  };

  readonly groups: {
    readonly updated: string;
    readonly escalated: string;
    readonly partlyOver: string;
    joined(count: number, names: string): string;
    becameCritical(count: number, names: string): string;
    alsoFailing(count: number, names: string): string;
    better(count: number, names: string): string;
    recovered(count: number): string;
    /** Those that are monitored no longer, or alerted about elsewhere. */
    stopped(count: number): string;
    /** Marks the end of a group of which not all recovered. */
    readonly ended: string;
    /** Those that go on as something else: `what` is a list of states with their counts, or empty. */
    moved(count: number, what: string): string;
    stateOf(state: string, count: number): string;
    unchanged(since: string): string;
    readonly outage: string;
    readonly outageCaution: string;
    outageGuide(tenants: number, token: TokenWords): Guide;
    /** The first step where the others are to be done for each token. */
    readonly forEach: string;
    /** Where nothing is left of the group, but other alerts go on. */
    readonly seeOthers: Guide;
    /** A name with the tenant that it belongs to. */
    of(name: string, tenant: string): string;
    list(names: readonly string[], rest: number): string;
    tokensOf(count: number, names: string): string;
    moreTenants(count: number): string;
  };

  readonly expiring: ExpiringWords;

  /** All that a first check found. */
  readonly baseline: GroupWords & {
    row(state: string, severity: string): string;
    readonly guideTitle: string;
    /** What is to be done first about one of the causes. */
    firstStep(headline: string, step: string): string;
    readonly seePage: string;
  };

  readonly digest: {
    /** Each count may be nought. @param kinds of what expires or was renewed */
    title(open: number, expiring: number, renewed: number, kinds: readonly Expiring[]): string;
    readonly message: string;
    readonly guideTitle: string;
    firstStep(guide: string, step: string): string;
  };

  readonly test: { readonly title: string; readonly message: string };

  readonly settings: {
    readonly title: string;
    readonly message: string;
    guide(app: string | undefined): Guide;
  };
}
