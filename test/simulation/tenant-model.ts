import { HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { Person, type Sure } from './person.ts';
import type { TokenFile } from './reference.ts';
import { SilenceModel } from './surroundings-model.ts';
import type { Truth } from './truth.ts';

/** A tenant with all of its tokens: "when the whole tenant is silent, one incident of the tenant instead". */
export class TenantModel {
  readonly tenantId: string;
  readonly person: Person;
  readonly files: TokenFile[] = [];
  readonly silence = new SilenceModel();
  /** Until then it may be silent without being told: somebody retired a token of it. */
  unsureUntil = 0;
  plannedAt: number | undefined;
  #shownSince: number | undefined;
  #shownUntil = Number.NEGATIVE_INFINITY;
  #silenceChangedAt = Number.NEGATIVE_INFINITY;
  readonly #policy: Policy;

  constructor(tenantId: string, policy: Policy) {
    this.tenantId = tenantId;
    this.#policy = policy;
    this.person = new Person(tenantId, null);
  }

  /** @param before leaves out what was received from then on */
  truthAt(now: number, before = Number.POSITIVE_INFINITY): Truth {
    const at = this.silentAt(before);
    if (at === undefined || now < at) {
      return { wrong: null, failingSince: undefined, expires: undefined, changes: at === undefined ? [] : [at] };
    }
    const criticalAt = at - this.#policy.silentAfter + 72 * HOUR;
    const severity = now >= criticalAt ? 'critical' : 'warning';
    return {
      wrong: { cause: 'reporterSilent', severity, failing: false },
      failingSince: undefined,
      expires: undefined,
      changes: [criticalAt],
    };
  }

  /** When all of it will be silent, if nobody speaks; undefined for fewer than two tokens. */
  silentAt(before = Number.POSITIVE_INFINITY): number | undefined {
    const active = this.files.filter(({ isRetired, reports }) => !isRetired && reports.length > 0);
    if (active.length < 2) return undefined;
    let newest = 0;
    for (const { reports } of active) {
      for (let i = reports.length - 1; i >= 0 && i >= reports.length - 4; i--) {
        const { received } = reports[i]!;
        if (received < before && received > newest) newest = received;
      }
    }
    return newest + this.#policy.silentAfter;
  }

  /** It began or ceased to be shown as silent. */
  turned(now: number): void {
    if (this.person.shown) this.#shownSince = now;
    else {
      this.#shownSince = undefined;
      this.#shownUntil = now;
    }
  }

  /** Whether a token's silence is told as the tenant's; after its end the others are "given a while". */
  hushAt(now: number, period: number, callStartedAt = now): Sure {
    if (this.#shownSince !== undefined) return this.#shownSince < callStartedAt ? 'yes' : 'maybe';
    return now <= this.#shownUntil + period + MINUTE ? 'maybe' : 'no';
  }

  /** Somebody wants to hear nothing of it, or again something. */
  asked(until: number, now: number): void {
    this.silence.asked(until);
    this.#silenceChangedAt = now;
  }

  /** A token that is new may not know of a change for a minute; the sweeps behind it see to that. */
  silenceOfTokens(now: number, period: number): Sure {
    const isNews = now < this.#silenceChangedAt + MINUTE + 3 * period;
    const hasNew =
      isNews && this.files.some(({ reports }) => (reports[0]?.received ?? 0) > this.#silenceChangedAt - MINUTE);
    return hasNew ? 'maybe' : this.silence.at(now);
  }
}
