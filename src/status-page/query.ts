import { CAUSES, type Cause } from '../domain/cause.ts';
import { SYNC_STATUSES, type SyncStatus } from '../domain/sync-status.ts';

/** What a list can be narrowed to: how tokens stand, or how their last sync ended. */
export const STATE_CHOICES = [
  'ok',
  'attention',
  'critical',
  'warning',
  'expiring',
  'silenced',
  'notMonitored',
] as const;
export type StateChoice = (typeof STATE_CHOICES)[number];

/** What a list can be ordered by. */
export const COLUMNS = ['token', 'location', 'state', 'lastSync', 'expiry'] as const;
export type Column = (typeof COLUMNS)[number];

/** The pages beside those of tenants and tokens. */
export const VIEWS = ['overview', 'deliveries', 'silences', 'health'] as const;
export type View = (typeof VIEWS)[number];

/** What a reader asked a list for. */
export interface ListQuery {
  readonly view: View;
  readonly search: string;
  /** A tenant's id, or part of its name. */
  readonly tenant: string;
  readonly state?: StateChoice | SyncStatus;
  readonly problem?: Cause;
  readonly sort: Column;
  readonly isDescending: boolean;
  /** Counts from 1. */
  readonly page: number;
}

const LONGEST = 200;

/** Reads the query of an address. What is not known is left out: a page is for people, who cannot mend an address. */
export function readListQuery(query: URLSearchParams): ListQuery {
  const text = (name: string) => (query.get(name) ?? '').trim().slice(0, LONGEST);
  const state = [...STATE_CHOICES, ...SYNC_STATUSES].find((it) => it === query.get('state'));
  const problem = CAUSES.find((it) => it === query.get('problem'));
  return {
    view: VIEWS.find((it) => it === query.get('view')) ?? 'overview',
    search: text('q'),
    tenant: text('tenant'),
    ...(state && { state }),
    ...(problem && { problem }),
    sort: COLUMNS.find((it) => it === query.get('sort')) ?? 'state',
    isDescending: query.get('order') === 'desc',
    page: Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1),
  };
}

/** The address of a list. What is as it would be anyway is left out. */
export function listAddress(
  path: string,
  { view, search, tenant, state, problem, ...rest }: Partial<ListQuery>,
): string {
  const query = new URLSearchParams({
    ...(view && view !== 'overview' && { view }),
    ...(search && { q: search }),
    ...(tenant && { tenant }),
    ...(state && { state }),
    ...(problem && { problem }),
    ...(rest.sort && rest.sort !== 'state' && { sort: rest.sort }),
    ...(rest.isDescending && { order: 'desc' }),
    ...(rest.page !== undefined && rest.page > 1 && { page: String(rest.page) }),
  });
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Whether a list is narrowed. */
export function isNarrowed({ search, tenant, state, problem }: ListQuery): boolean {
  return search !== '' || tenant !== '' || state !== undefined || problem !== undefined;
}
