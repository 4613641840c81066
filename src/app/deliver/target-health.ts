import { HOUR } from '../../domain/policy.ts';
import type { TroubleNotice } from '../model/notice.ts';
import {
  type Clock,
  type Log,
  OUTBREAKS,
  type SendResult,
  StorageUnavailable,
  type TargetHealth,
  type TargetHealthStore,
} from '../model/ports.ts';
import type { Notification } from '../model/state.ts';

/** A target that has had nothing but failures for so long is told of through the others. */
export const TROUBLE_AFTER = HOUR;

/** How long an instance believes what it read of a target. */
const TRUST_MS = 60_000;

/** Notes how attempts end, so that all instances together know which targets only fail. */
export interface HealthNotes {
  /** Never throws: an attempt that was made counts, even where it cannot be noted. */
  note(target: string, result: SendResult): Promise<void>;
}

/** Writes only where a target begins or ceases to fail, and reads at most once a minute for each. */
export function healthNotes(store: TargetHealthStore, clock: Clock, log: Log): HealthNotes {
  const known = new Map<string, { readonly at: number; readonly isFailing: boolean }>();
  return {
    async note(target, result) {
      // That a service asks for patience says nothing of its health.
      if (result.kind === 'retry' && result.free) return;
      const isFailing = result.kind !== 'delivered';
      const now = clock();
      const before = known.get(target);
      if (before && before.isFailing === isFailing && now - before.at < TRUST_MS) return;
      try {
        const stored = await store.readTarget(target);
        const wasFailing = stored?.failingSince !== undefined;
        if (isFailing && !wasFailing) await store.writeTarget({ target, failingSince: now, lastError: result.reason });
        if (!isFailing && wasFailing) await store.writeTarget({ target });
        known.set(target, { at: now, isFailing });
      } catch (error) {
        if (!(error instanceof StorageUnavailable)) throw error;
        log.warn(`health of the target: not stored, target=${target} reason="${error.message}"`);
      }
    },
  };
}

/** The targets that have failed for so long that people ought to know. */
export function troubled(targets: readonly TargetHealth[], now: number): readonly TargetHealth[] {
  return targets.filter(({ failingSince }) => failingSince !== undefined && now - failingSince >= TROUBLE_AFTER);
}

/**
 * What the other targets are told of one that only fails: once for each time that it began to.
 *
 * @param others the targets that are to hear of it
 */
export function troubleNotifications(
  { target, failingSince = 0, lastError }: TargetHealth,
  others: readonly string[],
  now: number,
): readonly Notification[] {
  // The same for whoever tells it, so that two sweeps tell it once.
  const incidentId = `channel-${target}-${failingSince}`;
  const notice: TroubleNotice = {
    type: 'vpp.trouble',
    notificationId: `${incidentId}-1`,
    at: now,
    severity: 'critical',
    trouble: 'channel',
    channel: { target, since: failingSince, ...(lastError && { reason: lastError }) },
    problems: [
      `${target} has failed since ${new Date(failingSince).toISOString()}${lastError ? `: ${lastError}` : ''}`,
    ],
  };
  return others.map((other) => ({
    tenantId: OUTBREAKS,
    incidentId,
    seq: 1,
    target: other,
    notice,
    state: 'pending',
    createdAt: now,
    dueAt: now,
    attempts: 0,
  }));
}
