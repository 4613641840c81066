import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import { type DueRow, type GroupRow, type Guard, groupsOf, type HeardRow, type SentRow } from '../app/deliver/rows.ts';
import type { SubjectKey } from '../app/deliver/want.ts';
import { CAUSES } from '../domain/cause.ts';
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
import { fact } from './schemas.ts';

/** The partition of a target's mailbox. */
export function mailboxPartition(target: string): string {
  return `_mailbox!${target}`;
}

export const GUARD_KEY = 'guard';
export const DUE_PREFIX = 'due!';
export const GROUP_PREFIX = 'group!';
export const HEARD_PREFIX = 'heard!';
export const SENT_PREFIX = 'sent!';

/** Rows stand in the order of their numbers; a group's own have none. */
export function dueKey({ tenantId, subject, no, suffix }: DueRow): string {
  return [
    `${DUE_PREFIX}${tenantId}`,
    subject,
    String(no).padStart(8, '0'),
    ...(suffix === undefined ? [] : [suffix]),
  ].join('!');
}

export function heardKey({ tenantId, subject }: SubjectKey): string {
  return `${HEARD_PREFIX}${tenantId}!${subject}`;
}

/** Later than any instant there will be. */
const LAST_MS = 1e15 - 1;

/** Newest first. */
export function sentKey(at: number, message = ''): string {
  return `${SENT_PREFIX}${String(LAST_MS - at).padStart(15, '0')}!${message}`;
}

export function toDueRow(target: string, row: DueRow): TableEntity {
  return toRow(mailboxPartition(target), dueKey(row), { dueAt: toTimeColumn(row.dueAt) });
}

/** @throws UnreadableRow */
export function fromDueRow(row: Row): DueRow {
  const [, tenantId, subject, number, suffix] = row.rowKey.split('!');
  const dueAt = fromTimeColumn(row.dueAt);
  const no = Number(number);
  if (
    tenantId === undefined ||
    subject === undefined ||
    !Number.isInteger(no) ||
    dueAt === undefined ||
    Number.isNaN(dueAt)
  ) {
    throw new UnreadableRow(row, 'no due row');
  }
  return { tenantId, subject, no, ...(suffix !== undefined && { suffix }), dueAt };
}

const telling = z.object({
  fact,
  no: z.number(),
  via: z.string().optional(),
  topic: z.string(),
  at: z.number(),
  message: z.string(),
});

const time = z.number().optional();
const trials = {
  attempts: z.number(),
  triedSince: time,
  lastError: z.string().optional(),
  quietUntil: time,
  died: z.enum(['refused', 'unreached', 'failed']).optional(),
};

const heardRow = z.object({
  ...trials,
  heard: telling.optional(),
  maybe: z.array(telling).default([]),
  key: z.string().optional(),
  left: z.array(z.string()).default([]),
  no: z.number(),
  atMost: z.number().optional(),
  state: z.enum(['delivered', 'pending', 'dead', 'missed']),
  changedAt: z.number(),
});

/** Columns that are only there to find rows by. */
const HEARD_FILTERS = ['lastGroup', 'openCause', 'unsure', 'dead'];
const HEARD_TIMES = ['triedSince', 'quietUntil', 'changedAt'] as const;
const HEARD_COLUMNS = new Set(['v', 'via', ...Object.keys(heardRow.shape), ...HEARD_FILTERS]);

export function toHeardRow(target: string, row: HeardRow): TableEntity {
  const { tenantId, subject, heard, maybe, left, foreign, ...columns } = row;
  const groups = [...groupsOf(row)].sort();
  return toRow(mailboxPartition(target), heardKey(row), {
    ...foreign,
    ...columns,
    ...timesTo(columns, HEARD_TIMES),
    ...(heard && toJsonColumns('heard', heard)),
    ...(maybe.length > 0 && toJsonColumns('maybe', maybe)),
    ...(left.length > 0 && { left: JSON.stringify(left) }),
    via: heard?.via,
    lastGroup: groups.at(-1),
    openCause: heard?.fact.kind === 'open' ? heard.fact.cause : undefined,
    unsure: maybe.length > 0 ? 'yes' : undefined,
    dead: row.state === 'dead' ? 'yes' : undefined,
  });
}

/** @throws UnreadableRow */
export function fromHeardRow(row: Row): HeardRow {
  const [, tenantId = '', subject = ''] = row.rowKey.split('!');
  const value = parsed(row, heardRow, {
    ...row,
    ...timesFrom(row, HEARD_TIMES),
    heard: fromJsonColumns(row, 'heard'),
    maybe: fromJsonColumns(row, 'maybe'),
    left: fromJsonColumns(row, 'left'),
  });
  return { tenantId, subject, ...value, foreign: foreignOf(row, HEARD_COLUMNS) };
}

