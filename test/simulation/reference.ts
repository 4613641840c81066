import type { TenantChange, TimelineEntry, TokenChange } from '../../src/app/model/state.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { DAY } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { msOf } from '../../src/domain/timestamp.ts';
import { Agenda } from './agenda.ts';
import type { Court } from './breach.ts';
import type { Call, Witness } from './call.ts';
import { ExpiryModel } from './expiry-model.ts';
import { type Decided, judge, shownOf } from './judge.ts';
import type { Around, Sure } from './person.ts';
import { Person } from './person.ts';
import { either, HoldModel, SilenceModel } from './surroundings-model.ts';
import { TenantModel } from './tenant-model.ts';
import { isSameWrong, type Noted, type Truth, truthOf } from './truth.ts';

/** A token with every report and event that ever reached the product. */
export interface TokenFile {
  readonly person: Person;
  readonly reports: Noted[];
  readonly silence: SilenceModel;
  isRetired: boolean;
  /** When it was last silenced, or may have been: what was due then need not have been told. */
  silencedAt: number;
  plannedAt: number | undefined;
}

const WELL: Truth = { wrong: null, failingSince: undefined, expires: undefined, changes: [] };

/**
 * What a careful person would have been told, worked out from the design's sentences and from all that ever happened.
 * The product decides; this model looks at each decision in the moment in which it becomes durable, and between them
 * wonders what ought to have been decided.
 */
export class Reference implements Witness {
  readonly tokens = new Map<string, TokenFile>();
  readonly tenants = new Map<string, TenantModel>();
  readonly hold: HoldModel;
  readonly expiry: ExpiryModel;
  /** By the id of the notice. */
  readonly decided = new Map<string, Decided>();
  readonly #untold = new Set<Person>();
  readonly #boundaries = new Agenda();
  readonly #court: Court;
  readonly #clock: () => number;
  readonly #policy: Policy;
  readonly #period: number;

  constructor(court: Court, clock: () => number, policy: Policy, period: number) {
    this.#court = court;
    this.#clock = clock;
    this.#policy = policy;
    this.#period = period;
    this.hold = new HoldModel(period);
    this.expiry = new ExpiryModel(court, policy);
  }

  /** Lets time pass up to a moment. */
  advanceTo(now: number): void {
    for (let at = this.#boundaries.nextAt; at !== undefined && at <= now; at = this.#boundaries.nextAt) {
      this.#boundaries.take()?.run();
    }
  }

  tenant(tenantId: string): TenantModel {
    let tenant = this.tenants.get(tenantId);
    if (!tenant) {
      tenant = new TenantModel(tenantId, this.#policy);
      this.tenants.set(tenantId, tenant);
    }
    return tenant;
  }

  file(tenantId: string, tokenId: string): TokenFile {
    const key = `${tenantId}/${tokenId}`;
    let file = this.tokens.get(key);
    if (!file) {
      const person = new Person(tenantId, tokenId);
      file = {
        person,
        reports: [],
        silence: new SilenceModel(),
        isRetired: false,
        silencedAt: 0,
        plannedAt: undefined,
      };
      this.tokens.set(key, file);
      this.tenant(tenantId).files.push(file);
    }
    return file;
  }

  heartbeat(at: number): void {
    const before = this.hold.until;
    this.hold.swept(at);
    if (this.hold.until === before) return;
    // What the hold let stand is to be looked at when it ends.
    this.#boundaries.plan(this.hold.until + 60_000, () => this.#wonderAtAll(this.hold.until + 60_000));
  }

  tokenCommitted(call: Call, change: TokenChange): void {
    const now = this.#clock();
    const file = this.file(change.key.tenantId, change.key.tokenId);
    const { person } = file;
    if (call.kind === 'reports') this.#report(file, call.reports, now);
    if (call.kind === 'retire' && call.tokenId === person.tokenId) {
      file.isRetired = true;
      this.expiry.forget(file);
      file.silencedAt = now;
    }
    this.#touch(person, call, change.timeline, now);
    const { truth, around } = this.#viewOf(file, now, call.startedAt);
    const notice = change.notifications[0]?.notice;
    this.#judge(person, change.state.incident, notice, truth, around);
    this.expiry.tokenTold(file, notice, truth, now);
    this.#wonder(file, now, truth);
  }

  tenantCommitted(call: Call, tenantId: string, { state, notifications, timeline }: TenantChange): void {
    const now = this.#clock();
    const tenant = this.tenant(tenantId);
    const { person } = tenant;
    this.#touch(person, call, timeline, now);
    const around = this.#aroundTenant(tenant, now);
    const notices = new Map(notifications.map(({ notice }) => [notice.notificationId, notice]));
    for (const notice of notices.values()) {
      if (notice.type === 'vpp.expiring') this.expiry.told(tenant, notice, this.#policy);
    }
    const incidental = [...notices.values()].find(({ type }) => type.startsWith('vpp.incident.'));
    // A report of this very moment may have been read or not.
    const views = [tenant.truthAt(now), tenant.truthAt(now, call.startedAt)];
    const wasShown = person.shown !== null;
    const shown = shownOf(state.incident);
    const truth = views.find(({ wrong }) => isSameWrong(wrong, shown)) ?? views[0] ?? WELL;
    this.#judge(person, state.incident, incidental, truth, around);
    if (wasShown !== (person.shown !== null)) {
      tenant.turned(now);
      for (const file of tenant.files) this.#wonder(file, now);
    }
    if (wasShown && !person.shown) {
      const at = now + this.#period + 60_000;
      this.#boundaries.plan(at, () => {
        for (const file of tenant.files) this.#wonder(file, at);
      });
    }
    this.#wonderAtTenant(tenant, now);
  }

