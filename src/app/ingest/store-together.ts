import type { CommitDeps } from '../commit/commit-event.ts';
import { commitPacked } from '../commit/commit-packed.ts';
import { togetherDue } from '../commit/together.ts';
import type { DecisionContext } from '../decide/context.ts';
import { StorageUnavailable, type TenantStore } from '../model/ports.ts';
import type { SubjectChange } from '../model/state.ts';
import type { Stored, TokenState } from '../model/subject.ts';
import type { Group } from './gather.ts';
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

/**
 * Reads, decides and writes once, for reports of one tenant; never throws. Whoever's tokens are stored, or certainly
 * are not, is answered.
 *
 * @returns the tokens to try again: another wrote to one of them in between, a delivery id had been used, or one of
 *   them cannot be read or written and which is not known
 */
export async function storeTogether(
  tenantId: string,
  groups: readonly Group[],
  deps: StoreDeps,
): Promise<readonly Group[]> {
  try {
    const decided = await decideAll(tenantId, groups, deps);
    const { written, unwritten } = await commitPacked(tenantId, decided, deps.subjects);
    void handOverAll(written, deps);
    return unwritten.flatMap(({ of, reason }) => {
      const tokens = of.map(({ group }) => group);
      return reason === undefined ? tokens : afterFault(tokens, reason);
    });
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

/** Used delivery ids are not read the first time: an insert of one fails the transaction, so mostly a read is spared. */
async function decideAll(tenantId: string, groups: readonly Group[], deps: StoreDeps): Promise<readonly Decided[]> {
  const tokenIds = groups.map(({ tokenId }) => tokenId);
  const again = groups.flatMap(({ reports }) => reports).filter(({ tries }) => tries > 0);
  const ids = [...new Set(again.flatMap(({ item }) => item.report.deliveryId ?? []))];
  const [stored, used] = await Promise.all([
    deps.subjects.read(tenantId, tokenIds),
    ids.length > 0 ? deps.subjects.readIdempotency(tenantId, ids) : new Map<string, never>(),
  ]);
  const context = deps.context(tenantId);
  if (stored.size < groups.length) await welcomeTenant(tenantId, context, deps);
  const decided = await Promise.all(
    groups.map(async (group): Promise<readonly Decided[]> => {
      // No token's id begins with an underscore, so what stands under it is a token.
      const row = stored.get(group.tokenId) as Stored<TokenState> | undefined;
      const decideIn = (it: DecisionContext) => decideGroup(tenantId, group, row, used, it);
      const { change, answers } = await minding(decideIn, context, deps);
      if (!change) answer(answers);
      return change ? [{ group, change, answers }] : [];
    }),
  );
  const toWrite = decided.flat();
  const isOfMany = toWrite.some(
    ({ change, group }) => change.marker && group.reports.some(({ request }) => request.isOfMany),
  );
  const due = togetherDue(
    toWrite.map(({ change }) => change),
    context.now,
    isOfMany,
  );
  return toWrite.map((it, i) => ({ ...it, change: due[i] ?? it.change }));
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
