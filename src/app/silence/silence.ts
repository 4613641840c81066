import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { DEADLINE_MS } from '../commit/retry.ts';
import type { IncidentEvent } from '../decide/advance.ts';
import { decideEvent } from '../decide/decide-event.ts';
import { MARKER_MS } from '../decide/marker.ts';
import type { Marker } from '../model/marker.ts';
import type { SilenceStore } from '../model/ports.ts';
import { type Actor, isInForce, type Silence, WHOLE_TENANT } from '../model/state.ts';
import { isOpen, keyOf, type SubjectState } from '../model/subject.ts';

export interface SilenceDeps extends CommitDeps {
  readonly silences: SilenceStore;
}

/**
 * Silences a subject or a whole tenant, known or not, in place of the silence that it had, or lifts that. Deliveries
 * read silences when they are about to send, so a silence needs no more than its row, also one that is to come; one that
 * ends earlier than it would have leaves a marker, which brings what waited for its end to the mailboxes.
 *
 * @param subject a token's id, that of another subject, or `*`
 * @param silence undefined where it is lifted
 * @param lifter who lifts it, where that is known
 * @throws StorageUnavailable
 */
export async function silence(
  tenantId: string,
  subject: string,
  silence: Omit<Silence, 'subject'> | undefined,
  deps: SilenceDeps,
  lifter?: Actor,
): Promise<void> {
  const now = deps.clock();
  const before = await deps.silences.read(tenantId, subject);
  const wish = silence && { ...silence, subject };
  const isHeldAsLong = wish && isInForce(wish, now) && wish.until >= (before?.until ?? now);
  const isEarlier = before !== undefined && isInForce(before, now) && !isHeldAsLong;
  const id = deps.context(tenantId).newId();
  const marker: Marker | undefined = isEarlier
    ? { kind: 'lifted', tenantId, subject, id, retryAt: now + MARKER_MS }
    : undefined;
  await deps.silences.write(tenantId, subject, wish, marker);
  if (marker) await deps.handOver([marker], now + DEADLINE_MS);
  if (subject !== WHOLE_TENANT && (silence || before)) await note(tenantId, subject, eventOf(silence, lifter), deps);
}

function eventOf(silence: Omit<Silence, 'subject'> | undefined, lifter: Actor | undefined): IncidentEvent {
  if (!silence) return { kind: 'unsilenced', ...lifter };
  const { from, until, by, verified, note: why } = silence;
  const begins = from !== undefined && { from };
  return { kind: 'silenced', ...begins, until, by, ...(verified && { verified }), ...(why && { note: why }) };
}

/** The timeline of the subject's incident says so, where there is one. */
async function note(tenantId: string, subject: string, event: IncidentEvent, deps: SilenceDeps): Promise<void> {
  await commitEvent<SubjectState>(
    keyOf(tenantId, subject),
    (stored, context) => (stored && isOpen(stored.value.incident) ? decideEvent(stored, event, context) : undefined),
    deps,
  );
}
