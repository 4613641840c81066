import { isJsonObject, type JsonValue, member } from '../reports/json.ts';

/** What an access token says of itself. */
export interface TokenClaims {
  /** The id of the tenant that it is for. */
  readonly tid?: string;
  /** The application permissions that were granted in that tenant. */
  readonly roles: readonly string[];
}

/**
 * Reads the claims of an access token, unverified: whoever issued it verifies it. Formally a token for Graph is opaque
 * to its bearer, so one that is no JWT is no fault.
 *
 * @returns undefined where it is no JWT
 */
export function claimsOf(accessToken: string): TokenClaims | undefined {
  const [, payload = '', ...rest] = accessToken.split('.');
  if (rest.length !== 1) return undefined;
  try {
    const claims: JsonValue = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (!isJsonObject(claims)) return undefined;
    const tid = member(claims, 'tid');
    const roles = member(claims, 'roles');
    return {
      ...(typeof tid === 'string' && { tid: tid.toLowerCase() }),
      roles: Array.isArray(roles) ? roles.filter((it): it is string => typeof it === 'string') : [],
    };
  } catch {
    return undefined; // Then it is some other text with two dots in it.
  }
}
