import type { CommitDeps, HandOver } from './app/commit/commit-event.ts';
import { outageWatch } from './app/commit/outage.ts';
import { audienceBy } from './app/decide/audience.ts';
import type { DecisionContext, Rules } from './app/decide/context.ts';
import { handOver } from './app/deliver/hand-over.ts';
import type { GroupListed, Notification } from './app/deliver/listing.ts';
import type { MailboxDeps, WakeUp } from './app/deliver/ports.ts';
import type { RedriveFilter } from './app/deliver/revive.ts';
import { wakeUpsOf } from './app/deliver/wake-ups.ts';
import type { Health } from './app/health/health.ts';
import { Ingest } from './app/ingest/ingest.ts';
import type { IngestItem, IngestResult } from './app/ingest/ingest-item.ts';
import type { NoteRefusals, TenantRefusal } from './app/ingest/note-refusal.ts';
import type { Notice } from './app/model/notice.ts';
import type { PollMessage } from './app/model/poll.ts';
import type { Page, PageRequest, SummaryStore, Tenant } from './app/model/ports.ts';
import type { Actor, Silence } from './app/model/state.ts';
import type { SubjectKey, SubjectState, TokenState } from './app/model/subject.ts';
import type { TenantSummary } from './app/model/summary.ts';
import { TenantNames } from './app/model/tenant-names.ts';
import type { GroupFilter } from './app/notifications/groups.ts';
import { mailboxTarget } from './app/notifications/mailbox-target.ts';
import type { NotificationFilter } from './app/notifications/notifications.ts';
import type { TestResult } from './app/notifications/test-targets.ts';
import { wantsReader } from './app/notifications/wants.ts';
import type { Overview } from './app/overview/overview.ts';
import type { ListedSilence } from './app/overview/silences.ts';
import type { UnreadTokens } from './app/overview/unread.ts';
import { isPolled, pollsOf } from './app/poll/hand-out.ts';
import type { Retirement } from './app/retire/retire.ts';
import type { ShownSilence } from './app/silence/silences-of.ts';
import type { SweepSummary } from './app/sweep/sweep.ts';
import type { WantedTenant } from './app/tenants/difference.ts';
import type { ListedAtGlance } from './app/tenants/list.ts';
import type { Progress } from './app/tenants/monitoring.ts';
import type { Purged } from './app/tenants/purge.ts';
import type { TokenKey } from './domain/report.ts';
import { TableAppStore } from './storage/app-store.ts';
import { TableMailboxStore } from './storage/mailbox-store.ts';
import { TableSilenceStore } from './storage/silence-store.ts';
import { TableSubjectStore } from './storage/subject-store.ts';
import { TableTenantStore } from './storage/tenant-store.ts';
import { TableViews } from './storage/views.ts';
import type { World } from './world.ts';

/** Who does something, and why. */
interface Who extends Actor {
  readonly note?: string;
}

/** A silence that is asked for; whom it is about is said beside it. */
type Wish = Omit<Silence, 'subject'>;

/** What the app does, as verbs. Every one may throw StorageUnavailable. */
export type UseCases = ReturnType<typeof compose>;

