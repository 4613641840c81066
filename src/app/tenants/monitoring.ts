import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { eachOf } from '../commit/each-of.ts';
import { decideConnection, factsOf } from '../decide/decide-connection.ts';
import type { TenantStore } from '../model/ports.ts';
import { type ConnectionState, isConnection, type TokenState } from '../model/subject.ts';
import { retireToken } from '../retire/retire.ts';
import type { WantedTenant } from './difference.ts';

export interface TenantDeps extends CommitDeps {
  readonly tenants: Pick<TenantStore, 'read' | 'change'>;
}

/** Told of each token that is done, and of how many there are. */
export type Progress = (done: number, all: number) => void;

/** Tokens written side by side. */
const CONCURRENCY = 8;

/**
 * Ends the monitoring of a whole tenant: it is no longer read from Microsoft Graph, and each of its tokens is retired,
 * so that what is open ends and is told as ended. A token that is posted later is monitored again.
 *
 * @returns how many tokens were retired; undefined where there is no such tenant
 * @throws StorageUnavailable; then it can be done again
 */
export async function disableTenant(
  tenantId: string,
  by: string,
  deps: TenantDeps,
  progress: Progress = () => {},
): Promise<number | undefined> {
  const tenant = await deps.tenants.read(tenantId);
  if (!tenant) return undefined;
  // The instant before which no token was retired by this stays that of the first try.
  const disabledAt = tenant.enabled ? deps.clock() : (tenant.disabledAt ?? deps.clock());
  await deps.tenants.change(tenantId, { enabled: false, polled: false, disabledAt });
  const monitored = (await tokensOf(tenantId, deps)).filter(({ retiredAt }) => retiredAt === undefined);
  await retireAll(monitored, { kind: 'retired', by }, deps, progress);
  await stopWatching(tenantId, deps);
  return monitored.length;
}

/** Its other connections with Apple are not looked at any more either. */
async function stopWatching(tenantId: string, deps: CommitDeps): Promise<void> {
  for (const known of await deps.subjects.readBesideTokens(tenantId)) {
    if (!isConnection(known.value) || known.value.gone) continue;
    await commitEvent<ConnectionState>(
      known.value,
      (stored, context) => {
        const facts = stored && { ...factsOf(stored.value), gone: { at: context.now, why: 'notWatched' as const } };
        return facts && decideConnection(stored.value, stored, facts, { kind: 'time' }, context);
      },
      deps,
    );
  }
}

/**
 * Brings a tenant to what a person wants of it, listed or not. One that is to be read from Microsoft Graph is monitored
 * again, with the tokens that were retired when that was ended.
 *
 * @throws StorageUnavailable; then it can be done again
 */
export async function changeTenant({ tenantId, ...change }: WantedTenant, deps: TenantDeps): Promise<void> {
  const tenant = change.polled ? await deps.tenants.read(tenantId) : undefined;
  if (tenant?.enabled === false) {
    const since = tenant.disabledAt ?? Number.POSITIVE_INFINITY;
    const retired = (await tokensOf(tenantId, deps)).filter(
      ({ retiredAt }) => retiredAt !== undefined && retiredAt >= since,
    );
    await retireAll(retired, { kind: 'unretired' }, deps, () => {});
  }
  await deps.tenants.change(tenantId, { ...change, ...(change.polled && { enabled: true }) });
}

async function tokensOf(tenantId: string, { subjects }: CommitDeps): Promise<readonly TokenState[]> {
  const tokens: TokenState[] = [];
  for await (const page of subjects.readAll(tenantId)) {
    for (const { value } of page) if (value.kind === 'token') tokens.push(value);
  }
  return tokens;
}

async function retireAll(
  tokens: readonly TokenState[],
  event: Parameters<typeof retireToken>[1],
  deps: CommitDeps,
  progress: Progress,
): Promise<void> {
  let done = 0;
  await eachOf(tokens, CONCURRENCY, async ({ tenantId, subject: tokenId }) => {
    await retireToken({ tenantId, tokenId }, event, deps);
    done += 1;
    progress(done, tokens.length);
  });
}
