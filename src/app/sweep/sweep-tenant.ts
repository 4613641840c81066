import { diagnoseReporter, type ReporterRecord } from '../../domain/diagnose-reporter.ts';
import type { Surroundings } from '../../domain/diagnosis.ts';
import { msOf } from '../../domain/timestamp.ts';
import { commitEvent } from '../commit/commit-event.ts';
import { commitPacked } from '../commit/commit-packed.ts';
import { readWholeTenant, type WholeTenant } from '../commit/reporting.ts';
import { DEADLINE_MS } from '../commit/retry.ts';
import { togetherDue } from '../commit/together.ts';
import type { DecisionContext } from '../decide/context.ts';
import { hasUrgentExpiry as isExpiringSoon } from '../decide/decide-connection.ts';
import { decideExpiring, expirablesOf } from '../decide/decide-expiring.ts';
import { decideReporter, reportingOf } from '../decide/decide-reporter.ts';
import { decideToken, hasUrgentExpiry } from '../decide/decide-token.ts';
import { StorageUnavailable, type Tenant } from '../model/ports.ts';
import { isInForce, WHOLE_TENANT } from '../model/state.ts';
import {
  EXPIRING,
  type ExpiringState,
  isConnection,
  isOpen,
  type PollState,
  REPORTER,
  type ReporterState,
  type Stored,
  type SubjectState,
  type TokenState,
} from '../model/subject.ts';
import { Seen, summarize } from '../overview/summarize.ts';
import { isListed, listedTokens } from './listed-tokens.ts';
import { lookAtPoll } from './look-at-polls.ts';
import { sweepConnections } from './sweep-connections.ts';
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
  const { now, policyHash } = deps.context(tenantId);
  const { changedSince } = deps;
  const seen = new Seen();
  const here = { ...deps, written: (state: SubjectState) => seen.note(state) };
  let decided = 0;
  let unreadable = 0;
  let surroundings: Surroundings | undefined;
  let listing: Listed | undefined;
  let poll: Stored<PollState> | undefined;
  for await (const due of deps.subjects.readDue(tenantId, { now, policyHash, changedSince })) {
    unreadable += due.unreadable;
    for (const state of [...due.changed, ...due.subjects.map(({ value }) => value)]) seen.note(state);
    if (due.haveSilencesChanged) seen.noteSilences();
    if (due.markers.length > 0) await deps.handOver(due.markers, deps.clock() + DEADLINE_MS);
    if (due.subjects.some(isToken)) listing ??= await listedTokens(tenant, deps);
    const concerns = (it: Stored<SubjectState>) => concernsTenant(it.value, listing, deps.context(tenantId));
    poll ??= due.subjects.find(isPoll);
    if (!surroundings && due.subjects.some(concerns)) {
      surroundings = await lookAtTenant(tenant, seen, here);
    }
    const tokens = due.subjects.filter(isToken);
    for (let i = 0; i < tokens.length; i += AT_ONCE) {
      if (deps.clock() >= deadline) return { decided, unreadable, complete: false };
      const context = { ...deps.context(tenantId), ...(surroundings && { surroundings }) };
      const some = tokens.slice(i, i + AT_ONCE);
      await decideSome(tenantId, some, listing, context, here);
      decided += some.length;
    }
    decided += await sweepConnections(tenant, due.subjects, here);
  }
  await lookAtPoll(tenant, poll, here);
  await summarize(tenantId, seen, deps);
  return { decided, unreadable, complete: true };
}

/** What Graph says of a token by itself. */
type Listed = Awaited<ReturnType<typeof listedTokens>>;

function isPoll(it: Stored<SubjectState>): it is Stored<PollState> {
  return it.value.kind === 'poll';
}

function isToken(it: Stored<SubjectState>): it is Stored<TokenState> {
  return it.value.kind === 'token';
}

/** Whether what is due cannot be judged by its own row alone. */
function concernsTenant(subject: SubjectState, listed: Listed | undefined, { now, policy }: DecisionContext): boolean {
  if (isConnection(subject)) return isExpiringSoon(subject, now);
  if (subject.kind !== 'token') return subject.kind !== 'poll';
  const { record, retiredAt } = subject;
  if (retiredAt !== undefined) return false;
  const isSilent = now >= msOf(record.lastReportAt) + policy.silentAfter && !listed?.(subject.subject).isListed;
  return isSilent || hasUrgentExpiry(record, now);
}

