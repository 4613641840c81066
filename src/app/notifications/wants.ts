import { eachOf } from '../commit/each-of.ts';
import { KeyedMutex } from '../commit/keyed-mutex.ts';
import { expirySeverity } from '../decide/decide-expiring.ts';
import type { WantsReader } from '../deliver/ports.ts';
import { idOf, type Mute, type SubjectWant } from '../deliver/want.ts';
import type { Fact } from '../model/fact.ts';
import { type Log, type SilenceStore, StorageUnavailable, type SubjectStore } from '../model/ports.ts';
import type { Stored, SubjectState } from '../model/subject.ts';

/**
 * Tenants read side by side, and one target's at a time: in a burst every target reads hundreds, while reports wait for
 * storage, too.
 */
const CONCURRENCY = 4;
const TURN = ['wants'];

/** Reads what subjects' rows want to be known, and the silences that hold it back. */
export function wantsReader(
  subjects: Pick<SubjectStore, 'read'>,
  silences: Pick<SilenceStore, 'list'>,
  log: Log,
): WantsReader<SubjectState> {
  const turns = new KeyedMutex();
  const inTurn = <T>(items: Iterable<T>, work: (item: T) => Promise<void>) =>
    turns.run(TURN, () => eachOf(items, CONCURRENCY, work));
  return {
    async readWants(keys) {
      const found = new Map<string, SubjectWant<SubjectState> | undefined>();
      const tenants = Map.groupBy(keys, ({ tenantId }) => tenantId);
      await inTurn(tenants, async ([tenantId, own]) => {
        const ids = own.map(({ subject }) => subject);
        const rows = await readSome(tenantId, ids, subjects, log);
        for (const [subject, row] of rows) found.set(idOf({ tenantId, subject }), row && wantOf(row.value));
      });
      return found;
    },
    async readMutes(tenantIds) {
      const found: Mute[] = [];
      await inTurn(tenantIds, async (tenantId) => {
        const own = await silences.list(tenantId);
        found.push(
          ...own.map(({ subject, from, until }) => ({ tenantId, subject, until, ...(from !== undefined && { from }) })),
        );
      });
      return found;
    },
  };
}

/** A row that cannot be read costs no other its alert: then each is read by itself. */
async function readSome(
  tenantId: string,
  ids: readonly string[],
  subjects: Pick<SubjectStore, 'read'>,
  log: Log,
): Promise<ReadonlyMap<string, Stored<SubjectState> | undefined>> {
  try {
    return await subjects.read(tenantId, ids);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) {
      log.error(
        `row: unreadable, tenant=${tenantId} subject=${only} reason="${error instanceof Error ? error.message : 'unknown'}"`,
      );
      return new Map([[only, undefined]]);
    }
    const each = await Promise.all(ids.map((id) => readSome(tenantId, [id], subjects, log)));
    return new Map(each.flatMap((it) => [...it]));
  }
}

/** What a subject's row wants to be known. */
export function wantOf(state: SubjectState): SubjectWant<SubjectState> {
  const { tenantId, subject, no, isReminder, audience, incident } = state;
  const origin = incident?.origin && { origin: incident.origin };
  return { tenantId, subject, no, isReminder, audience, fact: factOf(state), at: decidedAt(state), ...origin, state };
}

function factOf(state: SubjectState): Fact | null {
  if (state.kind !== 'expiring') return state.fact ?? null;
  if (state.no === 0) return null;
  const { steps, renewals } = state;
  return { kind: 'expiring', severity: expirySeverity(steps), items: steps, renewed: renewals };
}

/** When what people should know last moved. */
function decidedAt(state: SubjectState): number {
  if (state.kind === 'expiring') return state.movedAt;
  return state.told?.at ?? state.incident?.resolvedAt ?? state.incident?.changedAt ?? 0;
}
