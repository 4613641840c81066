import type { Episode } from './story.ts';

export interface DemoTenant {
  readonly id: string;
  readonly name: string;
  /** How many tokens it has. */
  readonly tokens: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PLACES = ['Berlin', 'Dublin', 'Kyoto', 'Lima', 'Oslo', 'Porto', 'Quebec', 'Turin'];
/** Intune syncs once a day, here at three in the morning (UTC). */
const SYNC_AT = 3 * HOUR;

/** A tenant's tokens as Graph lists them at a moment. */
export function entities(
  tenant: DemoTenant,
  episodes: readonly Episode[],
  start: number,
  now: number,
): readonly object[] {
  const hour = (now - start) / HOUR;
  return Array.from({ length: tenant.tokens }, (_, n) => n + 1).flatMap((n) => {
    const own = episodes.filter((it) => it.tenant === tenant && it.tokens.includes(n));
    const current = own.find(({ from, until }) => from <= hour && hour < until);
    if (current?.meanwhile === null) return [];
    const over = own.filter(({ until }) => until <= hour);
    const turns = current ? [current.from] : over.map(({ until }) => until);
    const renewed = over.find(({ renewedForDays }) => renewedForDays !== undefined)?.renewedForDays;
    const expiry = renewed && { expirationDateTime: new Date(start + renewed * DAY).toISOString() };
    return [{ ...well(tenant, n, start, lastSync(now, start, turns)), ...expiry, ...current?.meanwhile }];
  });
}

/** The last daily sync, or the moment when things turned, where that is later. */
function lastSync(now: number, start: number, turns: readonly number[]): number {
  const daily = Math.floor((now - SYNC_AT) / DAY) * DAY + SYNC_AT;
  return Math.max(daily, ...turns.map((hour) => start + hour * HOUR));
}

function well(tenant: DemoTenant, n: number, start: number, syncedAt: number): object {
  const place = PLACES[n % PLACES.length];
  return {
    id: `${tenant.id.slice(0, 24)}${String(n).padStart(12, '0')}`,
    displayName: `${place} ${String(n).padStart(3, '0')}`,
    locationName: place,
    organizationName: tenant.name,
    appleId: `vpp.${String(place).toLowerCase()}@${tenant.name.split(' ')[0]?.toLowerCase()}.example`,
    vppTokenAccountType: tenant.name.includes('Schools') ? 'education' : 'business',
    state: 'valid',
    lastSyncStatus: 'completed',
    lastSyncDateTime: new Date(syncedAt).toISOString(),
    // A few come up for renewal while the story lasts.
    expirationDateTime: new Date(start + (n % 37 === 0 ? 7.5 : 40 + n) * DAY).toISOString(),
    countryOrRegion: 'de',
    lastAppCount: 20 + n,
  };
}