const groupRow = z.object({
  ...trials,
  topic: z.string(),
  kind: z.enum(['cause', 'baseline']),
  cause: z.enum(CAUSES).nullable().default(null),
  scope: z.string().optional(),
  openedAt: z.number(),
  joinedAt: z.number(),
  sentAt: z.number(),
  updatedAt: time,
  goodAt: time,
  remindedAt: time,
  confirmedAt: time,
  endTriedAt: time,
  endedAt: time,
  state: z.enum(['pending', 'delivered', 'dead']),
});

const GROUP_TIMES = [
  ...['triedSince', 'quietUntil', 'openedAt', 'joinedAt', 'sentAt', 'updatedAt', 'goodAt'],
  ...['remindedAt', 'confirmedAt', 'endTriedAt', 'endedAt'],
];
const GROUP_COLUMNS = new Set(['v', 'living', 'dead', ...Object.keys(groupRow.shape)]);

export function toGroupRow(target: string, { id, foreign, cause, ...columns }: GroupRow): TableEntity {
  return toRow(mailboxPartition(target), `${GROUP_PREFIX}${id}`, {
    ...foreign,
    ...columns,
    ...timesTo(columns, GROUP_TIMES),
    cause: cause ?? undefined,
    living: columns.endedAt === undefined ? 'yes' : undefined,
    dead: columns.state === 'dead' ? 'yes' : undefined,
  });
}

/** @throws UnreadableRow */
export function fromGroupRow(row: Row): GroupRow {
  const value = parsed(row, groupRow, { ...row, ...timesFrom(row, GROUP_TIMES) });
  return { id: row.rowKey.slice(GROUP_PREFIX.length), ...value, foreign: foreignOf(row, GROUP_COLUMNS) };
}

const sentRow = z.object({
  at: z.number(),
  message: z.string(),
  type: z.string(),
  topic: z.string().optional(),
  groupId: z.string().optional(),
  isLoneBeginning: z.boolean(),
  subjects: z.array(z.string()),
  count: z.number(),
  outcome: z.string(),
  attempt: z.number(),
});

export function toSentRow(target: string, { at, subjects, ...columns }: SentRow): TableEntity {
  const partition = mailboxPartition(target);
  return toRow(partition, sentKey(at, columns.message), {
    ...columns,
    at: toTimeColumn(at),
    subjects: JSON.stringify(subjects),
  });
}

/** @throws UnreadableRow */
export function fromSentRow(row: Row): SentRow {
  return parsed(row, sentRow, { ...row, at: fromTimeColumn(row.at), subjects: fromJsonColumns(row, 'subjects') });
}

const guardRow = z.object({
  holder: z.string().optional(),
  seq: z.number(),
  until: z.number(),
  pausedUntil: time,
  failures: z.number(),
  failingSince: time,
  lastError: z.string().optional(),
  lastSuccessAt: time,
  sentAt: time,
  refreshedAt: time,
  settingsHash: z.string().optional(),
  delivered: z.number().optional(),
  refused: z.number().optional(),
  failed: z.number().optional(),
  unreadable: z.number().optional(),
});

const GUARD_TIMES = ['until', 'pausedUntil', 'failingSince', 'lastSuccessAt', 'sentAt', 'refreshedAt'] as const;
const GUARD_COLUMNS = new Set(['v', ...Object.keys(guardRow.shape)]);

export function toGuardRow(target: string, { foreign, ...columns }: Guard): TableEntity {
  return toRow(mailboxPartition(target), GUARD_KEY, { ...foreign, ...columns, ...timesTo(columns, GUARD_TIMES) });
}

/** @throws UnreadableRow */
export function fromGuardRow(row: Row): Guard {
  const value = parsed(row, guardRow, { ...row, ...timesFrom(row, GUARD_TIMES) });
  return { ...value, foreign: foreignOf(row, GUARD_COLUMNS) };
}

function foreignOf(row: Row, known: ReadonlySet<string>): Record<string, unknown> {
  return unknownColumns(row, (column) => known.has(column.replace(/_\d+$/, '')));
}

function timesTo(columns: object, names: readonly string[]): Record<string, string | undefined> {
  const values = columns as Readonly<Record<string, number | undefined>>;
  return Object.fromEntries(
    names.map((name) => {
      const value = values[name];
      return [name, value === undefined ? undefined : toTimeColumn(value)];
    }),
  );
}

function timesFrom(row: Row, names: readonly string[]): Record<string, number | undefined> {
  return Object.fromEntries(names.map((name) => [name, fromTimeColumn(row[name])]));
}