/** Looks at the reporter first: when it was heard again, the clocks of all its tokens begin anew. */
async function lookAtTenant(tenant: Tenant, seen: Seen, deps: SweepDeps): Promise<Surroundings> {
  const { tenantId } = tenant;
  const whole = await readWholeTenant(tenantId, deps.subjects);
  seen.noteAll([...whole.subjects.values()].map(({ value }) => value));
  const { listedAt } = tenant.poll ?? {};
  const reporting = reportingOf(
    whole.tokens.map(({ value }) => value),
    listedAt,
  );
  const reporter = whole.subjects.get(REPORTER) as Stored<ReporterState> | undefined;
  const spokeAgainAt = await spokeAgain(tenant, reporter?.value, reporting, deps);
  const surroundings: Surroundings = {
    ...deps.context(tenantId).surroundings,
    ...(reporting.newest && { newest: reporting.newest }),
    isListed: isListed(tenant, deps.polls),
    ...(spokeAgainAt !== undefined && { spokeAgainAt }),
  };
  const here = { ...deps, context: () => ({ ...deps.context(tenantId), surroundings }) };
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
  tenant: Tenant,
  reporter: ReporterState | undefined,
  reporting: ReporterRecord,
  { tenants, context, polls }: SweepDeps,
): Promise<number | undefined> {
  const { tenantId, spokeAgainAt: before } = tenant;
  const { now, policy, surroundings } = context(tenantId);
  const isAt = before === undefined ? {} : { spokeAgainAt: before };
  const clocks = { ...surroundings, ...isAt, isListed: isListed(tenant, polls) };
  const { spokeAgainAt } = diagnoseReporter(reporting, now, policy, clocks, reporter?.found ?? {});
  if (spokeAgainAt !== undefined && spokeAgainAt !== before) await tenants.noteSpokeAgain(tenantId, spokeAgainAt);
  return spokeAgainAt;
}

async function lookAtExpiries(tenantId: string, { subjects }: WholeTenant, deps: SweepDeps): Promise<void> {
  const inForce = (await deps.silences.list(tenantId)).filter((it) => isInForce(it, deps.clock()));
  const silences = new Set(inForce.map(({ subject }) => subject));
  const isSilenced = (id: string) => silences.has(id) && !silences.has(WHOLE_TENANT);
  await commitEvent<ExpiringState>(
    { tenantId, subject: EXPIRING },
    (stored, context) => {
      const all = expirablesOf(
        [...subjects.values()].map(({ value }) => value),
        context.now,
      );
      const change = decideExpiring(tenantId, stored, all, isSilenced, context);
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
  listed: Listed | undefined,
  context: DecisionContext,
  deps: SweepDeps,
): Promise<void> {
  const decideOne = (row: Stored<TokenState>, it: DecisionContext) => {
    const surroundings = { ...it.surroundings, ...listed?.(row.value.subject) };
    return decideToken(row.value.record, row, { kind: 'time' }, { ...it, surroundings }).change;
  };
  // What a sweep finds in several tenants belongs together too, so none of it goes out alone at once.
  const changes = togetherDue(
    rows.map((row) => decideOne(row, context)),
    context.now,
    true,
  );
  const decided = changes.map((change) => ({ change }));
  const { written, unwritten } = await commitPacked(tenantId, decided, deps.subjects);
  for (const { change } of written) deps.written?.(change.state);
  const markers = written.flatMap(({ change }) => change.marker ?? []);
  if (markers.length > 0) await deps.handOver(markers, deps.clock() + DEADLINE_MS);
  const isAway = ({ reason }: { readonly reason?: unknown }) => reason instanceof StorageUnavailable;
  const faults = unwritten.filter(isAway).map(({ reason }) => reason);
  // Another wrote to one of the rest, or one cannot be written. Each for itself finds out which, and decides on what
  // stands there now.
  const here = { ...deps, context: () => ({ ...deps.context(tenantId), surroundings: context.surroundings }) };
  for (const { change } of unwritten.filter((it) => !isAway(it)).flatMap(({ of }) => of)) {
    const again = commitEvent<TokenState>(change.state, (stored, it) => stored && decideOne(stored, it), here);
    await again.catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) throw faults[0];
}
