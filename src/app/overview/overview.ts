import { readGuard } from '../deliver/guard.ts';
import type { MailboxStore } from '../deliver/ports.ts';
import type { AppStore } from '../model/ports.ts';
import { APP_TENANT, tenantOf } from '../model/subject.ts';
import { type Figures, figuresOf } from './figures.ts';
import { appIncidents, type SummariesDeps, summaries } from './summaries.ts';

/** How one target does. Times are milliseconds since the epoch. */
export interface TargetFigures {
  readonly target: string;
  /** As the last complete sweep found it: see `MailboxLook`. */
  readonly waiting: number;
  readonly dead: number;
  readonly oldestDueAt?: number;
  /** Since when every attempt has failed; absent where the last one did not. */
  readonly failingSince?: number;
  readonly lastError?: string;
  readonly lastSuccessAt?: number;
  /** Messages sent since its mailbox is there, by how that ended. */
  readonly delivered: number;
  readonly refused: number;
  readonly failed: number;
}

export interface Overview extends Figures {
  readonly now: number;
  /** When the last complete sweep began, which the rest is as old as, and when it ended. */
  readonly coveredFrom?: number;
  readonly sweptAt?: number;
  /** When any sweep last began. */
  readonly sweepStartedAt?: number;
  readonly targets: readonly TargetFigures[];
}

export interface OverviewDeps extends SummariesDeps {
  readonly app: Pick<AppStore, 'readHeartbeat'>;
  readonly store: MailboxStore;
  /** The ids of the configured targets. */
  readonly targets: readonly string[];
}

/**
 * How all tokens, tenants and targets do. It reads summaries, the guards of mailboxes and the heartbeat, and no more.
 *
 * @throws StorageUnavailable
 */
export async function overview(deps: OverviewDeps): Promise<Overview> {
  const now = deps.clock();
  const [heartbeat, app, guards] = await Promise.all([
    deps.app.readHeartbeat(),
    appIncidents(deps),
    Promise.all(deps.targets.map(async (target) => ({ target, ...(await readGuard(deps.store, target)).guard }))),
  ]);
  // What the app keeps of a tenant stands in that tenant's summary.
  const own = app.filter(({ subject }) => tenantOf({ tenantId: APP_TENANT, subject }) === APP_TENANT);
  const { completedAt, coveredFrom, startedAt, mailboxes = [] } = heartbeat ?? {};
  return {
    ...(await figuresOf(summaries(undefined, deps), own, now)),
    now,
    ...(completedAt !== undefined && { sweptAt: completedAt }),
    ...(coveredFrom !== undefined && { coveredFrom }),
    ...(startedAt !== undefined && { sweepStartedAt: startedAt }),
    targets: guards.map(({ target, failingSince, lastError, lastSuccessAt, delivered, refused, failed }) => ({
      ...{ waiting: 0, dead: 0, ...mailboxes.find((it) => it.target === target), target },
      ...(failingSince !== undefined && { failingSince }),
      ...(lastError !== undefined && { lastError }),
      ...(lastSuccessAt !== undefined && { lastSuccessAt }),
      delivered: delivered ?? 0,
      refused: refused ?? 0,
      failed: failed ?? 0,
    })),
  };
}
