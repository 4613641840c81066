import { diagnoseReporter, type ReporterRecord } from '../../domain/diagnose-reporter.ts';
import type { Surroundings } from '../../domain/diagnosis.ts';
import { msOf } from '../../domain/timestamp.ts';
import { commitEvent } from '../commit/commit-event.ts';
import { commitPacked } from '../commit/commit-packed.ts';
import { readWholeTenant, type WholeTenant } from '../commit/reporting.ts';
import { DEADLINE_MS } from '../commit/retry.ts';
import { togetherDue } from '../commit/together.ts';
import type { DecisionContext } from '../decide/context.ts';
import { decideExpiring } from '../decide/decide-expiring.ts';
import { decideReporter, reportingOf } from '../decide/decide-reporter.ts';
import { decideToken, hasUrgentExpiry } from '../decide/decide-token.ts';
import { StorageUnavailable, type Tenant } from '../model/ports.ts';
import { WHOLE_TENANT } from '../model/state.ts';
import {
  EXPIRING,
  type ExpiringState,
  isOpen,
  REPORTER,
  type ReporterState,
  type Stored,
  type SubjectState,
  type TokenState,
} from '../model/subject.ts';
import type { SweepDeps } from './sweep-deps.ts';

export interface Done {
  readonly decided: number;
  readonly complete: boolean;
  /** How many rows were due and could not be read. */
  readonly unreadable: number;
}

/**
 * Looks at what is due in one tenant. With nothing due that is one query. All of it is read only where the tenant as a
 * whole may be concerned: at its daily look, when a token falls silent, or is new and all but expired.
 */
export async function sweepTenant(tenant: Tenant, deadline: number, deps: SweepDeps): Promise<Done> {
  const { tenantId } = tenant;
  const { now, policyHash } = deps.context();
  let decided = 0;
  let unreadable = 0;
  let surroundings: Surroundings | undefined;
  for await (const due of deps.subjects.readDue(tenantId, { now, policyHash })) {
    unreadable += due.unreadable;
    if (due.markers.length > 0) await deps.handOver(due.markers, deps.clock() + DEADLINE_MS);
    if (!surroundings && due.subjects.some(({ value }) => concernsTenant(value, deps.context()))) {
      surroundings = await lookAtTenant(tenant, deps);
    }
    const tokens = due.subjects.filter(isToken);
    for (let i = 0; i < tokens.length; i += AT_ONCE) {
      if (deps.clock() >= deadline) return { decided, unreadable, complete: false };
      const context = { ...deps.context(), ...(surroundings && { surroundings }) };
      const some = tokens.slice(i, i + AT_ONCE);
      await decideSome(tenantId, some, context, deps);
      decided += some.length;
    }
  }
  return { decided, unreadable, complete: true };
}

function isToken(it: Stored<SubjectState>): it is Stored<TokenState> {
  return it.value.kind === 'token';
}

/** Whether what is due cannot be judged by its own row alone. */
function concernsTenant(subject: SubjectState, { now, policy }: DecisionContext): boolean {
  if (subject.kind !== 'token') return true;
  const { record, retiredAt } = subject;
  if (retiredAt !== undefined) return false;
  return now >= msOf(record.lastReportAt) + policy.silentAfter || hasUrgentExpiry(record, now);
}

/** Looks at the reporter first: when it was heard again, the clocks of all its tokens begin anew. */
async function lookAtTenant(tenant: Tenant, deps: SweepDeps): Promise<Surroundings> {
  const { tenantId } = tenant;
  const whole = await readWholeTenant(tenantId, deps.subjects);
  const reporting = reportingOf(whole.tokens.map(({ value }) => value));
  const reporter = whole.subjects.get(REPORTER) as Stored<ReporterState> | undefined;
  const spokeAgainAt = await spokeAgain(tenant, reporter?.value, reporting, deps);
  const surroundings: Surroundings = {
    ...deps.context().surroundings,
    ...(reporting.newest && { newest: reporting.newest }),
    ...(spokeAgainAt !== undefined && { spokeAgainAt }),
  };
  const here = { ...deps, context: () => ({ ...deps.context(), surroundings }) };
  await commitEvent<ReporterState>(
    { tenantId, subject: REPORTER },
    (stored, it) => {
      const change = decideReporter(tenantId, stored, reporting, { kind: 'time' }, it);
      return change.isNews || !isSameLook(stored?.value, change.state) ? change : undefined;
    },
    here,
    reporter,
  );
  await lookAtExpiries(tenantId, whole, here);
  return surroundings;
}

