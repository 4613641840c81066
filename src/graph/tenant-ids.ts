import { networkReason } from '../network/reason.ts';
import { isJsonObject, type JsonValue, member } from '../reports/json.ts';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const LIMIT_MS = 10_000;

/** The id of a tenant, undefined where there is no such tenant; or why it could not be found out. */
export type FoundId = { readonly ok: true; readonly id?: string } | { readonly ok: false; readonly reason: string };

/**
 * Finds the id of a tenant that is named by a domain of it, from the OpenID configuration that the login endpoint
 * publishes. Each domain is asked for once; never throws.
 */
export class TenantIds {
  readonly #known = new Map<string, FoundId>();
  readonly #login: string;
  readonly #fetch: typeof fetch;

  /** @param login the login endpoint, without a slash at its end */
  constructor(login: string, fetcher: typeof fetch) {
    this.#login = login;
    this.#fetch = fetcher;
  }

  /** @param tenantId its id or a domain of it */
  async idOf(tenantId: string): Promise<FoundId> {
    if (GUID.exec(tenantId)?.[0] === tenantId) return { ok: true, id: tenantId.toLowerCase() };
    const found = this.#known.get(tenantId) ?? (await this.#ask(tenantId));
    if (found.ok) this.#known.set(tenantId, found);
    return found;
  }

  async #ask(domain: string): Promise<FoundId> {
    const url = `${this.#login}/${encodeURIComponent(domain)}/v2.0/.well-known/openid-configuration`;
    try {
      const response = await this.#fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
      if (response.status === 400 || response.status === 404) return { ok: true };
      const body = (await response.json()) as JsonValue;
      const issuer = isJsonObject(body) ? member(body, 'issuer') : undefined;
      const id = typeof issuer === 'string' ? GUID.exec(issuer)?.[0].toLowerCase() : undefined;
      return id === undefined ? { ok: false, reason: `HTTP ${response.status} without an issuer` } : { ok: true, id };
    } catch (error) {
      return { ok: false, reason: networkReason(error, LIMIT_MS) };
    }
  }
}
