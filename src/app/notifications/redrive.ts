import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import type { IncidentEvent } from '../decide/advance.ts';
import { decideEvent } from '../decide/decide-event.ts';
import type { MailboxDeps } from '../deliver/ports.ts';
import { type RedriveFilter, redrive } from '../deliver/revive.ts';
import type { Actor } from '../model/state.ts';
import { isOpen, type SubjectKey, type SubjectState } from '../model/subject.ts';

export interface RedriveDeps extends CommitDeps {
  readonly mailbox: MailboxDeps<SubjectState>;
}

/** Timelines that say of a redrive at most; all are redriven. */
const MAX_NOTED = 100;

/**
 * Has what a target could not be told tried again, from nought.
 *
 * @param who asked for it, where that is known
 * @returns how many rows
 * @throws StorageUnavailable
 */
export async function redriveTarget(
  target: string,
  filter: RedriveFilter,
  deps: RedriveDeps,
  who?: Actor,
): Promise<number> {
  const { mailbox, clock } = deps;
  const subjects = await redrive(target, filter, mailbox);
  if (subjects.length > 0) await mailbox.wakeUps.wake(target, clock());
  for (const key of subjects.slice(0, MAX_NOTED)) await note(key, { kind: 'redriven', target, ...who }, deps);
  return subjects.length;
}

/** The timeline of the subject's incident says so. */
async function note(key: SubjectKey, event: IncidentEvent, deps: RedriveDeps): Promise<void> {
  await commitEvent<SubjectState>(
    key,
    (stored, context) => (stored && isOpen(stored.value.incident) ? decideEvent(stored, event, context) : undefined),
    deps,
  );
}
