import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { decideEvent } from '../decide/decide-event.ts';
import type { MailboxStore, WantsReader } from '../deliver/ports.ts';
import { idOf } from '../deliver/want.ts';
import type { Log, Target, Views } from '../model/ports.ts';
import type { Actor } from '../model/state.ts';
import type { SubjectKey, SubjectState } from '../model/subject.ts';
import type { PolicyFor } from '../notifications/incident-notice.ts';
import { openNotice } from '../notifications/mailbox-target.ts';

export interface AcknowledgeDeps extends CommitDeps {
  readonly views: Pick<Views, 'incident'>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly mailboxes: Pick<MailboxStore, 'readHeard'>;
  readonly wants: Pick<WantsReader<SubjectState>, 'readWants'>;
  readonly policyFor: PolicyFor;
  readonly log: Log;
}

/**
 * Notes that a person works on an incident, whatever it belongs to: no reminders for a while. The first note stands.
 *
 * @param tenantId the partition of the incident: a tenant's id, or `_app`
 * @throws StorageUnavailable
 */
export async function acknowledge(
  tenantId: string,
  incidentId: string,
  who: Actor & { readonly note?: string },
  deps: AcknowledgeDeps,
): Promise<'acknowledged' | 'ended' | 'unknown'> {
  const found = await deps.views.incident(tenantId, incidentId);
  if (!found) return 'unknown';
  if (found.incident.resolvedAt !== undefined) return 'ended';
  const event = { kind: 'acknowledged', incidentId, ...who } as const;
  await commitEvent(found, (stored, context) => stored && decideEvent(stored, event, context), deps);
  // Only the first to say so is passed on.
  if (!found.incident.acknowledged) await passOn(found, deps);
  return 'acknowledged';
}

/** Tells services that have a notion of it. Best effort: what matters is kept here, and holds back the reminders. */
async function passOn(
  key: SubjectKey,
  { targets, mailboxes, wants, policyFor, clock, log }: AcknowledgeDeps,
): Promise<void> {
  for (const target of targets.values()) {
    if (!target.acknowledge) continue;
    const row = (await mailboxes.readHeard(target.id, [key])).get(idOf(key));
    const heard = row?.heard;
    const want = (await wants.readWants([key])).get(idOf(key));
    // A group's alert stays: it speaks of others too.
    if (heard?.fact.kind !== 'open' || heard.via !== undefined || !want) continue;
    const alert = { key: row?.key ?? heard.fact.incidentId, members: [{ want, fact: heard.fact }] };
    const outcome = await target.acknowledge(openNotice(alert, target.id, policyFor, clock()));
    if (outcome.kind !== 'delivered') {
      log.warn(`acknowledgement: not passed on, target=${target.id} reason="${outcome.reason}"`);
    }
  }
}
