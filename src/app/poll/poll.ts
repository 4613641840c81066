import { SECOND } from '../../domain/policy.ts';
import type { TokenKey } from '../../domain/report.ts';
import { commitEvent } from '../commit/commit-event.ts';
import { DEADLINE_MS } from '../commit/retry.ts';
import { togetherDue } from '../commit/together.ts';
import { decideToken } from '../decide/decide-token.ts';
import { BASELINE_MS } from '../decide/marker.ts';
import type { GraphReader } from '../model/graph.ts';
import type { Marker } from '../model/marker.ts';
import type { Listing, PollMessage, PollProgress, UnreadToken } from '../model/poll.ts';
import type { ListedTenant } from '../model/ports.ts';
import type { Stored, TokenState } from '../model/subject.ts';
import { afterBroken, afterComplete, faultOf } from './compare.ts';
import { lookAtNeighbours } from './neighbours.ts';
import type { PollDeps } from './poll-deps.ts';
import { areNeighboursDue, isPollDue, type PollEnd, progressAfter } from './progress.ts';
import { type ReadListing, readListing } from './read-listing.ts';

/** Leaves the host's five minutes with room for what is stored afterwards. */
export const POLL_BUDGET_MS = 200 * SECOND;

/** What stands beside the tokens may take so much more. */
const NEIGHBOURS_BUDGET_MS = 30 * SECOND;

const NEVER_POLLED: PollProgress = { failures: 0 };

/**
 * Reads the tokens of one tenant from Graph and stores what is new. Where nothing is, that is one read and one write of
 * storage, both of the tenant's row. A message for a tenant that is not due any more does nothing.
 *
 * @param isAsked whether a person wants it now, due or not
 * @throws StorageUnavailable; what was stored by then stays stored, and the tenant is still due
 */
export async function poll({ tenantId }: PollMessage, deps: PollDeps, isAsked = false): Promise<void> {
  const stored = await deps.tenants.readListed(tenantId);
  if (!stored || !deps.isPolled(stored.value.tenant)) return;
  const before = stored.value.tenant.poll ?? NEVER_POLLED;
  const startedAt = deps.clock();
  if (!isAsked && !isPollDue(before, startedAt)) return;
  const reader = await deps.reader();
  const { listing: known } = stored.value;
  const origin = before.listedAt === undefined ? 'baseline' : undefined;
  const read = await readListing(tenantId, known, origin, reader, startedAt + POLL_BUDGET_MS, deps);
  const { end, listing } = await endOf(tenantId, known, read, deps);
  const neighboursAt = await neighboursLookedAt(tenantId, before, end, reader, deps);
  const { neighboursAt: _, unread: __, ...rest } = before;
  const unread = unreadAfter(before, read, end);
  const looked = {
    ...rest,
    ...(neighboursAt !== undefined && { neighboursAt }),
    ...(Object.keys(unread).length > 0 && { unread }),
  };
  await keep(stored, startedAt, progressAfter(looked, end, deps.clock(), deps, deps.random()), listing, deps);
  if (end.ok && origin) await handOverBaseline(tenantId, deps);
}

/** What is to be shown that cannot be read; one that broke off says nothing of what it did not reach. */
function unreadAfter(
  { unread = {} }: PollProgress,
  read: ReadListing,
  end: PollEnd,
): Readonly<Record<string, UnreadToken>> {
  if (end.ok) return read.unread;
  const notReached = Object.entries(unread).filter(([tokenId]) => !read.seen.has(tokenId));
  return { ...Object.fromEntries(notReached), ...read.unread };
}

