import { move } from '../commit/commit-event.ts';
import { DEADLINE_MS, untilCommitted } from '../commit/retry.ts';
import { type Log, OUTBREAKS, type Outbox, type OutbreakStore, type Target, type Views } from '../model/ports.ts';
import type { TimelineEvent } from '../model/state.ts';
import { moveTenant, type TenantMoveDeps } from '../silence/silences.ts';

export interface AcknowledgeDeps extends TenantMoveDeps {
  readonly outbreaks: OutbreakStore;
  readonly views: Pick<Views, 'incident'>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly outbox: Outbox;
  readonly log: Log;
}

/**
 * Notes that somebody is working on an incident, whatever it belongs to, and decides at once. The first one stands.
 *
 * @param tenantId the partition of the incident: a tenant's id, or that of the outbreaks
 */
export async function acknowledge(
  tenantId: string,
  incidentId: string,
  { by, note }: { readonly by: string; readonly note?: string },
  deps: AcknowledgeDeps,
): Promise<'acknowledged' | 'ended' | 'unknown'> {
  const found = await deps.views.incident(tenantId, incidentId);
  if (!found) return 'unknown';
  if (found.incident.resolvedAt !== undefined) return 'ended';
  const event = { kind: 'acknowledged', incidentId, by, ...(note && { note }) } as const;
  if (tenantId === OUTBREAKS) await acknowledgeOutbreak(incidentId, event, deps);
  else if (found.tokenId === null) await moveTenant(tenantId, event, deps);
  else await move({ tenantId, tokenId: found.tokenId }, event, deps);
  // Only the first to say so is passed on.
  if (!found.incident.acknowledged) await passOn({ tenantId, incidentId, seq: found.incident.seq }, deps);
  return 'acknowledged';
}

/** Passes it on to services that have a notion of it. Best effort: what holds back the reminders is kept here. */
async function passOn(
  incident: { readonly tenantId: string; readonly incidentId: string; readonly seq: number },
  { targets, outbox, log }: AcknowledgeDeps,
): Promise<void> {
  for (const target of targets.values()) {
    if (!target.acknowledge) continue;
    const siblings = await outbox.readSiblings({ ...incident, target: target.id });
    const heard = siblings.filter(({ value }) => value.state === 'delivered').at(-1);
    const result = heard && (await target.acknowledge(heard.value.notice));
    if (result && result.kind !== 'delivered')
      log.warn(`acknowledgement: not passed on, target=${target.id} reason="${result.reason}"`);
  }
}

/** An outbreak has no reminders to hold back; the acknowledgement is only shown. */
function acknowledgeOutbreak(
  incidentId: string,
  { by, note }: { readonly by: string; readonly note?: string },
  deps: AcknowledgeDeps,
): Promise<unknown> {
  return untilCommitted(
    async () => {
      const stored = (await deps.outbreaks.listOutbreaks()).find(({ value }) => value.incident.id === incidentId);
      if (!stored || stored.value.incident.acknowledged) return 'done';
      const { value } = stored;
      const at = deps.clock();
      const event: TimelineEvent = { kind: 'acknowledged', by, note };
      return deps.outbreaks.commitOutbreak({
        state: {
          ...value,
          entries: value.entries + 1,
          incident: { ...value.incident, acknowledged: { at, by, ...(note && { note }) } },
        },
        basis: stored,
        timeline: [{ incidentId, seq: value.entries + 1, at, event }],
        notifications: [],
      });
    },
    deps.clock() + DEADLINE_MS,
    deps,
  );
}
