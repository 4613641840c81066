import type { JsonObject, JsonValue } from './json.ts';

/** The members that a report has on the wire. https://learn.microsoft.com/graph/api/resources/intune-onboarding-vpptoken */
const WIRE_NAMES = [
  'tenantId',
  'id',
  'lastSyncStatus',
  'lastSyncDateTime',
  'observedAt',
  'state',
  'expirationDateTime',
  'organizationName',
  'displayName',
  'locationName',
  'appleId',
  'vppTokenAccountType',
  'countryOrRegion',
  'detail',
  'token',
] as const;
export type WireName = (typeof WIRE_NAMES)[number];

const BY_LOWER_CASE: ReadonlyMap<string, WireName> = new Map(WIRE_NAMES.map((name) => [name.toLowerCase(), name]));

/** An object with the names that a report knows in Graph's spelling; `spelled` has them as they were sent. */
export interface Canonical {
  readonly members: JsonObject;
  readonly spelled: ReadonlyMap<string, string>;
  /** Names, as they were sent, of members that stand in the object a second time in another spelling. */
  readonly duplicates: readonly string[];
}

/** The name that a report has for a member, in whatever letter case it came: PowerShell's cmdlets print `LastSyncStatus`. */
export function wireNameOf(name: string): WireName | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}

/** Puts the known names of a report into Graph's spelling, whatever their letter case; other members stay as they are. */
export function canonicalNames(object: JsonObject): Canonical {
  const spelled = new Map<string, string>();
  const duplicates: string[] = [];
  const members: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(object)) {
    const known = wireNameOf(name) ?? name;
    if (spelled.has(known)) duplicates.push(name);
    else members.push([known, value]);
    spelled.set(known, spelled.get(known) ?? name);
  }
  // fromEntries defines members and so keeps one that is named __proto__, where an assignment would not.
  return { members: Object.fromEntries(members), spelled, duplicates };
}
