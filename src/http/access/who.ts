import { cookieOf, SESSION_COOKIE, TENANT_COOKIE } from './cookies.ts';
import { isLoopback } from './loopback.ts';
import type { AccessMode } from './mode.ts';
import { principalOf } from './principal.ts';
import { type SigningKeys, verify } from './signed.ts';
import { tenantOfLink } from './tenant-link.ts';

/** Who opens a page or a link. */
export type Who =
  | {
      readonly kind: 'operator';
      readonly name?: string;
      /** Whether the name is vouched for, and not only what somebody typed. */
      readonly verified: boolean;
      /** Names the session or the account: what a page's actions are bound to. */
      readonly session: string;
    }
  /** May look at this tenant, its tokens and its badge, and change nothing. */
  | { readonly kind: 'tenant'; readonly tenantId: string }
  | { readonly kind: 'nobody' };

export interface AccessKeys {
  /** The app's own, for sessions, the actions of pages, and consent. */
  readonly app: SigningKeys;
  /** `LINK_SIGNING_SECRETS`, for links in alerts and those of tenants; empty where there are none. */
  readonly links: SigningKeys;
}

/** What is looked at of a request. */
export interface Visit {
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  readonly query: { get(name: string): string | null };
}

const NOBODY: Who = { kind: 'nobody' };
const LOCAL: Who = { kind: 'operator', verified: false, session: 'local' };

/**
 * Decides who is there. What belongs to another mode is not looked at: a forged principal outside of App Service
 * Authentication is as good as none.
 *
 * @param now milliseconds since the epoch
 */
export function whoIs(visit: Visit, keys: AccessKeys, mode: AccessMode, now: number): Who {
  const operator = operatorOf(visit, keys, mode, now);
  if (operator) return operator;
  const link = visit.query.get('link') ?? cookieOf(visit, TENANT_COOKIE);
  const tenant = link === undefined ? undefined : tenantOfLink(link, keys.links, now);
  return tenant ? { kind: 'tenant', tenantId: tenant.tenantId } : NOBODY;
}

function operatorOf(visit: Visit, { app }: AccessKeys, mode: AccessMode, now: number): Who | undefined {
  switch (mode) {
    case 'principal': {
      const principal = principalOf(visit.headers.get('x-ms-client-principal'));
      if (!principal) return undefined;
      const { id, name } = principal;
      return { kind: 'operator', ...(name && { name }), verified: name !== undefined, session: `principal:${id}` };
    }
    case 'session': {
      const read = verify('session', cookieOf(visit, SESSION_COOKIE) ?? '', app, now);
      const [id, name] = read.ok ? read.fields : [];
      return id === undefined ? undefined : { kind: 'operator', ...(name && { name }), verified: false, session: id };
    }
    // A page of another site whose name was made to mean this machine may not look in.
    case 'local':
      return isLoopback(new URL(visit.url).hostname) ? LOCAL : undefined;
  }
}
