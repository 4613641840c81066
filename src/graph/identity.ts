import type { TokenCredential } from '@azure/identity';
import type { Answered, PollFault } from '../app/model/graph.ts';
import type { Clock } from '../app/model/ports.ts';
import { claimsOf } from './access-token.ts';
import { CLOUDS } from './clouds.ts';
import { consentUrl } from './consent-url.ts';
import { createCredential, type SignInOptions } from './credentials.ts';
import type { GraphSettings } from './graph-settings.ts';
import { faultOfSignIn } from './sign-in-fault.ts';
import { TenantIds } from './tenant-ids.ts';

/** Who this app is for Graph. */
export interface Identity {
  /**
   * An access token for Graph in a tenant; never throws.
   *
   * @param isFresh whether it is asked for anew, since the one that was kept is not accepted
   */
  accessToken(tenantId: string, deadline: number, isFresh: boolean): Promise<Answered<string>>;
}

export interface IdentityPorts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signIn?: SignInOptions;
}

/** A sign-in takes no longer, its repetitions included. */
const SIGN_IN_LIMIT_MS = 30_000;

/** The identity that the settings name. Its library keeps each tenant's token until shortly before it expires. */
export function createIdentity(settings: GraphSettings, { fetch, clock, signIn = {} }: IdentityPorts): Identity {
  const { graph, login } = CLOUDS[settings.GRAPH_CLOUD];
  const tenantIds = new TenantIds(signIn.authorityHost ?? login, fetch);
  let common: Promise<TokenCredential> | undefined;
  /** Of tenants whose token was not accepted: the library cannot be told to forget one. */
  const renewed = new Map<string, Promise<TokenCredential>>();

  /** A managed identity always answers for the tenant it lives in, whichever is asked for. */
  async function mismatch(tenantId: string, accessToken: string): Promise<PollFault | undefined> {
    const tid = claimsOf(accessToken)?.tid;
    if (tid === undefined || tid === tenantId.toLowerCase()) return undefined;
    const found = await tenantIds.idOf(tenantId);
    if (!found.ok) return { kind: 'unreachable', reason: `sign-in: ${found.reason}` };
    if (found.id === tid) return undefined;
    const isKnown = found.id !== undefined;
    return { kind: 'wrongTenant', reason: isKnown ? 'the identity belongs to another tenant' : 'no such tenant' };
  }

  return {
    async accessToken(tenantId, deadline, isFresh) {
      const limitMs = Math.max(0, Math.min(SIGN_IN_LIMIT_MS, deadline - clock()));
      const signal = AbortSignal.timeout(limitMs);
      try {
        if (isFresh) renewed.set(tenantId, createCredential(settings, signIn));
        common ??= createCredential(settings, signIn);
        const credential = await (renewed.get(tenantId) ?? common);
        const asked = credential.getToken(`${graph}/.default`, { tenantId, abortSignal: signal });
        const token = (await Promise.race([asked, aborted(signal)]))?.token;
        if (token === undefined) throw new Error('no token');
        const fault = await mismatch(tenantId, token);
        return fault ? { ok: false, fault } : { ok: true, value: token };
      } catch (error) {
        const { GRAPH_CLIENT_ID: clientId } = settings;
        const approval = clientId && consentUrl(settings.GRAPH_CLOUD, tenantId, clientId);
        return { ok: false, fault: faultOfSignIn(error, approval, limitMs) };
      }
    },
  };
}

/** Not every credential of the library heeds the signal that it is given. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
