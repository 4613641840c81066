import type { CommitDeps, HandOver } from './app/commit/commit-event.ts';
import { outageWatch } from './app/commit/outage.ts';
import type { Patience } from './app/commit/retry.ts';
import { audienceBy, type Routing } from './app/decide/audience.ts';
import type { DecisionContext } from './app/decide/context.ts';
import { handOver } from './app/deliver/hand-over.ts';
import type { GroupListed, Notification } from './app/deliver/listing.ts';
import type { MailboxDeps, WakeUp, WakeUpQueue } from './app/deliver/ports.ts';
import type { RedriveFilter } from './app/deliver/revive.ts';
import { wakeUpsOf } from './app/deliver/wake-ups.ts';
import type { Health } from './app/health/health.ts';
import { Ingest } from './app/ingest/ingest.ts';
import type { IngestItem, IngestResult } from './app/ingest/ingest-item.ts';
import type { NoteRefusals, TenantRefusal } from './app/ingest/note-refusal.ts';
import type { Log, Page, PageRequest, Target } from './app/model/ports.ts';
import type { Silence } from './app/model/state.ts';
import type { SubjectKey, SubjectState, TokenState } from './app/model/subject.ts';
import type { GroupFilter } from './app/notifications/groups.ts';
import { mailboxTarget } from './app/notifications/mailbox-target.ts';
import type { NotificationFilter } from './app/notifications/notifications.ts';
import type { TestResult } from './app/notifications/test-targets.ts';
import { wantsReader } from './app/notifications/wants.ts';
import type { Retirement } from './app/retire/retire.ts';
import type { SweepSummary } from './app/sweep/sweep.ts';
import type { Policy } from './domain/policy.ts';
import type { TokenKey } from './domain/report.ts';
import { TableAppStore } from './storage/app-store.ts';
import { TableMailboxStore } from './storage/mailbox-store.ts';
import type { RowStore } from './storage/row-store.ts';
import { TableSilenceStore } from './storage/silence-store.ts';
import { TableSubjectStore } from './storage/subject-store.ts';
import { TableTenantStore } from './storage/tenant-store.ts';
import { TableViews } from './storage/views.ts';

/** Everything that the use cases need of the world, and how they are to judge. Durations are milliseconds. */
export interface World extends Patience {
  readonly rows: RowStore;
  readonly queue: WakeUpQueue;
  /** Makes a ULID. */
  readonly newId: () => string;
  readonly log: Log;
  /** The targets of the settings, by id. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly routing: Routing;
  readonly policy: Policy;
  /** Names all settings that decisions depend on. */
  readonly policyHash: string;
  /** A report that says the same again is not written this soon after the last one that was. */
  readonly unchangedWindow: number;
  /** Days before an expiry at which people are told. */
  readonly expirySteps: readonly number[];
  readonly outbreakMin: number;
  /** From one sweep to the next. */
  readonly period: number;
  readonly keepHistory: number;
  readonly keepIncidents: number;
}

type Mailbox = MailboxDeps<SubjectState>;

/** Who does something, and why. */
interface Who {
  readonly by: string;
  readonly note?: string;
}

/** What the app does, as verbs. Every one may throw StorageUnavailable. */
export type UseCases = ReturnType<typeof compose>;

