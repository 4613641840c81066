import { commitEvent } from '../commit/commit-event.ts';
import { decideConnection, factsOf } from '../decide/decide-connection.ts';
import { type ConnectionState, isConnection, type Stored, type SubjectState } from '../model/subject.ts';
import type { SweepDeps } from './sweep-deps.ts';

/** Decides on those connections with Apple that are due by time alone. @returns how many */
export async function sweepConnections(due: readonly Stored<SubjectState>[], deps: SweepDeps): Promise<number> {
  const connections = due.filter((it): it is Stored<ConnectionState> => isConnection(it.value));
  for (const connection of connections) {
    const { value } = connection;
    await commitEvent<ConnectionState>(
      value,
      (stored, context) => stored && decideConnection(value, stored, factsOf(stored.value), { kind: 'time' }, context),
      deps,
      connection,
    );
  }
  return connections.length;
}