/** The one place where use cases and adapters meet. What a report does not need is loaded when it is first asked for. */
export function compose(world: World) {
  const { rows, clock, newId, log, routing, period, graph } = world;
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

  const { policy, policyHash, unchangedWindow, expirySteps, rulesOf } = world;
  const rules: Rules = { policy, policyHash, unchangedWindow, expirySteps };
  const rulesFor = (tenantId: string) => rulesOf?.get(tenantId) ?? rules;
  const policyFor = (tenantId: string) => rulesFor(tenantId).policy;
  const context = (tenantId: string): DecisionContext => ({
    ...rulesFor(tenantId),
    now: clock(),
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
  const names = world.tenantNames ?? new TenantNames();
  const notices = { policyFor, tenants, names, clock };
  const mailbox: MailboxDeps<SubjectState> = {
    targets: new Map([...world.targets].map(([id, target]) => [id, mailboxTarget(target, notices)])),
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
  const storing = { ...commits, tenants, wokeAt: outageWatch(app, clock, period) };
  const ingest = new Ingest(storing);

  const bySettings = world.readBySettings ?? new Map<string, boolean>();
  const isRead = (tenant: Tenant) => isPolled(tenant, bySettings);
  const polls = graph && pollsOf({ ...graph, bySettings, tenants, subjects, context, clock, period });
  let refusalNotes: NoteRefusals | undefined;
  const sent = { store, wants, targets, clock, app };
  let summaryStore: Promise<SummaryStore> | undefined;
  const lists = async () => {
    summaryStore ??= import('./storage/summary-store.ts').then((it) => new it.TableSummaryStore(rows, log));
    return { tenants, subjects, silences, clock, isRead, summaries: await summaryStore };
  };

  /** What a person did is shown at once, and not only after the next sweep. */
  const shown = async <T>(work: (deps: CommitDeps) => Promise<T>, tenantIds: readonly string[] = []): Promise<T> => {
    const { showAtOnce } = await import('./app/overview/show-at-once.ts');
    const deps = { ...(await lists()), log };
    return showAtOnce((written) => work({ ...commits, written }), tenantIds, deps);
  };

  return {
    clock,
    targets,
    views,

    /** 32 bytes that only this app's instances know. */
    appKey: (): Promise<Uint8Array> => app.key(),

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

    /** Tokens that Graph lists in a way that cannot be read as reports; of one tenant, or of all. */
    async unreadTokens(only?: string): Promise<UnreadTokens> {
      if (!graph) return new Map();
      return (await import('./app/overview/unread.ts')).unreadTokens(only, tenants);
    },

    async retireToken(key: TokenKey, event: Retirement): Promise<TokenState | undefined> {
      const { retireToken } = await import('./app/retire/retire.ts');
      return shown((deps) => retireToken(key, event, deps));
    },

    async acknowledge(tenantId: string, incidentId: string, who: Who) {
      const { acknowledge } = await import('./app/acknowledge/acknowledge.ts');
      const own = { views, log, mailboxes: store, wants, targets: world.targets, policyFor };
      return shown((deps) => acknowledge(tenantId, incidentId, who, { ...deps, ...own }));
    },

    /** @param subject a token's id, or `*` for all of the tenant */
    async silence(tenantId: string, subject: string, wish: Wish | undefined, lifter?: Actor): Promise<void> {
      const { silence } = await import('./app/silence/silence.ts');
      await shown((deps) => silence(tenantId, subject, wish, { ...deps, silences }, lifter), [tenantId]);
    },

    /** The silences of these tenants, in force or to come, to be asked of each of their subjects. */
    async silencesOf(tenantIds: readonly string[]): Promise<(key: SubjectKey) => ShownSilence | undefined> {
      return (await import('./app/silence/silences-of.ts')).silencesOf(tenantIds, silences, clock);
    },

    /** What all lists are made of, tenant by tenant in no order; or one tenant alone. */
    async *summaries(tenantId?: string): AsyncGenerator<TenantSummary> {
      const { summaries } = await import('./app/overview/summaries.ts');
      yield* summaries(tenantId, await lists());
    },

    async overview(): Promise<Overview> {
      const { overview } = await import('./app/overview/overview.ts');
      return overview({ ...(await lists()), app, store, targets });
    },

    /** Silences in force and to come: of one tenant, or of all. */
    async silences(tenantId?: string): Promise<readonly ListedSilence[]> {
      const { listSilences } = await import('./app/overview/silences.ts');
      return listSilences(tenantId, await lists());
    },

    async sweep(): Promise<SweepSummary> {
      const deps = { ...commits, ...(await lists()), ...(polls && { polls }), app, period, log, mailbox };
      return (await import('./app/sweep/sweep.ts')).sweep(deps);
    },

    /** Reads the tokens of one tenant from Graph, where that is due, or a person asks for it. */
    async poll(message: PollMessage, isAsked = false): Promise<void> {
      if (!graph || !polls) return;
      const { poll } = await import('./app/poll/poll.ts');
      await poll(message, { ...storing, ...graph, isPolled: polls.isPolled, app, log }, isAsked);
    },

    /** A run of one mailbox. @param dequeueCount how often the queue has handed the wake-up out */
    async deliver(wakeUp: WakeUp, dequeueCount: number): Promise<void> {
      await (await import('./app/deliver/run.ts')).runMailbox(wakeUp, dequeueCount, mailbox);
    },

    /** Has what is undelivered tried again. @returns how many rows of each target */
    async redrive(target: string, filter: RedriveFilter, who?: Actor): Promise<number> {
      const { redriveTarget } = await import('./app/notifications/redrive.ts');
      return redriveTarget(target, filter, { ...commits, mailbox }, who);
    },

    async notifications(filter: NotificationFilter, page: PageRequest): Promise<Page<Notification>> {
      return (await import('./app/notifications/notifications.ts')).notifications(filter, page, sent);
    },

    /** What each target heard of an incident's subject, or waits for. */
    async notificationsOf(subject: SubjectKey): Promise<readonly Notification[]> {
      return (await import('./app/notifications/notifications.ts')).notificationsOf(subject, sent);
    },

    async groups(filter: GroupFilter): Promise<readonly GroupListed[]> {
      return (await import('./app/notifications/groups.ts')).groups(filter, sent);
    },

    /** Acknowledges the open incidents of a group's members. @returns how many; undefined where there is no such group */
    async acknowledgeGroup(target: string, groupId: string, who: Who): Promise<number | undefined> {
      const { acknowledgeGroup } = await import('./app/notifications/group-actions.ts');
      return shown((deps) => acknowledgeGroup(target, groupId, who, { ...deps, ...sent }));
    },

    /** Silences a group's members that are open. @returns how many; undefined where there is no such group */
    async silenceGroup(target: string, groupId: string, silence: Wish): Promise<number | undefined> {
      const { silenceGroup } = await import('./app/notifications/group-actions.ts');
      return shown((deps) => silenceGroup(target, groupId, silence, { ...deps, ...sent, silences }));
    },

    async testTargets(ids: readonly string[]): Promise<readonly TestResult[]> {
      const { testTargets } = await import('./app/notifications/test-targets.ts');
      const asked = ids.flatMap((id) => world.targets.get(id) ?? []);
      return testTargets(asked, newId(), mailbox);
    },

    /** What is open of these subjects, each as an alert would say it now. */
    async openNotices(keys: readonly SubjectKey[]): Promise<readonly Notice[]> {
      const { openNotices } = await import('./app/notifications/open-notices.ts');
      return openNotices(keys, { wants, policyFor, now: clock() });
    },

    /** All tenants, in the order of their ids. */
    tenants: (): AsyncIterable<Tenant> => tenants.list(),

    readTenant: (tenantId: string): Promise<Tenant | undefined> => tenants.read(tenantId),

    async listTenants(page: PageRequest): Promise<Page<ListedAtGlance>> {
      return (await import('./app/tenants/list.ts')).listTenants(page, await lists());
    },

    /** Names a tenant, or has it read from Microsoft Graph. */
    async changeTenant(wanted: WantedTenant): Promise<void> {
      const { changeTenant } = await import('./app/tenants/monitoring.ts');
      await shown((deps) => changeTenant(wanted, { ...deps, tenants }));
    },

    /** Ends the monitoring of a tenant. @returns how many of its tokens were monitored; undefined where it is unknown */
    async disableTenant(tenantId: string, by: string, progress?: Progress): Promise<number | undefined> {
      const { disableTenant } = await import('./app/tenants/monitoring.ts');
      return shown((deps) => disableTenant(tenantId, by, { ...deps, tenants }, progress));
    },

    /** Targets at which an alert of the tenant may be open, or is still to be sent. */
    async openAt(tenantId: string): Promise<readonly string[]> {
      return (await import('./app/tenants/purge.ts')).openAt(tenantId, { app, mailbox });
    },

    /** Deletes everything that is kept of a tenant. */
    async purgeTenant(tenantId: string): Promise<Purged> {
      const { purgeTenant } = await import('./app/tenants/purge.ts');
      const { TablePurgeStore } = await import('./storage/purge-store.ts');
      return purgeTenant(tenantId, { store: new TablePurgeStore(rows), app, mailbox });
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
