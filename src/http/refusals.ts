import type { TenantRefusal } from '../app/ingest/note-refusal.ts';
import type { ItemResult } from './answer.ts';
import type { Received } from './receive.ts';

/** The most characters of a place: it holds names of the sender's, who could make them of any length. */
const MAX_POINTER = 200;

/** The most places that are kept for a tenant's people. */
const MAX_KEPT = 20;

/** What of one request was refused alike. */
export interface Refusal {
  /** As in the answer: of an item, what it would have been answered alone. */
  readonly status: number;
  /** Where it is known: of the credentials, or else as the item names it. */
  readonly tenantId?: string;
  /** The tokens of the refused items, as far as they could be read. */
  readonly tokenIds: readonly string[];
  /** Where in the body, as in `#/0/lastSyncStatus`; what is too long is cut. */
  readonly pointers: readonly string[];
}

/**
 * Everything of a request that was refused, one entry for each tenant and status: the request whole, or items of it,
 * whatever the request was answered.
 *
 * @param results one for each item of `received`; empty where the request was refused whole
 */
export function allRefusals(received: Received, results: readonly ItemResult[]): readonly Refusal[] {
  if (received.kind === 'answer') return [];
  const { boundTenantId } = received;
  if (received.kind === 'problem') {
    const { status, errors = [] } = received.problem;
    return [withTenant({ status, tokenIds: [], pointers: placesOf(errors) }, boundTenantId)];
  }
  const refused = results.flatMap((result) => {
    if (result.kind === 'accepted') return [];
    // Whoever's key it is must mend it, and not the tenant that it wrongly names.
    return [{ result, status: statusOf(result), tenantId: boundTenantId ?? result.tenantId }];
  });
  const alike = Map.groupBy(refused, ({ status, tenantId }) => `${status} ${tenantId ?? ''}`);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const tokenIds = new Set(group.flatMap(({ result }) => result.tokenId ?? []));
    const pointers = group.flatMap(({ result }) => pointersOf(result));
    return [withTenant({ status: first.status, tokenIds: [...tokenIds], pointers }, first.tenantId)];
  });
}

/**
 * The refusals of a request by tenant, for the subject `_refused:{tenant}`. A request that shows no good credentials
 * (401) says nothing about a tenant, and neither does one whose tenant could not be read.
 *
 * @param results one for each item of `received`; empty where the request was refused whole
 */
export function refusalsOf(received: Received, results: readonly ItemResult[]): readonly TenantRefusal[] {
  return allRefusals(received, results).flatMap(({ tenantId, status, pointers }) =>
    tenantId === undefined || status === 401 ? [] : [{ tenantId, pointers: pointers.slice(0, MAX_KEPT) }],
  );
}

type Refused = Exclude<ItemResult, { kind: 'accepted' }>;

function statusOf(result: Refused): number {
  if (result.kind === 'conflict') return 422;
  return result.forbidden ? 403 : 400;
}

function pointersOf(result: Refused): readonly string[] {
  return placesOf(result.kind === 'conflict' ? [result] : result.errors);
}

function placesOf(errors: readonly { readonly pointer: string }[]): readonly string[] {
  return errors.map(({ pointer }) => (pointer.length > MAX_POINTER ? `${pointer.slice(0, MAX_POINTER)}…` : pointer));
}

function withTenant(refusal: Omit<Refusal, 'tenantId'>, tenantId: string | undefined): Refusal {
  return tenantId === undefined ? refusal : { ...refusal, tenantId };
}