/** While a tenant is silent every sweep looks, and mostly at the same. */
function isSameLook(before: ReporterState | undefined, after: ReporterState): boolean {
  const look = ({ nextCheckAt = 0, policyHash, newest, tokenCount, found }: ReporterState) =>
    JSON.stringify([isOpen(after.incident) ? null : nextCheckAt, policyHash, newest, tokenCount, found]);
  return before !== undefined && look(before) === look(after);
}

/** When the reporter was heard again. Noted before its silence ends: whatever interrupts this, the tenant is still due. */
async function spokeAgain(
  { tenantId, spokeAgainAt: before }: Tenant,
  reporter: ReporterState | undefined,
  reporting: ReporterRecord,
  { tenants, context }: SweepDeps,
): Promise<number | undefined> {
  const { now, policy, surroundings } = context();
  const clocks = { ...surroundings, ...(before !== undefined && { spokeAgainAt: before }) };
  const { spokeAgainAt } = diagnoseReporter(reporting, now, policy, clocks, reporter?.found ?? {});
  if (spokeAgainAt !== undefined && spokeAgainAt !== before) await tenants.noteSpokeAgain(tenantId, spokeAgainAt);
  return spokeAgainAt;
}

async function lookAtExpiries(tenantId: string, { tokens, subjects }: WholeTenant, deps: SweepDeps): Promise<void> {
  const silences = new Set((await deps.silences.list(tenantId)).map(({ subject }) => subject));
  const isSilenced = (tokenId: string) => silences.has(tokenId) && !silences.has(WHOLE_TENANT);
  await commitEvent<ExpiringState>(
    { tenantId, subject: EXPIRING },
    (stored, context) => {
      const states = tokens.map(({ value }) => value);
      const change = decideExpiring(tenantId, stored, states, isSilenced, context);
      const { nextCheckAt, policyHash } = stored?.value ?? {};
      const isSame = nextCheckAt === change.state.nextCheckAt && policyHash === change.state.policyHash;
      return change.isNews || !isSame ? change : undefined;
    },
    deps,
    subjects.get(EXPIRING) as Stored<ExpiringState> | undefined,
  );
}

/** So many tokens are decided together, between two looks at the clock; what is told of them goes out in one go. */
const AT_ONCE = 200;

/** Decides on rows, in as few transactions as they take. */
async function decideSome(
  tenantId: string,
  rows: readonly Stored<TokenState>[],
  context: DecisionContext,
  deps: SweepDeps,
): Promise<void> {
  const decideOne = (row: Stored<TokenState>, it: DecisionContext) =>
    decideToken(row.value.record, row, { kind: 'time' }, it).change;
  // What a sweep finds in several tenants belongs together too, so none of it goes out alone at once.
  const changes = togetherDue(
    rows.map((row) => decideOne(row, context)),
    context.now,
    true,
  );
  const decided = changes.map((change) => ({ change }));
  const { written, unwritten } = await commitPacked(tenantId, decided, deps.subjects);
  const markers = written.flatMap(({ change }) => change.marker ?? []);
  if (markers.length > 0) await deps.handOver(markers, deps.clock() + DEADLINE_MS);
  const isAway = ({ reason }: { readonly reason?: unknown }) => reason instanceof StorageUnavailable;
  const faults = unwritten.filter(isAway).map(({ reason }) => reason);
  // Another wrote to one of the rest, or one cannot be written. Each for itself finds out which, and decides on what
  // stands there now.
  const here = { ...deps, context: () => ({ ...deps.context(), surroundings: context.surroundings }) };
  for (const { change } of unwritten.filter((it) => !isAway(it)).flatMap(({ of }) => of)) {
    const again = commitEvent<TokenState>(change.state, (stored, it) => stored && decideOne(stored, it), here);
    await again.catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) throw faults[0];
}
