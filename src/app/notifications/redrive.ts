import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { decideEvent } from '../decide/decide-event.ts';
import type { MailboxDeps } from '../deliver/ports.ts';
import { type RedriveFilter, redrive } from '../deliver/revive.ts';
import { isOpen, type SubjectKey, type SubjectState } from '../model/subject.ts';

export interface RedriveDeps extends CommitDeps {
  readonly mailbox: MailboxDeps<SubjectState>;
}

/** Timelines that say of a redrive at most; all are redriven. */
const MAX_NOTED = 100;

/**
 * Has what a target could not be told tried again, from nought.
 *
 * @returns how many rows
 * @throws StorageUnavailable
 */
export async function redriveTarget(target: string, filter: RedriveFilter, deps: RedriveDeps): Promise<number> {
  const { mailbox, clock } = deps;
  const subjects = await redrive(target, filter, mailbox);
  if (subjects.length > 0) await mailbox.wakeUps.wake(target, clock());
  for (const key of subjects.slice(0, MAX_NOTED)) await note(key, target, deps);
  return subjects.length;
}

/** The timeline of the subject's incident says so. */
async function note(key: SubjectKey, target: string, deps: RedriveDeps): Promise<void> {
  await commitEvent<SubjectState>(
    key,
    (stored, context) =>
      stored && isOpen(stored.value.incident) ? decideEvent(stored, { kind: 'redriven', target }, context) : undefined,
    deps,
  );
}
