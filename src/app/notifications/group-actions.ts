import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { decideEvent } from '../decide/decide-event.ts';
import type { Actor, Silence } from '../model/state.ts';
import { isOpen, type SubjectKey, type SubjectState, tenantOf } from '../model/subject.ts';
import { type SilenceDeps, silence } from '../silence/silence.ts';
import { groups } from './groups.ts';
import type { NotificationDeps } from './notifications.ts';

/**
 * Acknowledges the open incidents of a group's members, each by itself: members come and go.
 *
 * @returns how many; undefined where the target has no such group
 * @throws StorageUnavailable
 */
export async function acknowledgeGroup(
  target: string,
  groupId: string,
  who: Actor & { readonly note?: string },
  deps: CommitDeps & NotificationDeps,
): Promise<number | undefined> {
  const members = await openMembers(target, groupId, deps);
  let done = 0;
  for (const key of members ?? []) {
    const state = await commitEvent<SubjectState>(
      key,
      (stored, context) => {
        const incident = stored?.value.incident;
        if (!stored || !isOpen(incident)) return undefined;
        const event = { kind: 'acknowledged', incidentId: incident.id, ...who } as const;
        return decideEvent(stored, event, context);
      },
      deps,
    );
    if (isOpen(state?.incident)) done += 1;
  }
  return members && done;
}

/**
 * Silences a group's members that are open.
 *
 * @returns how many; undefined where the target has no such group
 * @throws StorageUnavailable
 */
export async function silenceGroup(
  target: string,
  groupId: string,
  until: Omit<Silence, 'subject'>,
  deps: SilenceDeps & NotificationDeps,
): Promise<number | undefined> {
  const members = await openMembers(target, groupId, deps);
  for (const key of members ?? []) await silence(tenantOf(key), key.subject, until, deps);
  return members?.length;
}

async function openMembers(
  target: string,
  groupId: string,
  deps: NotificationDeps,
): Promise<readonly SubjectKey[] | undefined> {
  const [group] = await groups({ target, groupId }, deps);
  return group?.openMembers;
}
