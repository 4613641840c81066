import type { Suspect } from '../../app/model/notice.ts';
import type { Cause } from '../../domain/cause.ts';
import type { Resolution } from '../../domain/incident.ts';

/** Moments that a diagnosis may name, already in words; absent where they are not known. */
export interface Moments {
  readonly lastSync?: string;
  readonly lastReport?: string;
  readonly expiry?: string;
  /** Whether the expiry has passed: Apple can call a token expired whose date is still to come. */
  readonly expiryPassed: boolean;
  readonly failingSince?: string;
  readonly opened: string;
}

export interface Guide {
  readonly title: string;
  readonly steps: readonly string[];
}

export interface CauseWords {
  /** A few words that can begin a title. */
  readonly headline: string;
  /** One sentence that a person without knowledge of Graph understands. */
  diagnosis(moments: Moments): string;
  readonly impact: string;
  readonly runbook: Guide;
}

/** How a title is put together; `subject` ends in the token's last four characters and must stay last. */
export type TitleKind = 'opened' | 'worse' | 'better' | 'reminder' | 'resolved';

export interface Labels {
  readonly severity: string;
  readonly tenant: string;
  readonly token: string;
  readonly organization: string;
  readonly location: string;
  readonly appleId: string;
  readonly lastSync: string;
  readonly lastReport: string;
  readonly expiry: string;
  readonly failingSince: string;
  readonly began: string;
  readonly ended: string;
  readonly detail: string;
  readonly tokens: string;
  readonly problem: string;
  readonly more: string;
}

/** Every word that people read, in one language. A language that lacks one does not compile. */
export interface Catalogue {
  readonly causes: Readonly<Record<Cause, CauseWords>>;
  readonly severities: Readonly<Record<'info' | 'warning' | 'critical', string>>;
  readonly labels: Labels;
  readonly links: { readonly intune: string; readonly token: string; readonly status: string };
  /** Headings and words that channels put around the content. */
  readonly parts: { readonly impact: string };
  readonly never: string;
  /** What stands between two sentences. */
  readonly sentenceGap: string;
  title(kind: TitleKind, headline: string, subject: string): string;

  readonly incident: {
    readonly unnamedToken: string;
    wholeTenant(tenant: string, tokens: number | undefined): string;
    readonly tenantSilent: CauseWords;
    alsoFailing(since: string | undefined): string;
    nowAlsoFailing(since: string | undefined): string;
    readonly noLongerFailing: string;
    before(headline: string): string;
    severityChanged(from: string, to: string): string;
    still(since: string): string;
    readonly resolution: Readonly<Record<Resolution, string>>;
    readonly resolvedUnknown: string;
    span(began: string, ended: string, duration: string): string;
    readonly resolvedImpact: string;
    readonly resolvedRunbook: Guide;
  };

  readonly outbreak: {
    title(kind: 'opened' | 'updated' | 'resolved', headline: string, tokens: number, tenants: number): string;
    message(tokens: number, open: number, tenants: number): string;
    readonly suspects: Readonly<Record<Suspect, { readonly sentence: string; readonly runbook: Guide }>>;
    resolved(tokens: number): string;
    tokensOf(count: number, names: readonly string[]): string;
  };

  readonly expiring: {
    titleOne(subject: string, daysLeft: number): string;
    titleMany(tenant: string, count: number): string;
    titleRenewed(tenant: string, count: number): string;
    message(count: number, renewed: number, firstDaysLeft: number): string;
    renewedMessage(count: number): string;
    daysLeft(date: string, days: number): string;
    renewedUntil(date: string): string;
    readonly impact: string;
    readonly runbook: Guide;
  };

  readonly baseline: {
    title(tenant: string, faults: number, tokens: number): string;
    message(faults: number, tokens: number): string;
    readonly impact: string;
    readonly runbook: Guide;
  };

  readonly test: { readonly title: string; readonly message: string };

  readonly trouble: Readonly<
    Record<
      'settings' | 'channel',
      { readonly title: string; readonly message: string; readonly impact: string; readonly runbook: Guide }
    >
  >;
}
