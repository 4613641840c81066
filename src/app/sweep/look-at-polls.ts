import { commitEvent } from '../commit/commit-event.ts';
import { credentialFacts, decideCredential, decidePoll, type PollFacts, pollFactsAt } from '../decide/decide-poll.ts';
import type { PollProgress } from '../model/poll.ts';
import type { Tenant } from '../model/ports.ts';
import { APP_TENANT, CREDENTIAL, type CredentialState, POLL, type PollState, type Stored } from '../model/subject.ts';
import type { SweepDeps } from './sweep-deps.ts';

/** A tenant that is not polled has nothing that could fail. */
const NOT_POLLED: PollFacts = { failures: 0 };

/**
 * Looks whether a tenant can be read from Graph. What its polls left in its row is all there is to know.
 *
 * @param stored the row of `_poll`, where it is due: while it is open it always is
 */
export async function lookAtPoll(
  tenant: Tenant,
  stored: Stored<PollState> | undefined,
  deps: SweepDeps,
): Promise<void> {
  const { tenantId, poll } = tenant;
  const { polls, context: contextOf } = deps;
  const facts =
    poll && polls?.isPolled(tenant)
      ? pollFactsAt(poll, polls.unansweredSince(tenant), contextOf(tenantId))
      : NOT_POLLED;
  if (!stored && (facts.failures === 0 || facts.fault?.kind === 'credential')) return;
  await commitEvent<PollState>(
    { tenantId, subject: POLL },
    (row, context) => {
      const change = decidePoll(tenantId, row, facts, { kind: 'time' }, context);
      return isWorthWriting(change, row, context.policyHash) ? change : undefined;
    },
    deps,
    stored,
  );
}

/** Looks whether the app's own credential is refused. @param polls of all tenants whose last one failed of it */
export async function lookAtCredential(polls: readonly PollProgress[], deps: SweepDeps): Promise<void> {
  await commitEvent<CredentialState>(
    { tenantId: APP_TENANT, subject: CREDENTIAL },
    (row, context) => {
      const change = decideCredential(row, credentialFacts(polls), { kind: 'time' }, context);
      return isWorthWriting(change, row, context.policyHash) ? change : undefined;
    },
    deps,
  );
}

/** A row is written only where there is something to say of it. */
function isWorthWriting(
  { isNews }: { readonly isNews: boolean },
  row: Stored<PollState | CredentialState> | undefined,
  policyHash: string,
): boolean {
  return isNews || (row !== undefined && row.value.policyHash !== policyHash);
}
