import type { ExpiringNotice, Notice } from '../../src/app/model/notice.ts';
import { DAY, type Policy } from '../../src/domain/policy.ts';
import { msOf } from '../../src/domain/timestamp.ts';
import type { Court } from './breach.ts';
import type { TokenFile } from './reference.ts';
import type { TenantModel } from './tenant-model.ts';
import type { Truth } from './truth.ts';

export const EXPIRY_STEPS = [30, 14, 7, 3, 1];

/** "Each tenant gets at most one expiry notice a day, at REMIND_AT"; what is new and urgent goes out with the next sweep. */
export class ExpiryModel {
  readonly #court: Court;
  readonly #policy: Policy;
  /** By tenant: the hours at which it was last told. */
  readonly #lastDaily = new Map<string, number>();
  /** By token and expiry: the steps that were told. */
  readonly #steps = new Map<string, Set<number>>();

  constructor(court: Court, policy: Policy) {
    this.#court = court;
    this.#policy = policy;
  }

  told(tenant: TenantModel, { tenantId, tokens, renewed, at }: ExpiringNotice, policy: Policy): void {
    const isUrgent =
      renewed.length === 0 &&
      tokens.every(
        ({ tokenId, daysLeft, expiresAt }) =>
          daysLeft <= 3 && !this.#steps.has(keyOf(tenantId, tokenId, msOf(expiresAt))),
      );
    const hour = Math.floor((at - policy.remindAt * 60_000) / DAY);
    if (!isUrgent && this.#lastDaily.get(tenantId) === hour) {
      this.#court.accuse('at most one expiry notice a tenant a day', tenant.person, JSON.stringify(tokens));
    }
    if (!isUrgent) this.#lastDaily.set(tenantId, hour);
    if (tenant.silence.at(at) === 'yes') this.#court.accuse('no expiry notice while silenced', tenant.person, '');
    for (const { tokenId, expiresAt, daysLeft } of tokens) this.#name(tenant, tokenId, msOf(expiresAt), daysLeft);
  }

  /** A token that is retired and comes back is as good as new. */
  forget({ person }: TokenFile): void {
    for (const key of this.#steps.keys()) {
      if (key.startsWith(`${person.tenantId}/${person.tokenId}/`)) this.#steps.delete(key);
    }
  }

  #name(tenant: TenantModel, tokenId: string, expiresAt: number, daysLeft: number): void {
    const key = keyOf(tenant.tenantId, tokenId, expiresAt);
    const told = this.#steps.get(key) ?? new Set();
    const step = Math.min(...EXPIRY_STEPS.filter((days) => daysLeft <= days));
    const file = tenant.files.find(({ person }) => person.tokenId === tokenId);
    if (told.has(step)) this.#court.accuse('each step of an expiry is told once', file?.person ?? key, `${step} days`);
    if (file?.isRetired) this.#court.accuse('nothing is told of a retired token', file.person, 'expiring');
    this.#steps.set(key, told.add(step));
  }

  /** Nobody hears that a token has expired who was not warned, if there was time for it. */
  tokenTold(file: TokenFile, notice: Notice | undefined, { wrong, expires }: Truth, now: number): void {
    if (!notice || wrong?.cause !== 'tokenExpired' || expires === undefined || expires > now) return;
    const wasWarned = this.#steps.has(keyOf(file.person.tenantId, file.person.tokenId ?? '', expires));
    const wasTime = file.reports.some((one) => one.expires === expires && one.received < expires - 2 * DAY);
    const wasQuiet = file.silencedAt > expires - 8 * DAY || this.#policy.remindAt < 0;
    if (wasTime && !wasWarned && !wasQuiet) {
      this.#court.accuse('who is told of an expiry was warned of it', file.person, new Date(expires).toISOString());
    }
  }
}

function keyOf(tenantId: string, tokenId: string, expiresAt: number): string {
  return `${tenantId}/${tokenId}/${Math.floor(expiresAt / DAY)}`;
}
