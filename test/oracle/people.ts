import { DAY, type Policy } from '../../src/domain/policy.ts';
import { remindsAt } from './calendar.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Cause, IncidentFacts, Resolution, Severity, Told } from './history.ts';

/**
 * What people were told of one subject, and what they are told next. Decisions:
 * - Worse or better: failing that begins is worse, unless expired or invalid is what people were told ("their
 *   consequence"); else the severity decides, then the depth of the cause, then failing.
 * - "Failing that begins under `tokenExpired` or `tokenInvalid` is … not told as worse": while people know of one of
 *   the two without failing, failing is no difference, neither its beginning nor its end.
 * - `grace` holds what would say that failing begins: the cause `syncFailed`, or failing beside a cause that people
 *   know of already; never another deeper cause. That it replaces something worse does not make it older. Its age
 *   counts from `failingSince`. "0s: tell at once" holds nothing, not even a sync whose date lies ahead of our clock.
 * - "From the third reopening on, `resolved` and improvements wait until well for FLAP_WINDOW": an end waits until
 *   nothing was wrong for so long, an improvement until nothing has changed for so long. A retirement never waits.
 * - "Reopening within FLAP_WINDOW": counted from the end itself, whatever the cause, and whether or not anybody was
 *   told of it ("how often it failed and recovered"); an end that is still to be told is followed by a reopening only.
 * - While a difference is held nobody is reminded of what is no longer so.
 * - "Cleared by worsening": of what is, when it worsens, though people may be told later or know
 *   already; who acknowledges after that has seen it.
 * - `acknowledged` ends 7 days after it was said. A reminder that fell due meanwhile is then told at once.
 * - "After 30 days of the same they come weekly at most": a reminder that would fall 30 days or more after cause,
 *   severity or failing last changed, or it came back, lies at least 7 days after the one before it.
 */
type Known = { readonly cause: Cause; readonly severity: Severity; readonly failing: boolean };
export type Notice = Omit<Told, 'at' | 'tenantId' | 'subject'>;

const ACKNOWLEDGED_FOR = 7 * DAY;
const THINNED_AFTER = 30 * DAY;
const DEPTH: readonly Cause[] = [
  'tokenExpired',
  'assignedToExternalMdm',
  'tokenInvalid',
  'duplicateLocation',
  'syncFailed',
  'reporterSilent',
  'syncStuck',
  'syncOverdue',
];
const explainsFailing = (cause: Cause): boolean => cause === 'tokenExpired' || cause === 'tokenInvalid';
const same = (a: Known, b: Known): boolean =>
  a.cause === b.cause && a.severity === b.severity && a.failing === b.failing;

function worse(is: Known, told: Known): boolean {
  if (is.failing && !told.failing && !explainsFailing(told.cause)) return true;
  if (is.severity !== told.severity) return is.severity === 'critical';
  if (is.cause !== told.cause) return DEPTH.indexOf(is.cause) < DEPTH.indexOf(told.cause);
  return is.failing;
}

/** One subject's people. */
export class People {
  private told: Known | null = null;
  private toldAt = 0;
  private is: Known | null = null;
  private changedAt = 0;
  private endedAt: number | null = null;
  private reopenings = 0;
  private acknowledgedAt: number | null = null;
  private failingSince: number | null = null;

  acknowledge(now: number): void {
    if (this.told && this.is) this.acknowledgedAt = now;
  }

  facts(): IncidentFacts | null {
    return this.told && { ...this.told, failingSince: this.failingSince, reopenings: this.reopenings };
  }

  /** Moves what people know by one step at most. `ended` is why nothing is wrong, where nothing is. */
  decide(diagnosis: Diagnosis | null, ended: Resolution, now: number, policy: Policy): Notice | null {
    this.failingSince = diagnosis?.failingSince ?? null;
    this.notice(diagnosis, now, policy);
    const is = diagnosis && this.asKnown(diagnosis);
    if (!this.told) {
      if (!diagnosis || !is || this.inGrace(diagnosis, is, now, policy)) return null;
      return this.open(is, now);
    }
    if (!diagnosis || !is) {
      if (ended !== 'retired' && this.flapping() && now < this.changedAt + policy.flapWindow) return null;
      return this.resolve(this.told, ended);
    }
    if (same(is, this.told)) return this.remind(this.told, now, policy);
    if (this.inGrace(diagnosis, is, now, policy)) return null;
    if (worse(is, this.told)) return this.move(is, 'worse', now);
    if (this.flapping() && now < this.changedAt + policy.flapWindow) return null;
    return this.move(is, 'better', now);
  }

  private asKnown({ cause, severity, failing }: Diagnosis): Known {
    const consequence = this.told && !this.told.failing && explainsFailing(this.told.cause) && explainsFailing(cause);
    return { cause, severity, failing: failing && !consequence };
  }

  private flapping(): boolean {
    return this.reopenings >= 3;
  }

  private inGrace({ failingSince }: Diagnosis, is: Known, now: number, policy: Policy): boolean {
    if (!is.failing || failingSince === null || this.told?.failing) return false;
    const saysFailing = is.cause === 'syncFailed' || is.cause === this.told?.cause;
    return saysFailing && policy.failedGrace > 0 && now < failingSince + policy.failedGrace;
  }

  /** What changed, whether people are told or not. */
  private notice(diagnosis: Diagnosis | null, now: number, policy: Policy): void {
    const { is: before } = this;
    const is = diagnosis && { cause: diagnosis.cause, severity: diagnosis.severity, failing: diagnosis.failing };
    if (is === before || (is && before && same(is, before))) return;
    if (!before) {
      const again = this.told !== null || (this.endedAt !== null && now <= this.endedAt + policy.flapWindow);
      this.reopenings = again ? this.reopenings + 1 : 0;
    }
    if (!is) this.endedAt = now;
    const followed = is && before && explainsFailing(before.cause) ? { ...is, failing: before.failing } : is;
    if (!is || (before && followed && !same(followed, before) && worse(followed, before))) this.acknowledgedAt = null;
    this.is = is;
    this.changedAt = now;
  }

  private open(is: Known, now: number): Notice {
    this.settle(is, now);
    return { kind: 'opened', ...is };
  }

  private move(is: Known, direction: 'worse' | 'better', now: number): Notice {
    this.settle(is, now);
    return { kind: 'updated', ...is, direction };
  }

  private settle(is: Known, now: number): void {
    this.told = is;
    this.toldAt = now;
  }

  private resolve(told: Known, resolution: Resolution): Notice {
    this.told = null;
    return { kind: 'resolved', ...told, resolution };
  }

  private remind(told: Known, now: number, policy: Policy): Notice | null {
    if (this.acknowledgedAt !== null && now < this.acknowledgedAt + ACKNOWLEDGED_FOR) return null;
    const every = told.severity === 'critical' ? policy.remindCriticalEvery : policy.remindWarningEvery;
    let due = remindsAt(this.toldAt, every, policy);
    if (due >= this.changedAt + THINNED_AFTER) due = remindsAt(this.toldAt, Math.max(every, 7 * DAY), policy);
    if (now < due) return null;
    this.toldAt = now;
    return { kind: 'reminder', ...told };
  }
}

/** What a subject's people are told as the reason of an end that is no retirement. */
export function resolutionOf(cause: Cause, renewed: boolean): Resolution {
  if (cause === 'tokenExpired') return renewed ? 'renewed' : 'completed';
  if (cause === 'reporterSilent') return 'reported';
  return cause === 'syncFailed' || cause === 'syncStuck' || cause === 'syncOverdue' ? 'completed' : 'corrected';
}