/** The one place where use cases and adapters meet. What a report does not need is loaded when it is first asked for. */
export function compose(world: World) {
  const { rows, clock, newId, log, policy, routing, period } = world;
  const subjects = new TableSubjectStore(rows, clock, log);
  const tenants = new TableTenantStore(rows, clock);
  const silences = new TableSilenceStore(rows, clock, log);
  const app = new TableAppStore(rows, log);
  const views = new TableViews(rows);
  const store = new TableMailboxStore(rows, log);
  const wakeUps = wakeUpsOf(world.queue, clock);
  const wants = wantsReader(subjects, silences, log);
  const targets = [...world.targets.keys()];
  const audienceFor = audienceBy(routing);

  const context = (): DecisionContext => ({
    now: clock(),
    policy,
    policyHash: world.policyHash,
    unchangedWindow: world.unchangedWindow,
    expirySteps: world.expirySteps,
    surroundings: {},
    newId,
    audienceFor,
  });
  const handOverDeps = { mailboxes: store, markers: subjects, wakeUps, targets, clock, newId, log };
  const handOverInTime: HandOver = async (markers, deadline) => {
    const late = world.sleep(Math.max(0, deadline - clock()));
    await Promise.race([handOver(markers, handOverDeps), late]);
  };
  const commits: CommitDeps = { ...world, subjects, handOver: handOverInTime, context };
  const mailbox: Mailbox = {
    targets: new Map([...world.targets].map(([id, target]) => [id, mailboxTarget(target, policy, tenants, clock)])),
    store,
    wants,
    wakeUps,
    clock,
    sleep: world.sleep,
    random: world.random,
    newId,
    log,
    settings: { outbreakMin: world.outbreakMin, refreshEvery: period },
  };
  const ingest = new Ingest({ ...commits, tenants, wokeAt: outageWatch(app, clock, period) });

  const sweepDeps = { ...commits, tenants, silences, app, period, log, mailbox };
  let refusalNotes: NoteRefusals | undefined;
  const listing = { store, wants, targets, clock };

  return {
    clock,
    targets,
    views,

    ingest: (items: readonly IngestItem[]): Promise<readonly IngestResult[]> => ingest.store(items),

    /** Notes refusals of known tenants' reports; never throws. */
    async noteRefusals(refusals: readonly TenantRefusal[]): Promise<void> {
      refusalNotes ??= (await import('./app/ingest/note-refusal.ts')).refusalNotes({ ...commits, tenants, log });
      await refusalNotes(refusals);
    },

    async readToken({ tenantId, tokenId }: TokenKey): Promise<TokenState | undefined> {
      const found = (await subjects.read(tenantId, [tokenId])).get(tokenId)?.value;
      return found?.kind === 'token' ? found : undefined;
    },

    async retireToken(key: TokenKey, event: Retirement): Promise<TokenState | undefined> {
      return (await import('./app/retire/retire.ts')).retireToken(key, event, commits);
    },

    async acknowledge(tenantId: string, incidentId: string, who: Who) {
      const { acknowledge } = await import('./app/acknowledge/acknowledge.ts');
      const deps = { ...commits, views, log, mailboxes: store, wants, targets: world.targets, policy };
      return acknowledge(tenantId, incidentId, who, deps);
    },

    /** @param subject a token's id, or `*` for all of the tenant */
    async silence(tenantId: string, subject: string, silence: Omit<Silence, 'subject'> | undefined): Promise<void> {
      await (await import('./app/silence/silence.ts')).silence(tenantId, subject, silence, { ...commits, silences });
    },

    /** The silences in force of these tenants, to be asked of each of their subjects. */
    async silencesOf(tenantIds: readonly string[]): Promise<(key: SubjectKey) => Silence | undefined> {
      return (await import('./app/silence/silences-of.ts')).silencesOf(tenantIds, silences);
    },

    async sweep(): Promise<SweepSummary> {
      return (await import('./app/sweep/sweep.ts')).sweep(sweepDeps);
    },

    /** A run of one mailbox. @param dequeueCount how often the queue has handed the wake-up out */
    async deliver(wakeUp: WakeUp, dequeueCount: number): Promise<void> {
      await (await import('./app/deliver/run.ts')).runMailbox(wakeUp, dequeueCount, mailbox);
    },

    /** Has what is undelivered tried again. @returns how many rows of each target */
    async redrive(target: string, filter: RedriveFilter): Promise<number> {
      const { redriveTarget } = await import('./app/notifications/redrive.ts');
      return redriveTarget(target, filter, { ...commits, mailbox });
    },

    async notifications(filter: NotificationFilter, page: PageRequest): Promise<Page<Notification>> {
      return (await import('./app/notifications/notifications.ts')).notifications(filter, page, { ...listing, app });
    },

    /** What each target heard of an incident's subject, or waits for. */
    async notificationsOf(subject: SubjectKey): Promise<readonly Notification[]> {
      return (await import('./app/notifications/notifications.ts')).notificationsOf(subject, { ...listing, app });
    },

    async groups(filter: GroupFilter): Promise<readonly GroupListed[]> {
      return (await import('./app/notifications/groups.ts')).groups(filter, { ...listing, app });
    },

    /** Acknowledges the open incidents of a group's members. @returns how many; undefined where there is no such group */
    async acknowledgeGroup(target: string, groupId: string, who: Who): Promise<number | undefined> {
      const { acknowledgeGroup } = await import('./app/notifications/group-actions.ts');
      return acknowledgeGroup(target, groupId, who, { ...commits, ...listing, app });
    },

    /** Silences a group's members that are open. @returns how many; undefined where there is no such group */
    async silenceGroup(
      target: string,
      groupId: string,
      silence: Omit<Silence, 'subject'>,
    ): Promise<number | undefined> {
      const { silenceGroup } = await import('./app/notifications/group-actions.ts');
      return silenceGroup(target, groupId, silence, { ...commits, ...listing, app, silences });
    },

    async testTargets(ids: readonly string[]): Promise<readonly TestResult[]> {
      const { testTargets } = await import('./app/notifications/test-targets.ts');
      const asked = ids.flatMap((id) => world.targets.get(id) ?? []);
      return testTargets(asked, newId(), mailbox);
    },

    async retain(): Promise<number> {
      const { retain } = await import('./app/retain/retention.ts');
      const { TableRetentionStore } = await import('./storage/retention-store.ts');
      const retention = new TableRetentionStore(rows);
      const { keepHistory, keepIncidents } = world;
      return retain({ tenants, retention, app, clock, log, keepHistory, keepIncidents, mailbox });
    },

    async health(): Promise<Health> {
      return (await import('./app/health/health.ts')).health({ app, tenants, store, targets, routing, period, clock });
    },
  };
}
