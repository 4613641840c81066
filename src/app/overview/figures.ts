import type { Cause, Severity } from '../../domain/cause.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import { msOf, parseTimestamp } from '../../domain/timestamp.ts';
import type { IncidentSummary, SubjectSummary, TenantSummary, TokenSummary } from '../model/summary.ts';

/** A token with what names it. Instants are milliseconds since the epoch. */
export interface NamedToken {
  readonly tenantId: string;
  readonly tenantName?: string;
  readonly token: TokenSummary;
}

/** What all summaries come to. Retired tokens are counted, and count for nothing else. */
export interface Figures {
  readonly tenants: number;
  /** Monitored tokens, by status and the cause of their open incident. */
  readonly tokens: readonly {
    readonly status: SyncStatus | null;
    readonly cause: Cause | null;
    readonly count: number;
  }[];
  readonly retired: number;
  /** Open incidents of tokens and of all else, by cause and severity. */
  readonly incidents: readonly { readonly cause: Cause; readonly severity: Severity; readonly count: number }[];
  readonly acknowledged: number;
  /** The token that has been failing for longest. */
  readonly oldestFailure?: NamedToken & { readonly failingSince: number };
  /** The next expiry of each token that has one, soonest first. */
  readonly expiries: readonly (NamedToken & { readonly expiresAt: number })[];
  /** The last sync of each token that ever had one, oldest first. */
  readonly syncs: readonly (NamedToken & { readonly lastSyncAt: number })[];
  /** When Graph last listed all tokens of a tenant that it lists, oldest first. */
  readonly listings: readonly { readonly tenantId: string; readonly listedAt: number }[];
}

/** @param app open incidents of what concerns the app itself and no tenant */
export async function figuresOf(
  summaries: AsyncIterable<TenantSummary>,
  app: readonly SubjectSummary[],
  now: number,
): Promise<Figures> {
  let tenants = 0;
  const monitored: NamedToken[] = [];
  let retired = 0;
  const open: IncidentSummary[] = [...app];
  const listings: { tenantId: string; listedAt: number }[] = [];
  for await (const { tenantId, name, tokens, others, listedAt } of summaries) {
    tenants += 1;
    open.push(...others);
    if (listedAt !== undefined) listings.push({ tenantId, listedAt });
    for (const token of tokens) {
      if (token.retiredAt !== undefined) retired += 1;
      else monitored.push({ tenantId, ...(name !== undefined && { tenantName: name }), token });
      if (token.incident) open.push(token.incident);
    }
  }
  const [oldestFailure] = dated(monitored, 'failingSince', ({ incident }) => incident?.failingSince);
  return {
    tenants,
    tokens: counted(monitored.map(({ token }) => ({ status: token.status, cause: token.incident?.cause ?? null }))),
    retired,
    incidents: counted(open.map(({ cause, severity }) => ({ cause, severity }))),
    acknowledged: open.filter(({ acknowledged }) => acknowledged).length,
    ...(oldestFailure && { oldestFailure }),
    expiries: dated(monitored, 'expiresAt', ({ expiresAt }) => expiresAt).filter(
      // A date that has passed beside good syncs was renewed, and nobody said so yet.
      ({ token, expiresAt }) => expiresAt > now || token.incident?.cause === 'tokenExpired',
    ),
    syncs: dated(monitored, 'lastSyncAt', ({ lastSyncAt }) => lastSyncAt),
    listings: listings.sort((a, b) => a.listedAt - b.listedAt),
  };
}

/** How often each of some records occurs. */
function counted<T extends object>(records: readonly T[]): readonly (T & { readonly count: number })[] {
  const groups = Map.groupBy(records, (record) => JSON.stringify(record));
  return [...groups.values()].flatMap((same) => same.slice(0, 1).map((it) => ({ ...it, count: same.length })));
}

/** Those tokens that have a date, with it, earliest first. */
function dated<K extends string>(
  tokens: readonly NamedToken[],
  name: K,
  dateOf: (token: TokenSummary) => string | undefined,
): readonly (NamedToken & { readonly [N in K]: number })[] {
  const found = tokens.flatMap((it) => {
    const text = dateOf(it.token);
    const timestamp = text === undefined ? undefined : parseTimestamp(text);
    return timestamp ? [{ at: msOf(timestamp), it }] : [];
  });
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, it }) => ({ ...it, [name]: at }) as NamedToken & { readonly [N in K]: number });
}
