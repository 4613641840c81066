import type { DemoTenant } from './tenants.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** As Apple reports that its terms are not accepted. */
const TERMS_NOT_ACCEPTED = 3;

const dateOf = (ms: number) => new Date(ms).toISOString();
const accountOf = ({ name }: DemoTenant) => `mdm@${name.split(' ')[0]?.toLowerCase()}.example`;

/**
 * A tenant's enrollment program token.
 *
 * @param stopped hours of the story in which Apple's terms are not accepted
 */
export function enrollment(
  tenant: DemoTenant,
  start: number,
  now: number,
  stopped?: { readonly from: number; readonly until: number },
): object {
  const hour = (now - start) / HOUR;
  const isStopped = stopped !== undefined && stopped.from <= hour && hour < stopped.until;
  return {
    id: `${tenant.id.slice(0, 24)}e00000000001`,
    tokenName: `${tenant.name} devices`,
    tokenType: 'dep',
    appleIdentifier: accountOf(tenant),
    tokenExpirationDateTime: dateOf(start + 200 * DAY),
    lastSuccessfulSyncDateTime: dateOf(isStopped ? start + stopped.from * HOUR : now),
    lastSyncTriggeredDateTime: dateOf(now),
    lastSyncErrorCode: isStopped ? TERMS_NOT_ACCEPTED : 0,
    syncedDeviceCount: 10 * tenant.tokens,
  };
}

/** A tenant's push certificate. @param days after the beginning of the story for which it is good */
export function pushCertificate(tenant: DemoTenant, start: number, days: number): object {
  return {
    id: `${tenant.id.slice(0, 24)}c00000000001`,
    appleIdentifier: accountOf(tenant),
    topicIdentifier: `com.apple.mgmt.External.${tenant.id}`,
    expirationDateTime: dateOf(start + days * DAY),
    certificateSerialNumber: '1A2B3C4D5E6F',
  };
}
