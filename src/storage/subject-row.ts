import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import {
  type ChannelState,
  type ConnectionState,
  type CredentialState,
  type EnrollmentState,
  type ExpiringState,
  type FactsOf,
  isConnection,
  isOpen,
  type PollState,
  type PushState,
  type RefusedState,
  type ReporterState,
  type Stored,
  type SubjectState,
  type TokenState,
} from '../app/model/subject.ts';
import { latestObservation } from '../domain/record.ts';
import { subjectKey } from './keys.ts';
import {
  fromJsonColumns,
  fromTimeColumn,
  parsed,
  type Row,
  toJsonColumns,
  toRow,
  toTimeColumn,
  UnreadableRow,
  unknownColumns,
} from './row.ts';
import { fact, found, incident, pollFault, strip, timestamp, tokenLabel, tokenRecord, told } from './schemas.ts';

const KNOWN =
  /^(v|subject|kind|incident(_\d+)?|entries|told|fact|no|isReminder|audience|nextCheckAt|policyHash|facts(_\d+)?|record(_\d+)?|status|cause|changedAt|write)$/;

/** What every subject's row keeps. */
const telling = z.object({
  incident: incident.optional(),
  entries: z.number(),
  told: told.nullable(),
  fact: fact.optional(),
  no: z.number(),
  isReminder: z.boolean(),
  audience: z.array(z.string()),
  nextCheckAt: z.number().optional(),
  policyHash: z.string(),
});

const connection = {
  label: tokenLabel,
  accountHash: z.string().optional(),
  expiresAt: timestamp.optional(),
  gone: z.looseObject({ at: z.number(), why: z.enum(['notShown', 'notWatched']) }).optional(),
};

/** What the row of each kind keeps besides; a token's record stands in columns of its own. */
const FACTS = {
  token: z.looseObject({ found, strip, retiredAt: z.number().optional(), retiredBy: z.string().optional() }),
  reporter: z.looseObject({ found, newest: timestamp.optional(), tokenCount: z.number() }),
  poll: z.looseObject({
    failures: z.number(),
    failingSince: z.number().optional(),
    fault: pollFault.optional(),
    listedAt: z.number().optional(),
    nextPollAt: z.number().optional(),
  }),
  refused: z.looseObject({
    firstRefusedAt: z.number(),
    lastRefusedAt: z.number(),
    lastAcceptedAt: z.number().optional(),
    pointers: z.array(z.string()),
  }),
  channel: z.looseObject({ failingSince: z.number().optional(), lastError: z.string().optional() }),
  credential: z.looseObject({
    tenantCount: z.number(),
    failures: z.number(),
    failingSince: z.number().optional(),
    fault: pollFault.optional(),
    listedAt: z.number().optional(),
  }),
  enrollment: z.looseObject({
    ...connection,
    lastSyncAt: timestamp.optional(),
    syncErrorCode: z.number().optional(),
    deviceCount: z.number().optional(),
  }),
  push: z.looseObject(connection),
  expiring: z.looseObject({
    steps: z.array(z.looseObject({ tokenId: z.string(), step: z.number(), expiresAt: timestamp })),
    renewals: z.array(z.looseObject({ tokenId: z.string(), expiresAt: timestamp })),
    labels: z.record(z.string(), tokenLabel),
    movedAt: z.number(),
    lookAt: z.number(),
  }),
} satisfies {
  token: z.ZodType<Omit<FactsOf<TokenState>, 'kind' | 'record'>>;
  reporter: z.ZodType<Omit<FactsOf<ReporterState>, 'kind'>>;
  poll: z.ZodType<Omit<FactsOf<PollState>, 'kind'>>;
  refused: z.ZodType<Omit<FactsOf<RefusedState>, 'kind'>>;
  channel: z.ZodType<Omit<FactsOf<ChannelState>, 'kind'>>;
  credential: z.ZodType<Omit<FactsOf<CredentialState>, 'kind'>>;
  enrollment: z.ZodType<Omit<FactsOf<EnrollmentState>, 'kind'>>;
  push: z.ZodType<Omit<FactsOf<PushState>, 'kind'>>;
  expiring: z.ZodType<Omit<FactsOf<ExpiringState>, 'kind'>>;
};

