import { isJsonObject, type JsonValue, member } from '../reports/json.ts';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const LIMIT_MS = 10_000;

/**
 * Finds the id of a tenant that is named by a domain of it, from the OpenID configuration that the login endpoint
 * publishes; each domain is asked for once.
 */
export class TenantIds {
  readonly #known = new Map<string, Promise<string | undefined>>();
  readonly #login: string;
  readonly #fetch: typeof fetch;

  /** @param login the login endpoint, without a slash at its end */
  constructor(login: string, fetcher: typeof fetch) {
    this.#login = login;
    this.#fetch = fetcher;
  }

  /**
   * @returns the id in lower case; undefined where there is no such tenant
   * @throws Error where the login endpoint gave no answer that can be read
   */
  async idOf(tenantId: string): Promise<string | undefined> {
    if (GUID.exec(tenantId)?.[0] === tenantId) return tenantId.toLowerCase();
    const asked = this.#known.get(tenantId) ?? this.#ask(tenantId);
    this.#known.set(tenantId, asked);
    try {
      return await asked;
    } catch (error) {
      this.#known.delete(tenantId);
      throw error;
    }
  }

  async #ask(domain: string): Promise<string | undefined> {
    const url = `${this.#login}/${encodeURIComponent(domain)}/v2.0/.well-known/openid-configuration`;
    const response = await this.#fetch(url, { redirect: 'error', signal: AbortSignal.timeout(LIMIT_MS) });
    const body = (await response.json()) as JsonValue;
    if (response.status === 400 || response.status === 404) return undefined;
    const issuer = isJsonObject(body) ? member(body, 'issuer') : undefined;
    const id = typeof issuer === 'string' ? GUID.exec(issuer)?.[0].toLowerCase() : undefined;
    if (!response.ok || id === undefined) throw new Error(`the login endpoint answered ${response.status}`);
    return id;
  }
}
