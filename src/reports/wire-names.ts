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
  'lastAppCount',
  'detail',
  'token',
] as const;
export type WireName = (typeof WIRE_NAMES)[number];

const EXACT: ReadonlySet<string> = new Set(WIRE_NAMES);
const BY_LOWER_CASE: ReadonlyMap<string, WireName> = new Map(WIRE_NAMES.map((name) => [name.toLowerCase(), name]));

/** The name that a report has for a member, in whatever letter case it came: PowerShell's cmdlets print `LastSyncStatus`. */
export function wireNameOf(name: string): WireName | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}

/** An object of which the names that a report knows are in Graph's spelling. */
export interface Canonical {
  readonly members: JsonObject;
  /** How a known name was spelled, where not as Graph does. */
  readonly spelled: ReadonlyMap<string, string>;
  /** Names, as they were sent, of members that stand in the object a second time in another spelling. */
  readonly duplicates: readonly string[];
}

/** Puts the known names of a report into Graph's spelling, whatever their letter case; other members stay as they are. */
export function canonicalNames(object: JsonObject): Canonical {
  // Nearly every sender spells as Graph does.
  if (Object.keys(object).every((name) => EXACT.has(name) || wireNameOf(name) === undefined)) {
    return { members: object, spelled: new Map(), duplicates: [] };
  }
  const spelled = new Map<string, string>();
  const duplicates: string[] = [];
  const members: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(object)) {
    const known = wireNameOf(name) ?? name;
    if (spelled.has(known)) duplicates.push(name);
    else {
      members.push([known, value]);
      spelled.set(known, name);
    }
  }
  // fromEntries defines members and so keeps one that is named __proto__, where an assignment would not.
  return { members: Object.fromEntries(members), spelled, duplicates };
}
