import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { eachOf } from '../commit/each-of.ts';
import { readWholeTenant } from '../commit/reporting.ts';
import { decideConnection, factsOf } from '../decide/decide-connection.ts';
import type { TenantStore } from '../model/ports.ts';
import { type ConnectionState, isConnection, type SubjectState, type TokenState } from '../model/subject.ts';
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
 * Ends the monitoring of a whole tenant: it is no longer read from Microsoft Graph, each of its tokens is retired, and its
 * other connections with Apple count as gone, so that what is open ends and is told as ended. A token that is posted
 * later is monitored again.
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
  const subjects = await subjectsOf(tenantId, deps);
  const monitored = subjects.filter(isToken).filter(({ retiredAt }) => retiredAt === undefined);
  await retireAll(monitored, { kind: 'retired', by }, deps, progress);
  for (const connection of subjects.filter(isConnection)) await endConnection(connection, deps);
  return monitored.length;
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
    const retired = (await subjectsOf(tenantId, deps))
      .filter(isToken)
      .filter(({ retiredAt }) => retiredAt !== undefined && retiredAt >= since);
    await retireAll(retired, { kind: 'unretired' }, deps, () => {});
  }
  await deps.tenants.change(tenantId, { ...change, ...(change.polled && { enabled: true }) });
}

async function subjectsOf(tenantId: string, { subjects }: CommitDeps): Promise<readonly SubjectState[]> {
  const { subjects: found } = await readWholeTenant(tenantId, subjects);
  return [...found.values()].map(({ value }) => value);
}

function isToken(state: SubjectState): state is TokenState {
  return state.kind === 'token';
}

/** The next look at what Graph shows of it brings it back. */
async function endConnection(connection: ConnectionState, deps: CommitDeps): Promise<void> {
  await commitEvent<ConnectionState>(
    connection,
    (stored, context) => {
      if (!stored || stored.value.goneAt !== undefined) return undefined;
      const facts = { ...factsOf(stored.value), goneAt: context.now };
      return decideConnection(connection, stored, facts, { kind: 'time' }, context);
    },
    deps,
  );
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
