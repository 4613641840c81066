import type { SubjectChange } from '../model/state.ts';
import {
  type ChannelState,
  type ConnectionState,
  type CredentialState,
  type PollState,
  type RefusedState,
  type ReporterState,
  type Stored,
  type SubjectState,
  TARGET_PREFIX,
  type TokenState,
  tenantOf,
} from '../model/subject.ts';
import type { IncidentEvent } from './advance.ts';
import type { DecisionContext } from './context.ts';
import { decideChannel } from './decide-channel.ts';
import { decideConnection, factsOf } from './decide-connection.ts';
import { credentialFactsOf, decideCredential, decidePoll, pollFacts } from './decide-poll.ts';
import { decideRefused } from './decide-refused.ts';
import { decideReporter } from './decide-reporter.ts';
import { decideToken } from './decide-token.ts';

/** Lets a person do something to a subject of whatever kind; undefined for one that has no incidents. */
export function decideEvent(
  stored: Stored<SubjectState>,
  event: IncidentEvent,
  context: DecisionContext,
): SubjectChange | undefined {
  const { value } = stored;
  switch (value.kind) {
    case 'token': {
      const { tenantId, subject: tokenId } = value;
      return decideToken({ tenantId, tokenId }, stored as Stored<TokenState>, event, context).change;
    }
    case 'reporter':
      return decideReporter(value.tenantId, stored as Stored<ReporterState>, value, event, context);
    case 'refused':
      return decideRefused(tenantOf(value), stored as Stored<RefusedState>, event, context);
    case 'channel': {
      const { failingSince, lastError } = value;
      const channel = { ...(failingSince !== undefined && { failingSince }), ...(lastError && { lastError }) };
      return decideChannel(
        value.subject.slice(TARGET_PREFIX.length),
        stored as Stored<ChannelState>,
        channel,
        event,
        context,
      );
    }
    case 'enrollment':
    case 'push':
      return decideConnection(value, stored as Stored<ConnectionState>, factsOf(value), event, context);
    case 'poll':
      return decidePoll(value.tenantId, stored as Stored<PollState>, pollFacts(value), event, context);
    case 'credential':
      return decideCredential(stored as Stored<CredentialState>, credentialFactsOf(value), event, context);
    case 'expiring':
      return undefined;
  }
}
