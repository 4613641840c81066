import type { Action } from '../../app/act/action.ts';
import type { HealthReason, ReasonText, Writing } from '../../app/health/reasons.ts';
import type { Cause } from '../../domain/cause.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Column, StateChoice, View } from '../query.ts';

/** How a token stands where no cause says it. */
export type PlainStanding = 'ok' | 'expiring' | 'unread' | 'notMonitored';

/** How a delivery stands with its target. */
export type DeliveryState = 'delivered' | 'pending' | 'dead' | 'missed' | 'parked' | 'silenced';

/** Every word of the pages that alerts do not have, in one language. Times and names come in as text. */
export interface PageWords {
  readonly name: string;
  readonly skip: string;
  readonly navigation: string;
  readonly views: Readonly<Record<View, string>>;
  /** The title of a token's or a tenant's page. */
  titleOf(name: string): string;
  allOk(count: number): string;
  needAttention(faulty: number, count: number): string;
  readonly noneMonitored: string;
  updated(time: string, zone: string): string;
  readonly refreshes: string;
  stale(time: string): string;
  readonly counts: Readonly<Record<'tokens' | 'critical' | 'warning' | 'expiring' | 'silenced', string>>;
  /** The bars of all tokens together. */
  readonly lastDays: string;
  fleetDay(day: string, completed: number, failed: number): string;

  readonly openIncidents: string;
  readonly tokens: string;
  noIncidents(lastEnd: string | undefined): string;
  since(moment: string, lasted: string): string;
  failingSince(moment: string, lasted: string): string;
  readonly whatToDo: string;
  readonly members: string;
  /** Why no alert is sent just now. */
  readonly quiet: {
    silenced(until: string, by: string): string;
    acknowledged(until: string | undefined, by: string): string;
    stable(window: string | undefined): string;
    grace(until: string | undefined): string;
  };
  alerted(targets: string, at: string): string;
  alertedTogether(targets: string): string;
  readonly notAlerted: string;
  readonly noTarget: string;
  readonly listGap: string;

  readonly filters: Readonly<
    Record<'search' | 'tenant' | 'state' | 'problem' | 'all' | 'apply' | 'clear' | 'lastSync', string>
  >;
  readonly stateChoices: Readonly<Record<StateChoice, string>>;
  readonly columns: Readonly<Record<Column | 'days', string>>;
  readonly standings: Readonly<Record<PlainStanding, string>>;
  /** Where the words of alerts are too long for a table. */
  readonly causes: Readonly<Partial<Record<Cause, string>>>;
  daysLeft(days: number): string;
  daysAgo(days: number): string;
  /** A day of a bar, without its year. */
  dayOf(month: number, day: number): string;
  /** Statuses were seen in this order of importance; none: no report. */
  segment(day: string, statuses: readonly SyncStatus[]): string;
  readonly noReport: string;
  shown(from: number, to: number, all: number): string;
  readonly previous: string;
  readonly next: string;
  readonly sorted: Readonly<Record<'ascending' | 'descending', string>>;

  readonly empty: Readonly<
    Record<'tokens' | 'howToStart' | 'filter' | 'history' | 'deliveries' | 'waiting' | 'silences' | 'health', string>
  >;
  readonly start: { readonly report: string; readonly graph: string };
  readonly actions: Readonly<Record<Exclude<Action, 'show'> | 'intune', string>>;

  readonly token: Readonly<
    Record<
      | 'facts'
      | 'history'
      | 'timeline'
      | 'heard'
      | 'plot'
      | 'plotHint'
      | 'firstSeen'
      | 'lastCompleted'
      | 'source'
      | 'outcome'
      | 'observed'
      | 'status'
      | 'tokenState'
      | 'country'
      | 'target'
      | 'when'
      | 'what'
      | 'notMonitoredNote'
      | 'lastIncident',
      string
    >
  >;
  plotted(counts: Readonly<Record<'completed' | 'failed' | 'inProgress', number>>): string;
  readonly outcomes: Readonly<Record<'applied' | 'unchanged' | 'stale' | 'duplicate', string>>;
  readonly ended: (at: string, lasted: string) => string;
  readonly events: {
    report(status: string, source: string): string;
    notice(kind: string, targets: string): string;
    quiet(why: string): string;
    acknowledged(by: string): string;
    silenced(until: string, by: string): string;
    unsilenced(by: string | undefined): string;
    retired(by: string | undefined): string;
    unretired(by: string | undefined): string;
    redriven(target: string, by: string | undefined): string;
    /** Beside a name that a sign-in vouches for. */
    readonly verified: string;
  };
  /** Kinds of alerts, by the last part of their type. */
  readonly notices: Readonly<Record<'opened' | 'updated' | 'reminder' | 'resolved' | 'expiring', string>>;
  readonly deliveryStates: Readonly<Record<DeliveryState, string>>;
  attempts(count: number, since: string): string;
  nextAttempt(at: string): string;
  readonly nothingYet: string;

  readonly tenant: {
    readonly otherConnections: string;
    readonly connection: string;
    readonly enrollment: string;
    readonly push: string;
    readonly listedAt: string;
    readonly tenantId: string;
    readonly wholeTenant: string;
  };

  readonly deliveries: Readonly<Record<'undelivered' | 'waiting' | 'reason' | 'about', string>>;
  readonly silences: Readonly<Record<'about' | 'from' | 'until' | 'by' | 'note' | 'what', string>>;
  readonly health: {
    readonly status: Readonly<Record<'ok' | 'degraded' | 'down', string>>;
    lastCheck(at: string | undefined): string;
    readonly reasons: string;
    reason(reason: HealthReason, writing: Writing): ReasonText;
    readonly degraded: string;
    readonly channels: string;
    readonly delivering: string;
    failing(since: string): string;
    readonly unused: string;
    readonly lastDelivered: string;
    readonly test: string;
  };

  notFoundToken(days: number): string;
  readonly notFoundTenant: string;
  readonly unavailable: string;
  readonly toOverview: string;
}
