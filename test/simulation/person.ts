import { CAUSES, type Cause } from '../../src/domain/cause.ts';
import { DAY, type Policy } from '../../src/domain/policy.ts';
import { isSameWrong, type Truth, textOf, type Wrong } from './truth.ts';

/** Where what is so cannot be known from outside to the last moment, the model says so rather than guess. */
export type Sure = 'yes' | 'maybe' | 'no';

export type Kind = 'opened' | 'updated' | 'reminder' | 'resolved';

/** What surrounds one decision. */
export interface Around {
  readonly now: number;
  readonly policy: Policy;
  readonly silenced: Sure;
  readonly held: Sure;
  /** That its whole tenant is silent is told as one. */
  readonly hushed: Sure;
}

const TIME_BASED: readonly Cause[] = ['reporterSilent', 'syncStuck', 'syncOverdue'];

/** What one careful person knows of one token, or of one tenant, was told of it, and has said to it. */
export class Person {
  readonly tenantId: string;
  readonly tokenId: string | null;
  /** What people can look up, as of the last decision. */
  shown: Wrong | null = null;
  told: (Wrong & { readonly at: number }) | null = null;
  incidentId: string | undefined;
  resolvedAt: number | undefined;
  changedAt = 0;
  reopenings = 0;
  isAcknowledged = false;
  /** Since when something is to be told that no gate holds. */
  untoldSince: number | undefined;
  /** Counts the notices that were decided. */
  notices = 0;
  /** The cause of the outbreak that spoke for the present incident. */
  groupedBy: Cause | undefined;
  readonly #story: string[] = [];

  constructor(tenantId: string, tokenId: string | null) {
    this.tenantId = tenantId;
    this.tokenId = tokenId;
  }

  get name(): string {
    return `${this.tenantId}/${this.tokenId ?? '(tenant)'}`;
  }

  note(now: number, line: string): void {
    this.#story.push(`${new Date(now).toISOString()} ${line}`);
    if (this.#story.length > 200) this.#story.splice(0, 100);
  }

  get story(): readonly string[] {
    return this.#story;
  }

  /** What may be shown of the truth: outages of our own and the tenant's silence let stand what stood. */
  acceptable(truth: Truth, { held, hushed }: Around): readonly (Wrong | null)[] {
    const stood = this.shown && TIME_BASED.includes(this.shown.cause) ? this.shown : null;
    const kept = truth.wrong && !TIME_BASED.includes(truth.wrong.cause) ? truth.wrong : stood;
    const views = held === 'yes' ? [kept] : held === 'no' ? [truth.wrong] : [truth.wrong, kept];
    const quiet = this.shown?.cause === 'reporterSilent' ? this.shown : null;
    return views.flatMap((view) => {
      if (view?.cause !== 'reporterSilent' || hushed === 'no') return [view];
      return hushed === 'yes' ? [quiet] : [view, quiet];
    });
  }

  /** Takes note of what is shown now. @returns whether the incident's id ought to be the one it was */
  see(shown: Wrong | null, now: number, policy: Policy): 'same' | 'fresh' {
    const before = this.shown;
    this.shown = shown;
    if (isSameWrong(before, shown)) return 'same';
    this.changedAt = now;
    if (!shown) {
      this.resolvedAt = now;
      this.isAcknowledged = false;
      this.groupedBy = undefined;
      return 'same';
    }
    if (before) {
      if (isWorse(before, shown)) this.isAcknowledged = false;
      return 'same';
    }
    const isBack = this.resolvedAt !== undefined && (this.told || now - this.resolvedAt <= policy.flapWindow);
    this.reopenings = isBack ? this.reopenings + 1 : 0;
    this.isAcknowledged = false;
    return isBack ? 'same' : 'fresh';
  }

  /** What ought to be told, were `actual` so: the kind of notice and whether a gate holds it. */
  due(actual: Wrong | null, failingSince: number | undefined, around: Around): { kind: Kind; gate: Sure } | undefined {
    const { now, policy, silenced } = around;
    const kind = this.#difference(actual, now, policy);
    if (!kind) return undefined;
    if (silenced === 'yes') return { kind, gate: 'yes' };
    const isYoung =
      policy.failedGrace > 0 &&
      failingSince !== undefined &&
      now < failingSince + policy.failedGrace &&
      !this.told?.failing;
    if (isYoung && actual?.failing && this.#onlyFailingDiffers(actual)) return { kind, gate: 'yes' };
    const isBetter = kind === 'resolved' || (kind === 'updated' && !isWorse(this.told, actual));
    const isFlapping = this.reopenings >= 3 && now < this.changedAt + policy.flapWindow;
    if (isBetter && isFlapping) return { kind, gate: 'yes' };
    if (kind === 'reminder' && this.isAcknowledged) return { kind, gate: 'yes' };
    return { kind, gate: silenced };
  }

  /** Looks at what is so while nobody decides: from when on is there something that ought to be told? */
  wonder(truth: Truth, around: Around): void {
    const isUnsure = this.acceptable(truth, around).some((view) => !isSameWrong(view, truth.wrong));
    const due = isUnsure ? undefined : this.due(truth.wrong, truth.failingSince, around);
    if (due?.gate !== 'no') this.untoldSince = undefined;
    else this.untoldSince ??= around.now;
  }

  /** When time alone may next make a difference. */
  wonderAt(truth: Truth, now: number, policy: Policy): number | undefined {
    const moments = [...truth.changes, this.changedAt + policy.flapWindow];
    if (this.told) moments.push(reminderAfter(this.told.at, this.told, policy));
    return moments.filter((at) => at > now).sort((a, b) => a - b)[0];
  }

  tell(kind: Kind, now: number): void {
    // An outbreak speaks for its own cause only.
    if (this.told && this.shown && this.told.cause !== this.shown.cause) this.groupedBy = undefined;
    this.told = kind === 'resolved' || !this.shown ? null : { ...this.shown, at: now };
    this.notices += 1;
    this.untoldSince = undefined;
  }

  #difference(actual: Wrong | null, now: number, policy: Policy): Kind | undefined {
    if (!this.told) return actual ? 'opened' : undefined;
    if (!actual) return 'resolved';
    if (!isSameWrong(this.told, actual)) return 'updated';
    return now >= reminderAfter(this.told.at, this.told, policy) ? 'reminder' : undefined;
  }

  #onlyFailingDiffers(actual: Wrong): boolean {
    if (actual.cause === 'syncFailed') return true;
    return this.told?.cause === actual.cause && this.told.severity === actual.severity;
  }

  describe(): string {
    return `shown ${textOf(this.shown)}, told ${textOf(this.told)}, reopenings ${this.reopenings}`;
  }
}

/** "Whole days fall at REMIND_AT"; the simulated world keeps UTC. */
export function reminderAfter(toldAt: number, { severity }: Wrong, policy: Policy): number {
  const every = severity === 'critical' ? policy.remindCriticalEvery : policy.remindWarningEvery;
  const midnight = Math.floor(toldAt / DAY) * DAY;
  return every % DAY === 0 ? midnight + every + policy.remindAt * 60_000 : toldAt + every;
}

/** "Failing begun", more severe, or deeper. */
function isWorse(before: Wrong | null, after: Wrong | null): boolean {
  if (!before || !after) return after !== null;
  if (after.failing && !before.failing) return true;
  if (before.severity !== after.severity) return after.severity === 'critical';
  return CAUSES.indexOf(after.cause) < CAUSES.indexOf(before.cause);
}