const kind = z.enum([
  'token',
  'reporter',
  'poll',
  'refused',
  'channel',
  'credential',
  'enrollment',
  'push',
  'expiring',
]);

/** @throws UnreadableRow */
export function fromSubjectRow(row: Row): Stored<SubjectState> {
  const { no, entries, isReminder, policyHash, subject } = row;
  const own = parsed(row, kind, row.kind);
  const common = parsed(row, telling, {
    incident: fromJsonColumns(row, 'incident'),
    told: fromJsonColumns(row, 'told') ?? null,
    fact: fromJsonColumns(row, 'fact'),
    audience: fromJsonColumns(row, 'audience'),
    nextCheckAt: fromTimeColumn(row.nextCheckAt),
    ...{ no, entries, isReminder, policyHash },
  });
  const value = {
    ...common,
    ...parsed<object>(row, FACTS[own], fromJsonColumns(row, 'facts')),
    ...(own === 'token' && { record: parsed(row, tokenRecord, fromJsonColumns(row, 'record')) }),
    kind: own,
    tenantId: row.partitionKey,
    subject: parsed(row, z.string(), subject),
  };
  return {
    // The schemas of the row's own kind have made it, which the table of schemas cannot show to the compiler.
    value: value as unknown as SubjectState,
    etag: String(row.etag),
    foreign: unknownColumns(row, (column) => KNOWN.test(column)),
  };
}

/** @throws UnreadableRow, also where it is the row of something that is no token */
export function fromTokenRow(row: Row): Stored<TokenState> {
  const { value, ...rest } = fromSubjectRow(row);
  if (value.kind !== 'token') throw new UnreadableRow(row, 'it is not a token');
  return { ...rest, value };
}

/** @throws UnreadableRow, also where it is the row of something else */
export function fromConnectionRow(row: Row): Stored<ConnectionState> {
  const { value, ...rest } = fromSubjectRow(row);
  if (!isConnection(value)) throw new UnreadableRow(row, 'it is not a connection');
  return { ...rest, value };
}

/** In place of a status, so that a list can leave out what is gone. */
export function presenceOf({ gone }: Pick<ConnectionState, 'gone'>): 'here' | 'gone' {
  return gone ? 'gone' : 'here';
}

/**
 * A state with those members of the record that a newer release added, as they stood: `fold` joins the members that it
 * knows.
 */
export function keepingUnknown(state: SubjectState, basis?: Stored<SubjectState>): SubjectState {
  if (state.kind !== 'token' || basis?.value.kind !== 'token') return state;
  return { ...state, record: { ...basis.value.record, ...state.record } };
}

/** @param basis the row as it was read, where there was one */
export function toSubjectRow(state: SubjectState, basis?: Stored<SubjectState>): TableEntity {
  const {
    tenantId,
    subject,
    kind: own,
    incident: it,
    entries,
    told: said,
    fact: last,
    no,
    isReminder,
    ...rest
  } = keepingUnknown(state, basis);
  const { audience, nextCheckAt, policyHash, ...beside } = rest;
  const { record, ...facts } = { record: undefined, ...beside };
  return toRow(tenantId, subjectKey(subject), {
    ...basis?.foreign,
    subject,
    kind: own,
    ...(it && toJsonColumns('incident', it)),
    ...{ entries, no, isReminder, policyHash },
    told: said ? JSON.stringify(said) : undefined,
    fact: last && JSON.stringify(last),
    audience: JSON.stringify(audience),
    nextCheckAt: nextCheckAt === undefined ? undefined : toTimeColumn(nextCheckAt),
    ...toJsonColumns('facts', facts),
    ...(record && toJsonColumns('record', record)),
    // Only for the filters of lists.
    status: record ? latestObservation(record).status : isConnection(state) ? presenceOf(state) : undefined,
    cause: isOpen(it) ? it.cause : undefined,
  });
}