  /** A sweep that began at `startedAt` has reached everything: whatever was to be told by then has been. */
  sweepCompleted(startedAt: number): void {
    for (const person of this.#untold) {
      if (person.untoldSince === undefined) this.#untold.delete(person);
      else if (person.untoldSince <= startedAt) {
        const since = new Date(person.untoldSince).toISOString();
        this.#court.accuse('nothing stays untold past its time plus one sweep', person, `to be told since ${since}`);
      }
    }
  }

  /** Looks at everybody, for what the last sweep left. */
  #wonderAtAll(now: number): void {
    for (const file of this.tokens.values()) this.#wonder(file, now);
    for (const tenant of this.tenants.values()) this.#wonderAtTenant(tenant, now);
  }

  /** What people and outbreaks do to an incident that is open. */
  #touch(person: Person, call: Call, timeline: readonly TimelineEntry[], now: number): void {
    if (call.kind === 'acknowledge' && call.incidentId === person.incidentId && person.shown) {
      person.isAcknowledged = true;
      person.note(now, 'acknowledged');
    }
    for (const { event } of timeline) {
      if (event.kind === 'grouped' || event.kind === 'released') person.note(now, event.kind);
      if (event.kind === 'released' && person.shown) person.told = null;
    }
  }

  #report(file: TokenFile, reports: readonly Report[], now: number): void {
    const { tenantId, tokenId } = file.person;
    for (const report of reports) {
      if (report.tokenId !== tokenId || report.tenantId !== tenantId) continue;
      const noted = notedOf(report);
      file.reports.push(noted);
      file.isRetired = false;
      const about = [`sync ${report.lastSyncAt ?? '-'}`, `seen ${report.observedAt}`, report.tokenState ?? ''];
      file.person.note(now, `report ${report.status} ${about.join(' ')} ${report.expiresAt ?? ''}`);
    }
  }

  #judge(
    person: Person,
    incident: Incident | undefined,
    notice: Parameters<typeof judge>[3],
    truth: Truth,
    around: Around,
  ): void {
    const decided = judge(this.#court, person, incident, notice, truth, around);
    if (decided && notice) this.decided.set(notice.notificationId, decided);
  }

  #viewOf(file: TokenFile, now: number, startedAt: number, known?: Truth): { truth: Truth; around: Around } {
    const tenant = this.tenant(file.person.tenantId);
    const silenced = either(file.silence.at(now), tenant.silenceOfTokens(now, this.#period));
    if (silenced !== 'no') file.silencedAt = now;
    const base = { now, policy: this.#policy, silenced };
    if (file.isRetired) return { truth: WELL, around: { ...base, held: 'no', hushed: 'no' } };
    const truth = known ?? truthOf(file.reports, now, this.#policy);
    return { truth, around: { ...base, held: this.hold.at(now), hushed: tenant.hushAt(now, this.#period, startedAt) } };
  }

  #aroundTenant(tenant: TenantModel, now: number): Around {
    const silenced = tenant.silence.at(now);
    return { now, policy: this.#policy, silenced, held: this.hold.at(now), hushed: 'no' satisfies Sure };
  }

  #wonder(file: TokenFile, now: number, known?: Truth): void {
    if (file.reports.length === 0) return;
    const { truth, around } = this.#viewOf(file, now, now, known);
    const { person } = file;
    person.wonder(truth, around);
    if (person.untoldSince !== undefined) this.#untold.add(person);
    const ends = [file.silence.until, this.tenant(person.tenantId).silence.until].filter((at) => at > now);
    const at = Math.min(...ends, person.wonderAt(truth, now, this.#policy) ?? Number.POSITIVE_INFINITY);
    // One that is planned sooner looks again and plans anew.
    if (
      at === Number.POSITIVE_INFINITY ||
      (file.plannedAt !== undefined && file.plannedAt > now && file.plannedAt <= at)
    )
      return;
    file.plannedAt = at;
    this.#boundaries.plan(at, () => {
      if (file.plannedAt !== at) return;
      file.plannedAt = undefined;
      this.#wonder(file, at);
    });
    const newest = truth.changes.length > 0 ? this.tenant(person.tenantId).silentAt() : undefined;
    if (newest !== undefined && newest > now) this.#planTenant(this.tenant(person.tenantId), newest);
  }

  #planTenant(tenant: TenantModel, at: number): void {
    if (tenant.plannedAt !== undefined && tenant.plannedAt <= at) return;
    tenant.plannedAt = at;
    this.#boundaries.plan(at, () => {
      tenant.plannedAt = undefined;
      this.#wonderAtTenant(tenant, at);
    });
  }

  #wonderAtTenant(tenant: TenantModel, now: number): void {
    const { person } = tenant;
    const truth = tenant.truthAt(now);
    person.wonder(truth, this.#aroundTenant(tenant, now));
    // Who retires the last one that spoke makes the rest all silent; the daily look sees that.
    if (now < tenant.unsureUntil) person.untoldSince = undefined;
    if (person.untoldSince !== undefined) this.#untold.add(person);
    const moments = [tenant.silence.until, tenant.unsureUntil, person.wonderAt(truth, now, this.#policy) ?? 0];
    const later = moments.filter((at) => at > now);
    if (later.length > 0) this.#planTenant(tenant, Math.min(...later));
  }

  /** Somebody retired a token. */
  retired(tenantId: string): void {
    this.tenant(tenantId).unsureUntil = this.#clock() + DAY + 2 * this.#period;
  }
}

function notedOf({ status, lastSyncAt, observedAt, receivedAt, tokenState, expiresAt }: Report): Noted {
  return {
    status,
    sync: lastSyncAt && msOf(lastSyncAt),
    observed: msOf(observedAt),
    received: msOf(receivedAt),
    state: tokenState,
    expires: expiresAt && msOf(expiresAt),
  };
}
