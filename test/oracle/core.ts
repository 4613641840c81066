import type { Diagnosis, Found } from '../../src/domain/diagnosis.ts';
import { MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { Known, Reconciliation } from '../../src/domain/reconcile.ts';
import type { TokenRecord } from '../../src/domain/record.ts';
import type { Report, VppTokenState } from '../../src/domain/report.ts';
import { latestOf, msOf, type Timestamp, timestampOf } from '../../src/domain/timestamp.ts';
import {
  type AcknowledgeEvent,
  type Cause,
  type History,
  type IncidentFacts,
  type Outcome,
  REPORTER,
  type ReportEvent,
  type RetireEvent,
  type Told,
} from './history.ts';
import type { Implementation } from './implementation.ts';
import * as product from './product.ts';

/** The pure functions that are judged. */
export type Functions = typeof product;

interface Row {
  known: Known;
  found: Found;
  nextCheckAt?: number | undefined;
  failingSince?: Timestamp | undefined;
}

interface TokenRow extends Row {
  record: TokenRecord;
  retiredAt?: number | undefined;
}

interface Tenant {
  readonly tokens: Map<string, TokenRow>;
  readonly reporter: Row;
  /** The latest report that a sweep has seen. */
  newest?: Timestamp | undefined;
  spokeAgainAt?: number | undefined;
}

/**
 * The core with as little around it as the app has: a row for each subject, sweeps that look at what is due, requests
 * that decide on their own token at once.
 */
export class Core implements Implementation {
  readonly #policy: Policy;
  readonly #outage: number;
  readonly #functions: Functions;
  readonly #tenants = new Map<string, Tenant>();
  #sweptAt: number | undefined;
  #wokeAt: number | undefined;

  constructor({ policy, period }: Pick<History, 'policy' | 'period'>, functions: Functions = product) {
    this.#policy = policy;
    this.#outage = Math.max(2 * period, 2 * MINUTE);
    this.#functions = functions;
  }

  report(event: ReportEvent): { outcome: Outcome; told: Told[] } {
    const { tenantId, tokenId, at } = event;
    const tenant = this.#tenants.get(tenantId) ?? { tokens: new Map(), reporter: emptyRow() };
    this.#tenants.set(tenantId, tenant);
    const report = reportOf(event);
    const before = tenant.tokens.get(tokenId);
    const { record, outcome } = this.#functions.fold(before?.record, report);
    const isBack = before?.retiredAt === undefined || this.#functions.endsRetirement(report, before.retiredAt);
    const row: TokenRow = { ...(before ?? emptyRow()), record, retiredAt: isBack ? undefined : before?.retiredAt };
    tenant.tokens.set(tokenId, row);
    // A token that is new, or in use again, makes its tenant's row due.
    if (!before || before.retiredAt !== row.retiredAt) tenant.reporter.nextCheckAt = at;
    const told = this.#decideToken(tenantId, tenant, row, at, undefined);
    return { outcome: before ? this.#functions.outcomeOf(outcome, before, row, this.#policy) : outcome, told };
  }

  sweep(at: number): Told[] {
    if (this.#sweptAt !== undefined && at - this.#sweptAt >= this.#outage) this.#wokeAt = at;
    this.#sweptAt = at;
    return [...this.#tenants].flatMap(([tenantId, tenant]) => {
      const rows = [...tenant.tokens.values()];
      tenant.newest = rows.reduce<Timestamp | undefined>(
        (it, { record }) => latestOf(it, record.lastReportAt),
        undefined,
      );
      const told = isDue(tenant.reporter, at) ? this.#decideReporter(tenantId, tenant, at) : [];
      return [
        ...told,
        ...rows
          .filter((row) => isDue(row, at))
          .flatMap((row) => this.#decideToken(tenantId, tenant, row, at, tenant.newest)),
      ];
    });
  }

  retire({ tenantId, tokenId, at }: RetireEvent): Told[] {
    const tenant = this.#tenants.get(tenantId);
    const row = tenant?.tokens.get(tokenId);
    if (!tenant || !row) return [];
    row.retiredAt = at;
    tenant.reporter.nextCheckAt = at;
    return this.#decideToken(tenantId, tenant, row, at, undefined);
  }

  acknowledge({ tenantId, subject, at, by }: AcknowledgeEvent): Told[] {
    const tenant = this.#tenants.get(tenantId);
    const row = subject === REPORTER ? tenant?.reporter : tenant?.tokens.get(subject);
    if (!tenant || !row?.known.told) return [];
    const { incident, told } = row.known;
    if (incident && incident.resolvedAt === undefined) {
      row.known = { told, incident: { ...incident, acknowledged: { at, by } } };
    }
    const token = tenant.tokens.get(subject);
    return token
      ? this.#decideToken(tenantId, tenant, token, at, undefined)
      : this.#decideReporter(tenantId, tenant, at);
  }

  facts(tenantId: string, subject: string): Partial<IncidentFacts> | null {
    const tenant = this.#tenants.get(tenantId);
    const row = subject === REPORTER ? tenant?.reporter : tenant?.tokens.get(subject);
    const told = row?.known.told;
    if (!told) return null;
    const { severity, failing } = told;
    const failingSince = row?.failingSince ? msOf(row.failingSince) : null;
    return { cause: told.cause as Cause, severity, failing, failingSince };
  }

  #decideReporter(tenantId: string, tenant: Tenant, now: number): Told[] {
    const { newest, reporter, spokeAgainAt } = tenant;
    const tokenCount = [...tenant.tokens.values()].filter(({ retiredAt }) => retiredAt === undefined).length;
    const clocks = { spokeAgainAt, wokeAt: this.#wokeAt };
    const record = { ...(newest && { newest }), tokenCount };
    const diagnosis = this.#functions.diagnoseReporter(record, now, this.#policy, clocks, reporter.found);
    tenant.spokeAgainAt = diagnosis.spokeAgainAt;
    return this.#reconcile({ at: now, tenantId, subject: REPORTER }, reporter, diagnosis);
  }

  #decideToken(tenantId: string, tenant: Tenant, row: TokenRow, now: number, newest: Timestamp | undefined): Told[] {
    const { record, found, retiredAt } = row;
    const around = { spokeAgainAt: tenant.spokeAgainAt, wokeAt: this.#wokeAt, newest };
    const diagnosis: Diagnosis =
      retiredAt === undefined
        ? this.#functions.diagnose(record, now, this.#policy, around, found)
        : { fault: null, ending: 'retired', found: {} };
    return this.#reconcile({ at: now, tenantId, subject: record.tokenId }, row, diagnosis);
  }

  #reconcile(of: Pick<Told, 'at' | 'tenantId' | 'subject'>, row: Row, diagnosis: Diagnosis): Told[] {
    const freshId = `${of.tenantId}-${of.subject}-${of.at}`;
    const answer = this.#functions.reconcile(row.known, diagnosis, of.at, this.#policy, freshId);
    row.known = { incident: answer.incident, told: answer.told };
    row.found = diagnosis.found;
    row.failingSince = diagnosis.failingSince;
    row.nextCheckAt = answer.nextCheckAt;
    return toldBy(of, answer);
  }
}

function emptyRow(): Row {
  return { known: { told: null }, found: {} };
}

function isDue({ nextCheckAt }: Row, at: number): boolean {
  return nextCheckAt !== undefined && nextCheckAt <= at;
}

function toldBy(of: Pick<Told, 'at' | 'tenantId' | 'subject'>, { notice, told, incident }: Reconciliation): Told[] {
  const said = told ?? notice?.previous;
  if (!notice || !said) return [];
  const { severity, failing } = said;
  const { kind, direction } = notice;
  // Only what a person or a report alone can bring about is said alike by everybody.
  const resolution = kind === 'resolved' && incident?.resolution === 'retired' ? ('retired' as const) : undefined;
  return [
    {
      ...of,
      kind,
      cause: said.cause as Cause,
      severity,
      failing,
      ...(direction && { direction }),
      ...(resolution && { resolution }),
    },
  ];
}

function reportOf({
  tenantId,
  tokenId,
  status,
  lastSyncAt,
  observedAt,
  at,
  tokenState,
  expiresAt,
}: ReportEvent): Report {
  return {
    tenantId,
    tokenId,
    status,
    observedAt: timestampOf(observedAt),
    receivedAt: timestampOf(at),
    source: 'report',
    ...(lastSyncAt !== undefined && { lastSyncAt: timestampOf(lastSyncAt) }),
    ...(expiresAt !== undefined && { expiresAt: timestampOf(expiresAt) }),
    ...(tokenState !== undefined && { tokenState: tokenState as VppTokenState }),
  };
}
