import { createHash } from 'node:crypto';
import type { Marker } from '../app/model/marker.ts';
import { msOf, type Timestamp } from '../domain/timestamp.ts';

/** The partition that lists the tenants; no tenant id begins with an underscore. */
export const TENANTS_PARTITION = '_tenants';

/** The partition of the tenants' summaries. */
export const SUMMARIES_PARTITION = '_overview';

export const SUBJECT_PREFIX = 'token!';
/** Says when a silence of the tenant was last written; it stands between subjects and markers for the sweep's range. */
export const SILENCES_CHANGED_KEY = 'tokens!silences';
export const MARKER_PREFIX = 'told!';
export const SILENCE_PREFIX = 'silence!';
export const HISTORY_PREFIX = 'history!';
export const IDEMPOTENCY_PREFIX = 'delivery!';
export const INCIDENT_PREFIX = 'incident!';
const TIMELINE_PREFIX = 'timeline!';

/** The row of a token, or of another subject, whose id begins with an underscore. */
export function subjectKey(subject: string): string {
  return `${SUBJECT_PREFIX}${subject}`;
}

/** The rows of subjects that are no tokens: no token's id begins with an underscore, which a grave accent follows. */
export const BESIDE_TOKENS = { from: subjectKey('_'), before: subjectKey('`') } as const;

/** Behind the rows of the subjects in order, so that one range finds all that is due. */
export function markerKey(marker: Marker): string {
  return `${MARKER_PREFIX}${marker.subject}!${marker.kind === 'told' ? padded(marker.no) : marker.id}`;
}

/** @param subject a subject's id, or `*` for the whole tenant */
export function silenceKey(subject: string): string {
  return `${SILENCE_PREFIX}${subject}`;
}

/** In 100 ns; greater than any date that a four-digit year can name, so that inverted ticks keep their width. */
const LAST_TICK = 4n * 10n ** 18n;
const TICKS_PER_MS = 10_000n;

export function historyPrefix(tokenId: string): string {
  return `${HISTORY_PREFIX}${tokenId}!`;
}

/** Newest first: the later it was received, by our own clock of milliseconds, the smaller the key. */
export function historyKey(tokenId: string, receivedAt: Timestamp, suffix: string): string {
  const inverted = (LAST_TICK - BigInt(msOf(receivedAt)) * TICKS_PER_MS).toString().padStart(19, '0');
  return `${historyPrefix(tokenId)}${inverted}!${suffix}`;
}

/** A delivery id may hold any character and be long, a row key may not. */
export function idempotencyKey(deliveryId: string): string {
  return `${IDEMPOTENCY_PREFIX}${createHash('sha256').update(deliveryId).digest('hex')}`;
}

export function incidentKey(incidentId: string): string {
  return `${INCIDENT_PREFIX}${incidentId}`;
}

export function timelinePrefix(incidentId: string): string {
  return `${TIMELINE_PREFIX}${incidentId}!`;
}

export function timelineKey(incidentId: string, seq: number): string {
  return `${timelinePrefix(incidentId)}${padded(seq)}`;
}

/** Numbers in keys sort as text. */
export function padded(no: number): string {
  return String(no).padStart(8, '0');
}
