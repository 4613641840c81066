import { fieldOf } from '../../domain/record.ts';
import { msOf } from '../../domain/timestamp.ts';
import { move } from '../commit/commit-event.ts';
import { decide, URGENT_EXPIRY } from '../decide/decide.ts';
import { decideTenant, type TenantDecisionContext } from '../decide/decide-tenant.ts';
import { OUTBREAK_WAIT_MS } from '../ingest/ingest.ts';
import { type DueRows, LOST_AFTER_MS } from '../model/ports.ts';
import type { Stored, TokenState } from '../model/state.ts';
import { applySilence } from '../silence/silences.ts';
import type { SweepDeps } from './sweep-deps.ts';

interface Done {
  readonly decided: number;
  readonly enqueued: number;
  readonly complete: boolean;
}

/**
 * Looks at what is due in one tenant. With nothing due that is one query. All tokens are read only where the tenant
 * as a whole may be concerned: at its daily look, or when a token falls silent or is new and all but expired.
 */
export async function sweepTenant(tenantId: string, deadline: number, deps: SweepDeps): Promise<Done> {
  const { policyHash, now } = await deps.context();
  const done = { decided: 0, enqueued: 0, complete: true };
  let tenantLooked = false;
  const decided = new Set<string>();
  for await (const due of deps.store.readDue(tenantId, { now, policyHash, lostBefore: now - LOST_AFTER_MS })) {
    if (due.silence) await applySilence(tenantId, deps);
    let tenantIsSilent = false;
    if (!tenantLooked && (due.tenant || (await concernsTenant(due, deps)))) {
      tenantIsSilent = await lookAtTenant(tenantId, decided, deps);
      tenantLooked = true;
    } else if (due.tokens.length > 0) {
      tenantIsSilent = await deps.surroundings.tenantIsSilent(tenantId);
    }
    for (let rest = due.tokens.filter(({ value }) => !decided.has(value.record.tokenId)); rest.length > 0; ) {
      if (deps.clock() >= deadline) return { ...done, complete: false };
      const count = await decideSome(tenantId, rest, tenantIsSilent, deps);
      done.decided += count;
      rest = rest.slice(count);
    }
    for (const pointer of due.notifications) await deps.queue.enqueue(pointer, 0);
    done.enqueued += due.notifications.length;
  }
  return done;
}

/** Whether a due token is falling silent, or is so near its expiry that its tenant's notice cannot wait for the day. */
async function concernsTenant(due: DueRows, { context }: SweepDeps): Promise<boolean> {
  const { now, policy } = await context();
  return due.tokens.some(({ value }) => {
    const { record, retiredAt } = value;
    if (retiredAt !== undefined) return false;
    const expiresAt = fieldOf(record, 'expiresAt');
    const left = expiresAt ? msOf(expiresAt) - now : Number.POSITIVE_INFINITY;
    return now >= msOf(record.lastReportAt) + policy.silentAfter || (left > 0 && left <= URGENT_EXPIRY);
  });
}

/**
 * Decides on the tenant as a whole. When its silence has just ended, its tokens that are still silent are given a
 * while: the reporter that has come back will come to them too.
 *
 * @param decided takes the ids of those tokens: whoever decided on them again would not give them that while
 * @returns whether all of it is silent
 */
async function lookAtTenant(tenantId: string, decided: Set<string>, deps: SweepDeps): Promise<boolean> {
  const [stored, tokens, context] = await Promise.all([
    deps.tenants.readTenant(tenantId),
    readAll(tenantId, deps),
    deps.context(),
  ]);
  const values = tokens.map(({ value }) => value);
  const change = decideTenant(tenantId, stored, values, { kind: 'time' }, context);
  const isSilent = change.state.incident !== undefined && change.state.incident.resolvedAt === undefined;
  const outcome = await deps.tenants.commitTenant(tenantId, change);
  // Whoever was faster has looked at the same; the row is due again if there was more to see.
  if (outcome === 'conflict') return isSilent;
  await deps.publish(change.notifications, context.now);
  const wasSilent = stored?.value.incident !== undefined && stored.value.incident.resolvedAt === undefined;
  if (wasSilent && !isSilent) {
    const silent = tokens.filter(({ value }) => {
      return context.now >= msOf(value.record.lastReportAt) + context.policy.silentAfter;
    });
    for (const { value } of silent) decided.add(value.record.tokenId);
    await decideHeld(tenantId, silent, { ...context, holdUntil: context.now + deps.period }, deps);
  }
  return isSilent;
}

async function readAll(tenantId: string, { store }: SweepDeps): Promise<readonly Stored<TokenState>[]> {
  const all: Stored<TokenState>[] = [];
  for await (const page of store.readAllTokens(tenantId)) all.push(...page);
  return all;
}

async function decideHeld(
  tenantId: string,
  silent: readonly Stored<TokenState>[],
  context: TenantDecisionContext,
  deps: SweepDeps,
): Promise<void> {
  for (let rest = silent; rest.length > 0; ) {
    rest = rest.slice(await decideSome(tenantId, rest, false, { ...deps, context: async () => context }));
  }
}

/** Groups of this many rows are what the table takes fastest. */
const GROUP = 20;

/** Decides on as many of the rows as one transaction takes. @returns how many that were */
async function decideSome(
  tenantId: string,
  rows: readonly Stored<TokenState>[],
  tenantIsSilent: boolean,
  deps: SweepDeps,
): Promise<number> {
  const openedDelay = rows.length > 1 ? OUTBREAK_WAIT_MS : 0;
  const context = { ...(await deps.context()), tenantIsSilent, openedDelay };
  const group = rows.slice(0, GROUP);
  const changes = group.map((row) => decide(row.value.record, row, { kind: 'time' }, context).change);
  const count = deps.store.fitting(changes);
  const fitting = changes.slice(0, count);
  if ((await deps.store.commit(tenantId, fitting)) === 'committed') {
    await deps.publish(
      fitting.flatMap(({ notifications }) => notifications),
      context.now,
    );
    return count;
  }
  // Somebody else wrote to one of them; each for itself finds out which, and decides on what stands there now.
  for (const row of group.slice(0, count)) await move(row.value.record, { kind: 'time' }, deps);
  return count;
}
