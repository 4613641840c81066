import { seenAt } from '../../domain/listing.ts';
import { fieldOf, inProgressSince, lastSyncAt, latestObservation } from '../../domain/record.ts';
import { changedParts } from '../../domain/renewal.ts';
import type { Silence } from '../model/state.ts';
import { isOpen, type SubjectState, type TokenState } from '../model/subject.ts';
import type { IncidentSummary, StoredSummary, SubjectSummary, TokenSummary } from '../model/summary.ts';

/** What a summary says, but for its tenant and its time. */
export type Said = Pick<StoredSummary, 'tokens' | 'others' | 'silences'>;

export const NOTHING: Said = { tokens: [], others: [], silences: [] };

/** What a summary says once these subjects are as they are now, and the silences of their tenant. */
export function broughtUp(before: Said, states: Iterable<SubjectState>, silences: readonly Silence[]): Said {
  const tokens = new Map(before.tokens.map((token) => [token.tokenId, token]));
  const others = new Map(before.others.map((other) => [other.subject, other]));
  for (const state of states) {
    const { subject, kind } = state;
    if (kind === 'token') tokens.set(subject, tokenSummary(state));
    else {
      const open = incidentSummary(state);
      if (open) others.set(subject, { subject, ...open, ...present(beside(state)) });
      else others.delete(subject);
    }
  }
  return { tokens: inOrder(tokens), others: inOrder<SubjectSummary>(others), silences };
}

/** By key, as the table sorts keys. */
function inOrder<T>(map: ReadonlyMap<string, T>): readonly T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

/** A token as summaries have it. */
export function tokenSummary(state: TokenState): TokenSummary {
  const { record, found, strip, retiredAt, subject } = state;
  const incident = incidentSummary(state);
  return {
    tokenId: subject,
    status: latestObservation(record).status,
    ...present({
      displayName: fieldOf(record, 'displayName'),
      organizationName: fieldOf(record, 'organizationName'),
      locationName: fieldOf(record, 'locationName'),
      accountType: fieldOf(record, 'accountType'),
      tokenState: fieldOf(record, 'tokenState'),
      expiresAt: fieldOf(record, 'expiresAt'),
      lastSyncAt: lastSyncAt(record),
    }),
    lastReportAt: seenAt(record.lastReportAt, found),
    strip,
    ...present({ retiredAt, incident, endedAt: state.incident?.resolvedAt }),
  };
}

/** The open incident of a subject. */
function incidentSummary(state: SubjectState): IncidentSummary | undefined {
  const { incident, told, audience } = state;
  if (!isOpen(incident)) return undefined;
  const { id, cause, severity, openedAt, failing, failingSince, failureCount, reason, acknowledged } = incident;
  return {
    incidentId: id,
    ...{ cause, severity, openedAt, failing, reason, audience },
    ...present({
      failingSince,
      failureCount,
      ...(state.kind === 'token' && tokenFacts(state)),
      toldAt: told?.at,
      acknowledged: acknowledged && { at: acknowledged.at, by: acknowledged.by },
    }),
  };
}

/** What the words about a token's incident need beside it. */
function tokenFacts({ record, found }: TokenState): Partial<IncidentSummary> {
  const changed = changedParts(record, found);
  return {
    inProgressSince: inProgressSince(record),
    ...(changed.length > 0 && { changed }),
    appCount: fieldOf(record, 'appCount'),
    appCountBefore: found.apps?.missing?.before,
  };
}

/** What a list says of something that is no token, beside its incident. */
function beside(state: SubjectState): Omit<SubjectSummary, keyof IncidentSummary | 'subject'> {
  switch (state.kind) {
    case 'reporter':
      return { tokenCount: state.tokenCount, ...present({ lastReportAt: state.newest }) };
    case 'channel':
      return present({ detail: state.lastError });
    case 'poll':
      return present({ pollFault: state.fault, lastReadAt: state.listedAt, nextReadAt: state.nextPollAt });
    case 'credential':
      return present({ pollFault: state.fault, lastReadAt: state.listedAt, tenantCount: state.tenantCount });
    case 'enrollment': {
      const { label, expiresAt, lastSyncAt: syncedAt, syncErrorCode } = state;
      return { label, ...present({ expiresAt, lastSyncAt: syncedAt, syncErrorCode }) };
    }
    case 'push':
      return { label: state.label, ...present({ expiresAt: state.expiresAt }) };
    case 'refused':
      return { detail: state.pointers.join(', ') };
    default:
      return {};
  }
}

/** Only what is there. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
