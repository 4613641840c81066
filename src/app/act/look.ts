import type { Incident } from '../../domain/incident.ts';
import { DAY, HOUR } from '../../domain/policy.ts';
import { WHOLE_TENANT } from '../model/state.ts';
import { type SubjectKey, tenantOf } from '../model/subject.ts';
import type { About, Action } from './action.ts';
import type { Deeds, Group, Named } from './ports.ts';

/** How long a silence from a link or a button lasts, in milliseconds. */
export const SILENCE_LASTS = DAY;

/** A silence that lasts nearly as long need not begin anew: a link that was opened twice did its work the first time. */
const LASTS_LONG_ENOUGH = SILENCE_LASTS - HOUR;

/** Members of a group that are looked at one by one; of more it is only said how many they are. */
const MAX_NAMED = 20;

/** Whether there is something to do, or why not. Times are milliseconds since the epoch. */
export type Standing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'acknowledged'; readonly by: string; readonly at: number }
  | { readonly kind: 'silenced'; readonly by: string; readonly until: number }
  | { readonly kind: 'notSilenced' }
  /** Alerts of the whole tenant are silenced: that of one subject alone cannot be lifted. */
  | { readonly kind: 'tenantSilenced'; readonly by: string; readonly until: number }
  | { readonly kind: 'stopped'; readonly by?: string; readonly at: number }
  | { readonly kind: 'over'; readonly at: number }
  | { readonly kind: 'unknown' };

/** What an action is about, as it is now. */
export interface Looked {
  readonly standing: Standing;
  /** The first of them, where it is a group. */
  readonly subjects: readonly Named[];
  /** The group, where it is one. */
  readonly group?: Group;
}

const UNKNOWN: Looked = { standing: { kind: 'unknown' }, subjects: [] };

/**
 * Looks at what an action would be done to, and changes nothing.
 *
 * @throws StorageUnavailable
 */
export async function look(action: Action, about: About, deeds: Deeds): Promise<Looked> {
  switch (about.kind) {
    case 'incident':
      return lookAtIncident(action, about, deeds);
    case 'group':
      return lookAtGroup(action, about, deeds);
    case 'subject':
      return lookAtSubject(action, about, deeds);
    case 'target': {
      const { target, tenantId, subject } = about;
      if (!deeds.targets.includes(target)) return UNKNOWN;
      const key = tenantId !== undefined && subject !== undefined ? [await named({ tenantId, subject }, deeds)] : [];
      return { standing: { kind: 'ready' }, subjects: key };
    }
  }
}

async function lookAtIncident(
  action: Action,
  { tenantId, incidentId }: Extract<About, { kind: 'incident' }>,
  deeds: Deeds,
): Promise<Looked> {
  const found = await deeds.views.incident(tenantId, incidentId);
  if (!found) return UNKNOWN;
  const subject = await named(found, deeds, found.incident);
  const { resolvedAt, acknowledged } = found.incident;
  const standing = async (): Promise<Standing> => {
    if (action === 'show') return { kind: 'ready' };
    if (resolvedAt !== undefined) return { kind: 'over', at: resolvedAt };
    if (action === 'silence') return silenceStanding(subject, deeds);
    return acknowledged ? { kind: 'acknowledged', by: acknowledged.by, at: acknowledged.at } : { kind: 'ready' };
  };
  return { standing: await standing(), subjects: [subject] };
}

async function lookAtGroup(
  action: Action,
  { target, groupId }: Extract<About, { kind: 'group' }>,
  deeds: Deeds,
): Promise<Looked> {
  const [group] = await deeds.groups({ target, groupId });
  if (!group) return UNKNOWN;
  const { openMembers, endedAt } = group;
  const subjects = await Promise.all(openMembers.slice(0, MAX_NAMED).map((key) => named(key, deeds)));
  const standing = (): Standing => {
    if (action === 'show') return { kind: 'ready' };
    if (openMembers.length === 0) return { kind: 'over', at: endedAt ?? deeds.clock() };
    if (action !== 'acknowledge' || openMembers.length > subjects.length) return { kind: 'ready' };
    const notes = subjects.map(({ incident }) => incident?.acknowledged);
    const last = notes.reduce((a, b) => (a && b ? (a.at > b.at ? a : b) : undefined));
    return last ? { kind: 'acknowledged', by: last.by, at: last.at } : { kind: 'ready' };
  };
  return { standing: standing(), subjects, group };
}

async function lookAtSubject(
  action: Action,
  { tenantId, subject }: Extract<About, { kind: 'subject' }>,
  deeds: Deeds,
): Promise<Looked> {
  const it = await named({ tenantId, subject }, deeds);
  const { token } = it;
  const isToken = subject !== WHOLE_TENANT && !subject.startsWith('_');
  if (isToken && !token) return UNKNOWN;
  const standing = async (): Promise<Standing> => {
    if (action === 'silence') return silenceStanding(it, deeds);
    if (action === 'resume') return resumeStanding(it, deeds);
    if (!token) return { kind: 'unknown' };
    if (token.retiredAt === undefined) return { kind: 'ready' };
    return { kind: 'stopped', at: token.retiredAt, ...(token.retiredBy && { by: token.retiredBy }) };
  };
  return { standing: await standing(), subjects: [it] };
}

async function named(key: SubjectKey, deeds: Deeds, incident?: Incident): Promise<Named> {
  const { tenantId, subject } = key;
  const isToken = subject !== WHOLE_TENANT && !subject.startsWith('_');
  const token = isToken ? await deeds.readToken({ tenantId, tokenId: subject }) : undefined;
  const own = incident ?? token?.incident;
  return { tenantId, subject, ...(token && { token }), ...(own && { incident: own }) };
}

async function silenceStanding(key: SubjectKey, deeds: Deeds): Promise<Standing> {
  const silence = await silenceOf(key, deeds);
  const isLong = silence !== undefined && silence.until >= deeds.clock() + LASTS_LONG_ENOUGH;
  return isLong ? { kind: 'silenced', by: silence.by, until: silence.until } : { kind: 'ready' };
}

async function resumeStanding(key: SubjectKey, deeds: Deeds): Promise<Standing> {
  const silence = await silenceOf(key, deeds);
  if (!silence) return { kind: 'notSilenced' };
  if (silence.subject === key.subject) return { kind: 'ready' };
  return { kind: 'tenantSilenced', by: silence.by, until: silence.until };
}

/** The silence that holds for a subject, its tenant's included. */
export async function silenceOf(key: SubjectKey, deeds: Deeds) {
  return (await deeds.silencesOf([tenantOf(key)]))(key);
}
