import type { Surroundings } from '../../domain/diagnosis.ts';
import { fieldOf } from '../../domain/record.ts';
import { msOf } from '../../domain/timestamp.ts';
import { move } from '../commit/commit-event.ts';
import { decide, URGENT_EXPIRY } from '../decide/decide.ts';
import { decideTenant, newestOf } from '../decide/decide-tenant.ts';
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
  let looked: Surroundings | undefined;
  for await (const due of deps.store.readDue(tenantId, { now, policyHash, lostBefore: now - LOST_AFTER_MS })) {
    if (due.silence) await applySilence(tenantId, deps);
    if (!looked && (due.tenant || (await concernsTenant(due, deps)))) looked = await lookAtTenant(tenantId, deps);
    for (let rest = due.tokens; rest.length > 0; ) {
      if (deps.clock() >= deadline) return { ...done, complete: false };
      const count = await decideSome(tenantId, rest, looked ?? {}, deps);
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
 * Decides on the tenant as a whole, before its tokens: that its reporter was heard again excuses those it has not come
 * to yet.
 *
 * @returns what the silence of a token is judged by
 */
async function lookAtTenant(tenantId: string, deps: SweepDeps): Promise<Surroundings> {
  const [stored, tokens, context] = await Promise.all([
    deps.tenants.readTenant(tenantId),
    readAll(tenantId, deps),
    deps.context(),
  ]);
  const values = tokens.map(({ value }) => value);
  const change = decideTenant(tenantId, stored, values, { kind: 'time' }, context);
  const outcome = await deps.tenants.commitTenant(tenantId, change);
  // Whoever was faster has looked at the same; the row is due again if there was more to see.
  if (outcome !== 'conflict') await deps.publish(change.notifications, context.now);
  return { newest: newestOf(values), spokeAgainAt: change.state.spokeAgainAt };
}

async function readAll(tenantId: string, { store }: SweepDeps): Promise<readonly Stored<TokenState>[]> {
  const all: Stored<TokenState>[] = [];
  for await (const page of store.readAllTokens(tenantId)) all.push(...page);
  return all;
}

/** Groups of this many rows are what the table takes fastest. */
const GROUP = 20;

/** Decides on as many of the rows as one transaction takes. @returns how many that were */
async function decideSome(
  tenantId: string,
  rows: readonly Stored<TokenState>[],
  looked: Surroundings,
  deps: SweepDeps,
): Promise<number> {
  const openedDelay = rows.length > 1 ? OUTBREAK_WAIT_MS : 0;
  const general = await deps.context();
  const context = { ...general, surroundings: { ...general.surroundings, ...looked }, openedDelay };
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
