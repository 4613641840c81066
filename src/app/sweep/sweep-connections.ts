import { commitEvent } from '../commit/commit-event.ts';
import { type ConnectionFacts, decideConnection, factsOf } from '../decide/decide-connection.ts';
import type { Tenant } from '../model/ports.ts';
import { type ConnectionState, isConnection, type Stored, type SubjectState } from '../model/subject.ts';
import type { SweepDeps } from './sweep-deps.ts';

/**
 * Decides on those connections with Apple that are due by time alone. Where nobody looks at them any more, what was
 * known of them says nothing, and their incidents end.
 *
 * @returns how many
 */
export async function sweepConnections(
  tenant: Tenant,
  due: readonly Stored<SubjectState>[],
  deps: SweepDeps,
): Promise<number> {
  const isWatched = deps.polls?.isWatched(tenant) === true;
  const connections = due.filter((it): it is Stored<ConnectionState> => isConnection(it.value));
  for (const connection of connections) {
    const { value } = connection;
    await commitEvent<ConnectionState>(
      value,
      (stored, context) => {
        const facts = stored && factsNow(stored.value, isWatched, context.now);
        return facts && decideConnection(value, stored, facts, { kind: 'time' }, context);
      },
      deps,
      connection,
    );
  }
  return connections.length;
}

function factsNow(state: ConnectionState, isWatched: boolean, now: number): ConnectionFacts {
  const facts = factsOf(state);
  return isWatched || facts.gone ? facts : { ...facts, gone: { at: now, why: 'notWatched' } };
}
