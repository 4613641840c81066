import type { Report } from '../domain/report.ts';
import { parseSyncStatus, SYNC_STATUSES } from '../domain/sync-status.ts';
import { type Timestamp, ticksOf } from '../domain/timestamp.ts';
import { type MemberNote, readDate } from './fields.ts';
import { gist } from './gist.ts';
import { ID_ALLOWED, parseId } from './id.ts';
import { type JsonObject, type JsonValue, member } from './json.ts';
import { mendClause } from './mend.ts';
import { aheadAllowed, type Receipt } from './receipt.ts';
import { resembling } from './resemblance.ts';
import type { WireName } from './wire-names.ts';

/** What a report says of a token and cannot do without; `observedAt` is absent where it does not say. */
export interface ReportCore extends Pick<Report, 'tenantId' | 'tokenId' | 'status' | 'lastSyncAt'> {
  readonly observedAt?: Timestamp;
}

export interface CoreContext {
  readonly receipt: Receipt;
  /** Undefined where a report must name its tenant. */
  readonly defaultTenantId: string | undefined;
  /** The only tenant that this sender may speak for. */
  readonly boundTenantId: string | undefined;
}

const STATUS_ALLOWED = `must be one of ${SYNC_STATUSES.join(', ')} in any letter case, or its number 0 to 3`;

/**
 * Reads the members that a report can be refused for: `tenantId`, `id`, `lastSyncStatus`, `lastSyncDateTime` and
 * `observedAt`.
 *
 * @param redact takes the report's secrets out of what an error repeats
 * @returns the report's core, or everything that is wrong with it.
 */
export function readCore(
  members: JsonObject,
  redact: (text: string) => string,
  { receipt, defaultTenantId, boundTenantId }: CoreContext,
): { readonly ok: true; readonly value: ReportCore } | { readonly ok: false; readonly errors: readonly MemberNote[] } {
  const errors: MemberNote[] = [];
  const wrong = (name: WireName, allowed: string) => {
    errors.push({ name, detail: describe(members, name, allowed, redact) });
    return undefined;
  };
  const date = (name: 'lastSyncDateTime' | 'observedAt') => {
    const read = readDate(member(members, name));
    if (!read.ok) return wrong(name, read.allowed);
    if (read.at === undefined || ticksOf(read.at) <= receipt.latestTicks) return read.at;
    // Once stored, a date far ahead would make every later report stale.
    return wrong(name, aheadAllowed(receipt.at));
  };
  const tenantId = isAbsent(member(members, 'tenantId'))
    ? (boundTenantId ?? defaultTenantId ?? wrong('tenantId', `${ID_ALLOWED}: this server has no default tenant`))
    : (parseId(member(members, 'tenantId')) ?? wrong('tenantId', ID_ALLOWED));
  const tokenId = parseId(member(members, 'id')) ?? wrong('id', ID_ALLOWED);
  const status = parseSyncStatus(member(members, 'lastSyncStatus')) ?? wrong('lastSyncStatus', STATUS_ALLOWED);
  const lastSyncAt = date('lastSyncDateTime');
  const observed = date('observedAt');
  if (errors.length > 0 || tenantId === undefined || tokenId === undefined || status === undefined) {
    return { ok: false, errors };
  }
  // A clock that runs a little ahead is told from a wrong one by the check above, and set back here.
  const observedAt = observed !== undefined && ticksOf(observed) > receipt.ticks ? receipt.at : observed;
  return {
    ok: true,
    value: {
      tenantId,
      tokenId,
      status,
      ...(lastSyncAt === undefined ? {} : { lastSyncAt }),
      ...(observedAt === undefined ? {} : { observedAt }),
    },
  };
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null;
}

/** What is wrong with a member: what is allowed, then what came, or how to mend it, or which member was probably meant. */
function describe(members: JsonObject, name: WireName, allowed: string, redact: (text: string) => string): string {
  const value = member(members, name);
  if (value !== undefined) {
    const mend = mendClause(value);
    return `${allowed}${mend === undefined ? gist(value, redact) : `; ${mend}`}`;
  }
  const meant = resembling(name, Object.keys(members));
  return `is required and ${allowed}${meant === undefined ? '' : `; the member ${JSON.stringify(redact(meant))} resembles it`}`;
}
