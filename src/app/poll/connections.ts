import { isNever, parseTimestamp, type Timestamp } from '../../domain/timestamp.ts';
import { appleIdHash, maskAppleId } from '../../reports/apple-id.ts';
import { parseId } from '../../reports/id.ts';
import { isJsonObject, type JsonObject, type JsonValue, member } from '../../reports/json.ts';
import { cleanText } from '../../reports/text.ts';
import type { ConnectionFacts } from '../decide/decide-connection.ts';
import { ENROLLMENT_PREFIX } from '../model/subject.ts';

/** A connection as Graph shows it, under the subject that it has here. */
export interface ReadConnection {
  readonly subject: string;
  readonly facts: ConnectionFacts;
}

/** Which of Apple's portals an enrollment program token comes from, by Graph's `depTokenType`. */
const ACCOUNT_TYPES = { dep: 'business', appleSchoolManager: 'education' } as const;

/** A name is as long as a screen shows. */
const MAX_NAME = 256;

/**
 * Reads a `depOnboardingSetting`, whatever else stands in it.
 * https://learn.microsoft.com/graph/api/resources/intune-enrollment-deponboardingsetting?view=graph-rest-beta
 *
 * @param key of the app, for the hash of the Apple ID
 * @returns undefined where it has no id by which it could be known again
 */
export function readEnrollment(item: unknown, key: Uint8Array): ReadConnection | undefined {
  const object = objectOf(item);
  const id = object && parseId(member(object, 'id'));
  if (!object || id === undefined) return undefined;
  const name = nameIn(object, 'tokenName');
  const type = member(object, 'tokenType');
  const accountType = type === 'dep' || type === 'appleSchoolManager' ? ACCOUNT_TYPES[type] : undefined;
  const { masked, hash } = accountIn(object, key);
  return {
    subject: `${ENROLLMENT_PREFIX}${id}`,
    facts: {
      kind: 'enrollment',
      label: { ...(name && { displayName: name }), ...masked, ...(accountType && { accountType }) },
      accountHash: hash,
      expiresAt: dateIn(object, 'tokenExpirationDateTime'),
      lastSyncAt: dateIn(object, 'lastSuccessfulSyncDateTime'),
      syncErrorCode: numberIn(object, 'lastSyncErrorCode'),
      deviceCount: numberIn(object, 'syncedDeviceCount'),
    },
  };
}

/**
 * Reads an `applePushNotificationCertificate`.
 * https://learn.microsoft.com/graph/api/resources/intune-devices-applepushnotificationcertificate
 *
 * @returns undefined where it is none
 */
export function readPushCertificate(value: unknown, key: Uint8Array): ConnectionFacts | undefined {
  const object = objectOf(value);
  if (!object) return undefined;
  const { masked, hash } = accountIn(object, key);
  return { kind: 'push', label: masked, accountHash: hash, expiresAt: dateIn(object, 'expirationDateTime') };
}

/** What Graph sent was JSON. */
function objectOf(value: unknown): JsonObject | undefined {
  const json = value as JsonValue | undefined;
  return isJsonObject(json) ? json : undefined;
}

function nameIn(object: JsonObject, name: string): string | undefined {
  return cleanText(member(object, name), { max: MAX_NAME, redact: (text) => text }).text;
}

function accountIn(object: JsonObject, key: Uint8Array) {
  const appleId = nameIn(object, 'appleIdentifier');
  if (appleId === undefined) return { masked: {}, hash: undefined };
  return { masked: { appleId: maskAppleId(appleId) }, hash: appleIdHash(key, appleId) };
}

function dateIn(object: JsonObject, name: string): Timestamp | undefined {
  const value = member(object, name);
  const at = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return at && !isNever(at) ? at : undefined;
}

function numberIn(object: JsonObject, name: string): number | undefined {
  const value = member(object, name);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
