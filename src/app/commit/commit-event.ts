import type { TokenKey } from '../../domain/report.ts';
import { decide } from '../decide/decide.ts';
import type { DecisionContext, TokenEvent } from '../decide/decision.ts';
import type { StateStore } from '../model/ports.ts';
import type { Stored, TokenState } from '../model/state.ts';
import { type Surroundings, settle } from './outage.ts';
import type { Publish } from './publish.ts';
import { DEADLINE_MS, type Patience, untilCommitted } from './retry.ts';

export interface MoveDeps extends Patience {
  readonly store: StateStore;
  readonly publish: Publish;
  readonly surroundings: Surroundings;
  readonly context: () => Promise<DecisionContext>;
}

/**
 * Lets something other than reports happen to one token: time, or a person. Decides at once, and again where
 * another writer came first.
 *
 * @param known the row as it was read, for the first try
 * @returns the state after it; undefined where there is no such token
 * @throws StorageUnavailable
 */
export async function move(
  key: TokenKey,
  event: TokenEvent,
  deps: MoveDeps,
  known?: Stored<TokenState>,
): Promise<TokenState | undefined> {
  return untilCommitted(
    async (tries) => {
      const stored =
        tries === 0 && known ? known : (await deps.store.readTokens(key.tenantId, [key.tokenId])).get(key.tokenId);
      if (!stored) return undefined;
      const context = await deps.context();
      const { change } = await settle(context, deps.surroundings, (it) => decide(key, stored, event, it));
      if ((await deps.store.commit(key.tenantId, [change])) === 'conflict') return 'conflict';
      await deps.publish(change.notifications, context.now);
      return change.state;
    },
    deps.clock() + DEADLINE_MS,
    deps,
  );
}
