import type { DecisionContext } from '../decide/context.ts';
import type { Marker } from '../model/marker.ts';
import type { SubjectStore } from '../model/ports.ts';
import type { SubjectChange } from '../model/state.ts';
import type { Stored, SubjectKey, SubjectState } from '../model/subject.ts';
import { DEADLINE_MS, type Patience, untilCommitted } from './retry.ts';

/** Brings markers to the mailboxes. Never throws: what it does not finish, the sweep does. */
export type HandOver = (markers: readonly Marker[], deadline: number) => Promise<void>;

export interface CommitDeps extends Patience {
  readonly subjects: SubjectStore;
  readonly handOver: HandOver;
  /** What a decision made now on a subject of this partition depends on. */
  readonly context: (tenantId: string) => DecisionContext;
  /** Is given each state that was written. */
  readonly written?: (state: SubjectState) => void;
}

/**
 * Lets something other than reports happen to one subject: time, or a person. Decides at once, and again where
 * another instance wrote first.
 *
 * @param decide what becomes of it; undefined where nothing does
 * @param known the row as it was read, for the first try
 * @returns the state after it; undefined where there is no such subject
 * @throws StorageUnavailable
 */
export async function commitEvent<S extends SubjectState>(
  { tenantId, subject }: SubjectKey,
  decide: (stored: Stored<S> | undefined, context: DecisionContext) => SubjectChange<S> | undefined,
  deps: CommitDeps,
  known?: Stored<S>,
): Promise<S | undefined> {
  const deadline = deps.clock() + DEADLINE_MS;
  return untilCommitted(
    async (tries) => {
      // The key says of which kind the subject is, which the map of all kinds cannot show to the compiler.
      const stored =
        tries === 0 && known
          ? known
          : ((await deps.subjects.read(tenantId, [subject])).get(subject) as Stored<S> | undefined);
      const change = decide(stored, deps.context(tenantId));
      if (!change) return stored?.value;
      if ((await deps.subjects.commit(tenantId, [change])) === 'conflict') return 'conflict';
      deps.written?.(change.state);
      if (change.marker) await deps.handOver([change.marker], deadline);
      return change.state;
    },
    deadline,
    deps,
  );
}
