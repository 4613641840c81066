import type { CommitDeps } from '../commit/commit-event.ts';
import { commitPacked } from '../commit/commit-packed.ts';
import { togetherDue } from '../commit/together.ts';
import type { DecisionContext } from '../decide/context.ts';
import { StorageUnavailable, type TenantStore } from '../model/ports.ts';
import type { SubjectChange } from '../model/state.ts';
import type { Stored, TokenState } from '../model/subject.ts';
import { type Group, isNew } from './gather.ts';
import { decideGroup, type GroupDecision } from './idempotency.ts';
import { welcomeTenant } from './welcome-tenant.ts';

export interface StoreDeps extends CommitDeps {
  readonly tenants: TenantStore;
  /** When the last outage of our own ended, in milliseconds since the epoch. */
  readonly wokeAt: () => Promise<number | undefined>;
}

/** What is to be written of one token, and who waits for that. */
interface Decided extends Omit<GroupDecision, 'dependsOnOutage'> {
  readonly group: Group;
  readonly change: SubjectChange<TokenState>;
}

/** What is to be written, and of which tokens nothing can be said by what is remembered. */
interface Decisions {
  readonly toWrite: readonly Decided[];
  readonly unproven: readonly Group[];
}

/**
 * Reads, decides and writes once, for reports of one tenant; never throws. Whoever's tokens are stored, or certainly
 * are not, is answered.
 *
 * Tokens that are new to it are decided by what this instance remembers of them: a write that succeeds proves that it
 * was right. What is not to be written, and whatever is tried again, is decided by what is read.
 *
 * @returns the tokens to try again: another wrote to one of them in between, a delivery id had been used, nothing would
 *   be written by what is remembered, or one of them cannot be read or written and which is not known
 */
export async function storeTogether(
  tenantId: string,
  groups: readonly Group[],
  deps: StoreDeps,
): Promise<readonly Group[]> {
  try {
    const { toWrite, unproven } = await decideAll(tenantId, groups, deps);
    const { written, unwritten } = await commitPacked(tenantId, toWrite, deps.subjects);
    void handOverAll(written, deps);
    const left = unwritten.flatMap(({ of, reason }) => {
      const tokens = of.map(({ group }) => group);
      return reason === undefined ? tokens : afterFault(tokens, reason);
    });
    return [...unproven, ...left];
  } catch (error) {
    return afterFault(groups, error);
  }
}

/** What one of several did wrong must not fail the others, so each is tried without it. That storage is away fails all. */
function afterFault(groups: readonly Group[], reason: unknown): readonly Group[] {
  if (groups.length > 1 && !(reason instanceof StorageUnavailable)) return groups;
  for (const { reports } of groups) for (const report of reports) report.fail(reason);
  return [];
}

async function decideAll(tenantId: string, groups: readonly Group[], deps: StoreDeps): Promise<Decisions> {
  const { recalled, read, used, isAnyUnknown } = await lookUp(tenantId, groups, deps);
  const context = deps.context(tenantId);
  if (isAnyUnknown) await welcomeTenant(tenantId, context, deps);
  const decided = await Promise.all(
    groups.map(async (group) => {
      const { tokenId } = group;
      // No token's id begins with an underscore, so what stands under it is a token.
      const row = (recalled.get(tokenId) ?? read.get(tokenId)) as Stored<TokenState> | undefined;
      const decideIn = (it: DecisionContext) => decideGroup(tenantId, group, row, used, it);
      return { group, ...(await minding(decideIn, context, deps)) };
    }),
  );
  const unproven: Group[] = [];
  const toWrite: Decided[] = [];
  for (const { group, change, answers } of decided) {
    if (change) toWrite.push({ group, change, answers });
    else if (recalled.has(group.tokenId)) unproven.push(group);
    else answer(answers);
  }
  return { toWrite: dueTogether(toWrite, context.now), unproven };
}

/** Used delivery ids are not read the first time: an insert of one fails the transaction, so mostly a read is spared. */
async function lookUp(tenantId: string, groups: readonly Group[], { subjects }: StoreDeps) {
  const recalled = subjects.recall(tenantId, groups.filter(isNew).map(tokenIdOf));
  const toRead = groups.map(tokenIdOf).filter((id) => !recalled.has(id));
  const again = groups.flatMap(({ reports }) => reports).filter(({ tries }) => tries > 0);
  const ids = [...new Set(again.flatMap(({ item }) => item.report.deliveryId ?? []))];
  const [read, used] = await Promise.all([
    toRead.length > 0 ? subjects.read(tenantId, toRead) : new Map<string, never>(),
    ids.length > 0 ? subjects.readIdempotency(tenantId, ids) : new Map<string, never>(),
  ]);
  return { recalled, read, used, isAnyUnknown: read.size < toRead.length };
}

/** What one commit tells becomes due at one time, so that it can be told in one message. */
function dueTogether(toWrite: readonly Decided[], now: number): readonly Decided[] {
  const isOfMany = toWrite.some(
    ({ change, group }) => change.marker && group.reports.some(({ request }) => request.isOfMany),
  );
  const due = togetherDue(
    toWrite.map(({ change }) => change),
    now,
    isOfMany,
  );
  return toWrite.map((it, i) => ({ ...it, change: due[i] ?? it.change }));
}

function tokenIdOf({ tokenId }: Group): string {
  return tokenId;
}

/** Decides, and where a standstill seems to be found, once more with regard to the last outage of our own. */
async function minding(
  decideIn: (context: DecisionContext) => GroupDecision,
  context: DecisionContext,
  { wokeAt }: StoreDeps,
): Promise<GroupDecision> {
  const first = decideIn(context);
  if (!first.dependsOnOutage) return first;
  const woke = await wokeAt();
  return woke === undefined ? first : decideIn({ ...context, surroundings: { ...context.surroundings, wokeAt: woke } });
}

/** Brings what is written to the mailboxes in one go. Only those wait for it who have something to tell. */
async function handOverAll(written: readonly Decided[], { handOver }: StoreDeps): Promise<void> {
  const telling = written.filter(({ change }) => change.marker);
  for (const { change, answers } of written) if (!change.marker) answer(answers);
  if (telling.length === 0) return;
  const reports = telling.flatMap(({ group }) => group.reports);
  try {
    await handOver(
      telling.flatMap(({ change }) => change.marker ?? []),
      Math.min(...reports.map(({ request }) => request.deadline)),
    );
    for (const { answers } of telling) answer(answers);
  } catch (error) {
    for (const report of reports) report.fail(error);
  }
}

function answer(answers: GroupDecision['answers']): void {
  for (const [report, result] of answers) report.answer(result);
}
