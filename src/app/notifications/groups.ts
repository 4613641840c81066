import { type GroupListed, listGroups } from '../deliver/listing.ts';
import { knownTargets, type NotificationDeps } from './notifications.ts';

export interface GroupFilter {
  readonly target?: string;
  readonly groupId?: string;
}

/** Groups of one target or all, newest first. */
export async function groups(
  { target, groupId }: GroupFilter,
  deps: NotificationDeps,
): Promise<readonly GroupListed[]> {
  const all = target === undefined ? await knownTargets(deps) : [target];
  const lists = await Promise.all(all.map((id) => listGroups(id, groupId, deps)));
  return lists.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
}
