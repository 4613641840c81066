import type { Marker } from '../model/marker.ts';
import { type Clock, type Log, StorageUnavailable } from '../model/ports.ts';
import { WHOLE_TENANT } from '../model/state.ts';
import { keyOf, REFUSED_PREFIX, type SubjectKey } from '../model/subject.ts';
import { changeLine } from './lines.ts';
import type { MailboxStore, WakeUps } from './ports.ts';
import { freshen } from './revive.ts';
import type { DueRow } from './rows.ts';

/** The rows of one transaction. */
const AT_ONCE = 100;

export interface MarkerStore {
  /**
   * Deletes up to 100 markers of one tenant, all or none.
   *
   * @returns conflict where another has deleted one of them
   * @throws StorageUnavailable
   */
  deleteMarkers(tenantId: string, markers: readonly Marker[]): Promise<'deleted' | 'conflict'>;
}

export interface HandOverDeps {
  readonly mailboxes: Pick<MailboxStore, 'insertDue' | 'readDue'>;
  readonly markers: MarkerStore;
  readonly wakeUps: WakeUps;
  /** The ids of the configured targets. */
  readonly targets: readonly string[];
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}

/**
 * Puts what markers stand for into the mailboxes, wakes those, and deletes the markers: in this order, so that
 * whatever fails or dies on the way leaves a marker for the sweep. Never fails for storage that is out of reach.
 */
export async function handOver(markers: readonly Marker[], deps: HandOverDeps): Promise<void> {
  for (const marker of markers) if (marker.kind === 'told') deps.log.info(changeLine(marker));
  const concerned = new Set(markers.flatMap((marker) => targetsOf(marker, deps)));
  const failed = new Set<string>();
  const attempt = async (target: string) => {
    try {
      await handOverTo(target, markers, deps);
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      deps.log.warn(`delivery: left to the next check, target=${target} reason="${error.message}"`);
      failed.add(target);
    }
  };
  await Promise.all([...concerned].map(attempt));
  const done = markers.filter((marker) => !targetsOf(marker, deps).some((target) => failed.has(target)));
  try {
    for (const [tenantId, own] of Map.groupBy(done, (marker) => marker.tenantId)) {
      for (let i = 0; i < own.length; i += AT_ONCE) await deleteAll(tenantId, own.slice(i, i + AT_ONCE), deps.markers);
    }
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    deps.log.warn(`delivery: markers left to the next check, reason="${error.message}"`);
  }
}

function targetsOf(marker: Marker, { targets }: HandOverDeps): readonly string[] {
  return marker.kind === 'told' ? marker.targets : targets;
}

async function handOverTo(target: string, markers: readonly Marker[], deps: HandOverDeps): Promise<void> {
  const { mailboxes, wakeUps, clock } = deps;
  const told = markers.filter((it) => it.kind === 'told').filter((it) => it.targets.includes(target));
  const rows = told.map(({ tenantId, subject, no, dueAt }): DueRow => ({ tenantId, subject, no, dueAt }));
  if (rows.length > 0) {
    await mailboxes.insertDue(target, rows);
    await wakeUps.wake(
      target,
      rows.reduce((least, { dueAt }) => Math.min(least, dueAt), Number.POSITIVE_INFINITY),
    );
  }
  for (const { kind, tenantId, subject } of markers) {
    if (kind !== 'lifted' || !deps.targets.includes(target)) continue;
    for (const only of scopesOf(tenantId, subject)) {
      const fresh = await freshen(target, only, { store: mailboxes, clock, newId: deps.newId });
      if (fresh > 0) await wakeUps.wake(target, clock());
    }
  }
}

/** What a silence held back; that of a whole tenant also held back that its reports are refused. */
function scopesOf(tenantId: string, subject: string): readonly (Pick<SubjectKey, 'tenantId'> & { subject?: string })[] {
  if (subject !== WHOLE_TENANT) return [keyOf(tenantId, subject)];
  return [{ tenantId }, keyOf(tenantId, `${REFUSED_PREFIX}${tenantId}`)];
}

async function deleteAll(tenantId: string, markers: readonly Marker[], store: MarkerStore): Promise<void> {
  if ((await store.deleteMarkers(tenantId, markers)) === 'deleted' || markers.length === 1) return;
  for (const marker of markers) await store.deleteMarkers(tenantId, [marker]);
}
