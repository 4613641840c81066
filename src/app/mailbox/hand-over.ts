import { type Clock, type Log, StorageUnavailable } from '../ports.ts';
import type { MailboxStore, WakeUps } from './ports.ts';
import { freshen } from './revive.ts';
import type { DueRow } from './rows.ts';
import type { SubjectKey } from './want.ts';

/** How long a marker is left to whoever wrote it before the sweep takes it on. */
export const MARKER_MS = 60_000;

/** The rows of one transaction. */
const AT_ONCE = 100;

/**
 * Written with a change, and gone once every mailbox that it concerns knows that there is something due.
 * Milliseconds since the epoch.
 */
export type Marker = SubjectKey & {
  /** When the sweep takes it on. */
  readonly retryAt: number;
} & (
    | {
        readonly kind: 'told';
        readonly no: number;
        /** Of the audience before and that after. */
        readonly targets: readonly string[];
        /** When the rows in the mailboxes are due. */
        readonly dueAt: number;
      }
    /** A silence was lifted or shortened: of a subject, or with `*` of the tenant. */
    | { readonly kind: 'lifted'; readonly id: string }
  );

export interface MarkerStore {
  /** Markers of a tenant that the sweep has to take on, in pages. @throws StorageUnavailable */
  readOverdue(tenantId: string, now: number): AsyncIterable<readonly Marker[]>;
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
  const concerned = new Set(markers.flatMap((marker) => targetsOf(marker, deps)));
  const failed = new Set<string>();
  const attempt = async (target: string) => {
    try {
      await handOverTo(target, markers, deps);
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      deps.log.warn(`${target} is to be told later: ${error.message}`);
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
    deps.log.warn(`markers are left to be deleted later: ${error.message}`);
  }
}

/** The sweep's part: hands over what was left behind in a tenant. @throws StorageUnavailable */
export async function handOverOverdue(tenantId: string, deps: HandOverDeps): Promise<void> {
  for await (const markers of deps.markers.readOverdue(tenantId, deps.clock())) {
    if (markers.length > 0) await handOver(markers, deps);
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
    const only = subject === '*' ? { tenantId } : { tenantId, subject };
    const fresh = await freshen(target, only, { store: mailboxes, clock, newId: deps.newId });
    if (fresh > 0) await wakeUps.wake(target, clock());
  }
}

async function deleteAll(tenantId: string, markers: readonly Marker[], store: MarkerStore): Promise<void> {
  if ((await store.deleteMarkers(tenantId, markers)) === 'deleted' || markers.length === 1) return;
  for (const marker of markers) await store.deleteMarkers(tenantId, [marker]);
}
