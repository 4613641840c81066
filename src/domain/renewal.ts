import type { Case, Finding, Found } from './diagnosis.ts';
import { DAY } from './policy.ts';
import { fieldOf, type TokenRecord } from './record.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** What tells whose token it is; a member that no report carried says nothing. */
export interface Identity {
  readonly expiresAt: Timestamp;
  /** A hash of the Apple Account. */
  readonly account?: string;
  readonly organization?: string;
  readonly location?: string;
}

const FIELDS = { account: 'accountHash', organization: 'organizationName', location: 'locationName' } as const;

export const IDENTITY_PARTS = [
  'account',
  'organization',
  'location',
] as const satisfies readonly (keyof typeof FIELDS)[];

/** What a renewal can change of a token that should stay the same. */
export type IdentityPart = (typeof IDENTITY_PARTS)[number];

/** So long after a renewal it is compared with what was before; then it is how things are. */
const COMPARED_FOR = 7 * DAY;

/** Who computes an expiry moves it by seconds; a renewal moves it by months. */
const RENEWED_BY = DAY;

/**
 * A token that was renewed with another Apple Account, or for another organization or location: the classic mistake. What
 * changes without a renewal is a new name for the same.
 */
export function tokenChanged({ record, now, found }: Case): Finding {
  const current = identityOf(record);
  const { identity = current, renewal } = found;
  if (!current || !identity) return {};
  const isRenewed = msOf(current.expiresAt) - msOf(identity.expiresAt) >= RENEWED_BY;
  const compared = renewal ?? (isRenewed ? { at: now, before: identity } : undefined);
  if (!compared || now >= compared.at + COMPARED_FOR) return { found: { identity: current } };
  const kept = { found: { identity: current, renewal: compared } };
  if (changedParts(record, { renewal: compared }).length === 0) return kept;
  return { cause: 'tokenChanged', severity: 'warning', changesAt: compared.at + COMPARED_FOR, ...kept };
}

/** What differs from before the last renewal. */
export function changedParts(record: TokenRecord, { renewal }: Pick<Found, 'renewal'>): readonly IdentityPart[] {
  const current = identityOf(record);
  if (!renewal || !current) return [];
  return IDENTITY_PARTS.filter((part) => {
    const [before, after] = [renewal.before[part], current[part]];
    return before !== undefined && after !== undefined && before !== after;
  });
}

function identityOf(record: TokenRecord): Identity | undefined {
  const expiresAt = fieldOf(record, 'expiresAt');
  if (!expiresAt) return undefined;
  const known = IDENTITY_PARTS.flatMap((part) => {
    const value = fieldOf(record, FIELDS[part]);
    return value === undefined ? [] : [[part, value]];
  });
  return { expiresAt, ...Object.fromEntries(known) };
}
