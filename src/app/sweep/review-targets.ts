import type { MoveDeps } from '../commit/commit-event.ts';
import { troubled, troubleNotifications } from '../deliver/target-health.ts';
import type { Notice } from '../model/notice.ts';
import type { Log, Outbox, Target, TargetHealthStore, Views } from '../model/ports.ts';

export interface TargetReviewDeps extends MoveDeps {
  readonly targets: ReadonlyMap<string, Target>;
  readonly health: TargetHealthStore;
  readonly outbox: Outbox;
  readonly views: Pick<Views, 'incidents'>;
  readonly log: Log;
}

/** Open incidents looked up at a time. */
const PAGE = 100;

/** Tells the others of targets that only fail, and repeats what is open to those that forget. */
export async function reviewTargets(deps: TargetReviewDeps): Promise<void> {
  await tellOfTrouble(deps);
  await refreshTargets(deps);
}

async function tellOfTrouble(deps: TargetReviewDeps): Promise<void> {
  const now = deps.clock();
  const all = await deps.health.listTargets();
  const failing = new Set(troubled(all, now).map(({ target }) => target));
  for (const health of troubled(all, now)) {
    // One that is no longer configured fails nobody.
    if (health.toldAt !== undefined || !deps.targets.has(health.target)) continue;
    const others = [...deps.targets.keys()].filter((target) => !failing.has(target));
    const notifications = troubleNotifications(health, others, now);
    if ((await deps.outbox.insert(notifications)) === 'written') await deps.publish(notifications, now);
    await deps.health.writeTarget({ ...health, toldAt: now });
  }
}

async function refreshTargets(deps: TargetReviewDeps): Promise<void> {
  const forgetful = new Set([...deps.targets.values()].filter((target) => target.refresh !== undefined));
  let continuation: string | undefined;
  if (forgetful.size === 0) return;
  do {
    const page = await deps.views.incidents({ state: 'open' }, { limit: PAGE, ...(continuation && { continuation }) });
    for (const target of forgetful) {
      const pointers = page.items.map(({ tenantId, incident }) => ({
        tenantId,
        incidentId: incident.id,
        seq: incident.seq,
        target: target.id,
      }));
      const told = await Promise.all(pointers.map((pointer) => deps.outbox.readSiblings(pointer)));
      const notices = told.flatMap((siblings): readonly Notice[] => {
        const heard = siblings.filter(({ value }) => value.state === 'delivered').at(-1);
        return heard ? [heard.value.notice] : [];
      });
      if (notices.length === 0) continue;
      const result = await target.refresh?.(notices);
      if (!result || result.kind === 'delivered') continue;
      deps.log.warn(`alerts: not refreshed, target=${target.id} reason="${result.reason}"`);
      // It may have taken all the time that a send may; hundreds of pages would take that of the sweep.
      forgetful.delete(target);
    }
    continuation = page.continuation;
  } while (continuation !== undefined && forgetful.size > 0);
}
