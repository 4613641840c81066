import { DAY } from '../../domain/policy.ts';
import type { Report } from '../../domain/report.ts';
import { msOf } from '../../domain/timestamp.ts';
import { Ingest } from '../ingest/ingest.ts';
import type { GraphReader, ListedPage, PollFault } from '../model/graph.ts';
import type { ListedToken, Listing, UnreadToken } from '../model/poll.ts';
import type { PollDeps } from './poll-deps.ts';
import { readPage } from './read-page.ts';

/** What a listing said, as far as it came. */
export interface ReadListing {
  readonly seen: Listing;
  /** What of it could not be read as reports. */
  readonly unread: Readonly<Record<string, UnreadToken>>;
  /** When its first page was answered, in milliseconds since the epoch. */
  readonly listedAt?: number;
  /** Why it did not come to its end. */
  readonly fault?: PollFault;
  /** A token fails, is in progress or expires soon. */
  readonly isUrgent: boolean;
}

/** A token that expires within this is looked at more often. */
const EXPIRES_SOON = 3 * DAY;

/** So many tokens that cannot be read are shown: a row has room for no more of each of thousands than a hash. */
const MAX_UNREAD = 100;

/** Reports that are stored with one call: as many as a page of a flow's may have, and what memory need not mind. */
const AT_ONCE = 100;

/**
 * Reads a tenant's tokens page by page, and stores what is new of each page before it asks for the next.
 *
 * @param known what is known already: what says the same again is not stored
 * @param origin `baseline` where nothing was ever listed completely
 * @param deadline milliseconds since the epoch
 * @throws StorageUnavailable
 */
export async function readListing(
  tenantId: string,
  known: Listing,
  origin: 'baseline' | undefined,
  reader: GraphReader,
  deadline: number,
  deps: PollDeps,
): Promise<ReadListing> {
  const key = await deps.app.key();
  const seen = new Map<string, ListedToken>();
  const unread = new Map<string, UnreadToken>();
  let [listedAt, isComplete, isUrgent]: [number | undefined, boolean, boolean] = [undefined, false, false];
  const read = (fault?: PollFault): ReadListing => ({
    ...{ seen, unread: Object.fromEntries(unread), isUrgent },
    ...(listedAt !== undefined && { listedAt }),
    ...(fault && { fault }),
  });
  for await (const answered of reader.tokens(tenantId, deadline)) {
    if (!answered.ok) return read(answered.fault);
    const page = answered.value;
    listedAt ??= page.at;
    isComplete = page.isLast;
    const tokens = readPage(tenantId, page, key);
    if (tokens.length < page.items.length) deps.log.warn(`graph: token without a readable id, tenant=${tenantId}`);
    isUrgent ||= tokens.some(({ item }) => item && needsAttention(item.report, page.at));
    const news = tokens.filter(
      ({ tokenId, listed }) => (seen.get(tokenId) ?? known.get(tokenId))?.hash !== listed.hash,
    );
    const here = new Ingest(atListing(page, origin, deps));
    const items = news.flatMap(({ item }) => item ?? []);
    for (let i = 0; i < items.length; i += AT_ONCE) await here.store(items.slice(i, i + AT_ONCE));
    for (const { tokenId, listed, unread: shown } of tokens) {
      seen.set(tokenId, listed);
      if (shown && unread.size < MAX_UNREAD) unread.set(tokenId, shown);
    }
  }
  return read(isComplete ? undefined : { kind: 'unexpected', reason: 'the listing ended without its end' });
}

function needsAttention({ status, expiresAt }: Report, now: number): boolean {
  if (status === 'failed' || status === 'inProgress') return true;
  const left = expiresAt ? msOf(expiresAt) - now : 0;
  return left > 0 && left <= EXPIRES_SOON;
}

/** What a first listing finds is handed over when it is complete: then it is one alert. */
function atListing({ at }: ListedPage, origin: 'baseline' | undefined, deps: PollDeps): PollDeps {
  const surroundings = { listedAt: at, isListed: true };
  const context: PollDeps['context'] = (tenantId) => ({
    ...deps.context(tenantId),
    surroundings,
    ...(origin && { origin }),
  });
  return origin ? { ...deps, context, handOver: async () => {} } : { ...deps, context };
}
