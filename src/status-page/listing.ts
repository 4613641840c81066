import { silenceInForce } from '../app/model/state.ts';
import type { TenantSummary, TokenSummary } from '../app/model/summary.ts';
import { shortTenantName } from '../channels/content/tenant.ts';
import { nameOf, tail } from '../channels/content/text.ts';
import type { PageContext } from './context.ts';
import type { ListQuery } from './query.ts';
import { daysLeft, instantOf, rankOf, type Standing, standingOf } from './standing.ts';

/** A token as a table shows it. */
export interface TokenRow {
  readonly tenantId: string;
  readonly tenant: string;
  readonly token: TokenSummary;
  readonly name: string;
  readonly location: string;
  readonly standing: Standing;
  readonly isSilenced: boolean;
  /** Milliseconds since the epoch. */
  readonly lastSyncAt?: number;
  readonly daysLeft?: number;
}

export const PAGE_SIZE = 100;

/** One page of a list. */
export interface ListPage {
  readonly rows: readonly TokenRow[];
  readonly page: number;
  readonly pages: number;
  /** How many match. */
  readonly count: number;
}

/** All tokens of some tenants. */
export function rowsOf(summaries: readonly TenantSummary[], context: PageContext): readonly TokenRow[] {
  const { options, now, alertWords } = context;
  return summaries.flatMap(({ tenantId, tokens, silences }) => {
    const tenant = shortTenantName(tenantId, options);
    return tokens.map((token): TokenRow => {
      const location = nameOf(token.locationName) ?? '';
      const own = nameOf(token.displayName) ?? nameOf(token.organizationName) ?? (location || undefined);
      const lastSyncAt = instantOf(token.lastSyncAt);
      const days = daysLeft(token.expiresAt, now);
      return {
        tenantId,
        tenant,
        token,
        name: `${own ?? alertWords.incident.unnamedToken} …${tail(token.tokenId)}`,
        location,
        standing: standingOf(token, now),
        isSilenced: silenceInForce(token.tokenId, silences, now) !== undefined,
        ...(lastSyncAt !== undefined && { lastSyncAt }),
        ...(days !== undefined && { daysLeft: days }),
      };
    });
  });
}

/** What a reader asked for, of all rows. A page behind the last is the last. */
export function listPage(all: readonly TokenRow[], query: ListQuery, locale: string): ListPage {
  const rows = all.filter((row) => matches(row, query)).sort(orderOf(query, locale));
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const page = Math.min(query.page, pages);
  return { rows: rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), page, pages, count: rows.length };
}

function matches(row: TokenRow, { search, tenant, state, problem }: ListQuery): boolean {
  const { token, standing } = row;
  if (tenant !== '' && row.tenantId !== tenant && !folded(row.tenant).includes(folded(tenant))) return false;
  if (problem && !(standing.kind === 'cause' && standing.cause === problem)) return false;
  if (state && !hasState(row, state)) return false;
  if (search === '') return true;
  const words = folded(search).split(' ');
  const text = folded(
    [row.name, row.location, row.tenant, row.tenantId, token.organizationName, token.tokenId].join(' '),
  );
  return words.every((word) => text.includes(word));
}

function hasState({ token, standing, isSilenced }: TokenRow, state: NonNullable<ListQuery['state']>): boolean {
  switch (state) {
    case 'ok':
    case 'expiring':
    case 'notMonitored':
      return standing.kind === state;
    case 'attention':
      return standing.kind === 'cause';
    case 'critical':
    case 'warning':
      return standing.kind === 'cause' && standing.severity === state;
    case 'silenced':
      return isSilenced;
    default:
      return token.status === state;
  }
}

/** Full and half width, upper and lower case are the same to who searches. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
}

function orderOf({ sort, isDescending }: ListQuery, locale: string): (a: TokenRow, b: TokenRow) => number {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const byName = (a: TokenRow, b: TokenRow) => compare(a.name, b.name) || compare(a.tenant, b.tenant);
  const by: Readonly<Record<ListQuery['sort'], (a: TokenRow, b: TokenRow) => number>> = {
    token: byName,
    location: (a, b) => compare(a.location, b.location),
    state: (a, b) => rankOf(a.standing) - rankOf(b.standing),
    lastSync: (a, b) => (a.lastSyncAt ?? 0) - (b.lastSyncAt ?? 0),
    expiry: (a, b) => (a.daysLeft ?? Number.MAX_SAFE_INTEGER) - (b.daysLeft ?? Number.MAX_SAFE_INTEGER),
  };
  const direction = isDescending ? -1 : 1;
  return (a, b) => direction * by[sort](a, b) || byName(a, b);
}