/** Compares a listing with the one before, and ends the monitoring of what is gone. */
async function endOf(
  tenantId: string,
  known: Listing,
  { seen, unread, listedAt, fault, isUrgent }: ReadListing,
  deps: PollDeps,
): Promise<{ readonly end: PollEnd; readonly listing: Listing }> {
  const wrong = fault ?? (await faultOfWhole(tenantId, known, seen, deps));
  if (wrong || listedAt === undefined) {
    const end = { ok: false, fault: wrong ?? { kind: 'unexpected', reason: 'no page was answered' } } as const;
    return { end, listing: afterBroken(known, seen) };
  }
  const { listing, removed } = afterComplete(known, seen);
  for (const tokenId of removed) {
    await commitEvent<TokenState>(
      { tenantId, subject: tokenId },
      // What never could be read as a report has no row.
      (row, context) => {
        const change = row && decideToken({ tenantId, tokenId }, row, { kind: 'removed' }, context).change;
        return change && togetherDue([change], context.now, removed.length > 1)[0];
      },
      deps,
    );
  }
  const back = Object.keys(unread).filter((tokenId) => !known.has(tokenId));
  for (const tokenId of back) await noteBack({ tenantId, tokenId }, listedAt, deps);
  return { end: { ok: true, listedAt, isUrgent }, listing };
}

/** What cannot be read brings no report, but that it is listed ends a removal. */
async function noteBack(key: TokenKey, listedAt: number, deps: PollDeps): Promise<void> {
  await commitEvent<TokenState>(
    { tenantId: key.tenantId, subject: key.tokenId },
    (row, context) => {
      const listed = { ...context, surroundings: { ...context.surroundings, listedAt, isListed: true } };
      const decided = row && decideToken(key, row, { kind: 'time' }, listed);
      return decided?.isNews ? decided.change : undefined;
    },
    deps,
  );
}

/**
 * Whether a complete listing can be believed, beside the last one that was. Tokens that a person retired may be missing
 * from it: that is how it is mended.
 */
async function faultOfWhole(tenantId: string, known: Listing, seen: Listing, deps: PollDeps) {
  const expected = [...known].flatMap(([tokenId, { isMissing }]) => (isMissing ? [] : tokenId));
  if (!faultOf(expected.length, seen.size)) return undefined;
  const rows = await deps.subjects.read(
    tenantId,
    expected.filter((tokenId) => !seen.has(tokenId)),
  );
  const retired = [...rows.values()].filter(({ value }) => value.kind === 'token' && value.retiredAt !== undefined);
  return faultOf(expected.length - retired.length, seen.size);
}

/** @returns when all was well with what stands beside the tokens; undefined where the next poll is to look again */
async function neighboursLookedAt(
  tenantId: string,
  before: PollProgress,
  end: PollEnd,
  reader: GraphReader,
  deps: PollDeps,
): Promise<number | undefined> {
  const now = deps.clock();
  if (!deps.withNeighbours || !end.ok || !areNeighboursDue(before, now)) return before.neighboursAt;
  try {
    const isWell = await lookAtNeighbours(tenantId, now + NEIGHBOURS_BUDGET_MS, { ...deps, graph: reader });
    return isWell ? now : undefined;
  } catch (error) {
    // Even a fault of ours must not cost the tokens their listing.
    deps.log.error(`connections: not read, tenant=${tenantId} reason="${error instanceof Error ? error.message : ''}"`);
    return undefined;
  }
}

/** Writes the tenant's row. Where a person has changed it meanwhile that stays; where another poll has, so does all of it. */
async function keep(
  stored: Stored<ListedTenant>,
  startedAt: number,
  progress: PollProgress,
  listing: Listing,
  { tenants }: PollDeps,
): Promise<void> {
  let current: Stored<ListedTenant> | undefined = stored;
  while (current && (await tenants.writeListed(current, progress, listing)) === 'conflict') {
    current = await tenants.readListed(stored.value.tenant.tenantId);
    if (current && (current.value.tenant.poll?.polledAt ?? 0) >= startedAt) return;
  }
}

/** Brings what the first listing found, also where it took several polls, to the mailboxes: all in one go. */
async function handOverBaseline(tenantId: string, deps: PollDeps): Promise<void> {
  const { now, policyHash } = deps.context(tenantId);
  const markers: Marker[] = [];
  const later = now + BASELINE_MS;
  for await (const due of deps.subjects.readDue(tenantId, { now: later, policyHash, changedSince: later })) {
    markers.push(...due.markers);
  }
  if (markers.length > 0) await deps.handOver(markers, deps.clock() + DEADLINE_MS);
}
