import { createHash } from 'node:crypto';
import { msOf, type Timestamp } from '../domain/timestamp.ts';

/** The partition that lists the tenants; no tenant id begins with an underscore. */
export const TENANTS_PARTITION = '_tenants';

/** The partition of what instances tell each other about the program. */
export const SYSTEM_PARTITION = '_system';

/** The partition of what began lately, over all tenants. */
export const OPENINGS_PARTITION = '_openings';

/** The row of a tenant as a whole, and that of its silence. */
export const TENANT_KEY = 'tenant!state';
export const SILENCE_KEY = 'silence!tenant';

export const OUTBREAK_PREFIX = 'outbreak!';

export function outbreakKey(cause: string): string {
  return `${OUTBREAK_PREFIX}${cause}`;
}

export function openingPrefix(cause: string): string {
  return `opening!${cause}!`;
}

/** @param at in ISO 8601, so that keys are in the order of time */
export function openingKey(cause: string, at: string, notificationId: string): string {
  return `${openingPrefix(cause)}${at}!${notificationId}`;
}

export const TOKEN_PREFIX = 'token!';
export const INCIDENT_PREFIX = 'incident!';
export const NOTIFICATION_PREFIX = 'notification!';

export function tokenKey(tokenId: string): string {
  return `${TOKEN_PREFIX}${tokenId}`;
}

/** In 100 ns; greater than any date that a four-digit year can name, so that inverted ticks keep their width. */
const LAST_TICK = 4n * 10n ** 18n;
const TICKS_PER_MS = 10_000n;

export function historyPrefix(tokenId: string): string {
  return `history!${tokenId}!`;
}

/** Newest first: the later it was received, by our own clock of milliseconds, the smaller the key. */
export function historyKey(tokenId: string, receivedAt: Timestamp, suffix: string): string {
  const inverted = (LAST_TICK - BigInt(msOf(receivedAt)) * TICKS_PER_MS).toString().padStart(19, '0');
  return `${historyPrefix(tokenId)}${inverted}!${suffix}`;
}

/** A delivery id may hold any character and be long, a row key may not. */
export function deliveryKey(deliveryId: string): string {
  return `delivery!${createHash('sha256').update(deliveryId).digest('hex')}`;
}

export function incidentKey(incidentId: string): string {
  return `${INCIDENT_PREFIX}${incidentId}`;
}

export function timelinePrefix(incidentId: string): string {
  return `timeline!${incidentId}!`;
}

export function timelineKey(incidentId: string, seq: number): string {
  return `${timelinePrefix(incidentId)}${padded(seq)}`;
}

export function notificationPrefix(incidentId: string): string {
  return `${NOTIFICATION_PREFIX}${incidentId}!`;
}

export function notificationKey(incidentId: string, seq: number, target: string): string {
  return `${notificationPrefix(incidentId)}${padded(seq)}!${target}`;
}

function padded(seq: number): string {
  return String(seq).padStart(8, '0');
}
