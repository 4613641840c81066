import type { PollFault } from '../model/graph.ts';
import type { ListedToken, Listing } from '../model/poll.ts';

/** A listing that lacks fewer tokens than this is not short. */
const SHORT_FROM = 3;

/**
 * What is wrong with a complete listing as a whole: nobody removes all tokens of a tenant, or most of them, in one hour;
 * it is far likelier that Graph did not say all.
 *
 * @param known the tokens of before that anybody still expects
 */
export function faultOf(known: number, listed: number): PollFault | undefined {
  if (known === 0) return undefined;
  if (listed === 0) return { kind: 'emptyListing', reason: `none of ${known} tokens listed` };
  const lacking = known - listed;
  if (lacking < SHORT_FROM || lacking * 2 <= known) return undefined;
  return { kind: 'shortListing', reason: `${listed} of ${known} tokens listed` };
}

/** The listing after a complete one: what it lacks for the first time stays once more, what it lacks again is removed. */
export function afterComplete(
  known: Listing,
  seen: Listing,
): { readonly listing: Listing; readonly removed: readonly string[] } {
  const listing = new Map<string, ListedToken>(seen);
  const removed: string[] = [];
  for (const [tokenId, token] of known) {
    if (seen.has(tokenId)) continue;
    if (token.isMissing) removed.push(tokenId);
    else listing.set(tokenId, { ...token, isMissing: true });
  }
  return { listing, removed };
}

/** The listing after one that broke off: it says nothing of what it did not reach. */
export function afterBroken(known: Listing, seen: Listing): Listing {
  return new Map([...known, ...seen]);
}
