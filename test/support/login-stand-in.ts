import { createPublicKey, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { bearerToken } from '../../local/graph-stand-in/access-token.ts';
import { loopbackCertificate, trust } from './authority.ts';

/** A tenant as the login endpoint knows it. */
export interface LoginTenant {
  readonly id: string;
  readonly domain?: string;
  /** The permissions that an administrator granted; undefined where none consented. */
  readonly roles?: readonly string[];
}

export interface LoginOptions {
  readonly tenants: readonly LoginTenant[];
  /** The tenant of the managed identity. */
  readonly home: string;
}

/** What may be changed while it runs. */
export interface LoginState {
  /** What an app registration has to show. */
  secret?: string;
  /** A certificate of the app registration, as PEM. */
  certificate?: string;
  /** An error of Microsoft Entra to answer with, by its number. */
  refuse?: number;
  /** A status to answer with in place of a token. */
  status?: number;
}

export interface LoginStandIn {
  /** The origin, for `authorityHost`. */
  readonly url: string;
  /** What the platform would set, so that a managed identity is found. */
  readonly identityEnvironment: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  /** What was asked for: `token <tenant>`, `configuration <tenant>` or `identity <resource> <client ID>`. */
  readonly seen: string[];
  readonly state: LoginState;
  stop(): Promise<void>;
}

const CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const HEADER = 'header-of-this-platform';
const hourAhead = () => Math.floor(Date.now() / 1000) + 3600;

/**
 * Starts a stand-in for the login endpoint, over https with a certificate authority of its own that this thread then
 * trusts, and beside it one for the endpoint of managed identities that App Service has.
 */
export async function startLoginStandIn(options: LoginOptions): Promise<LoginStandIn> {
  const { authority, ...tls } = await loopbackCertificate();
  trust(authority);
  const seen: string[] = [];
  const state: LoginState = {};
  const tenantOf = (name: string) => options.tenants.find(({ id, domain }) => [id, domain].includes(name));

  async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = '', rest = ''] = /^\/([^/]+)\/(.*?)(?:\?.*)?$/.exec(request.url ?? '') ?? [];
    const tenant = tenantOf(decodeURIComponent(name));
    const isToken = rest.endsWith('oauth2/v2.0/token');
    seen.push(`${isToken ? 'token' : 'configuration'} ${name}`);
    const form = new URLSearchParams(await text(request));
    if (!tenant) return json(response, 400, entraError(90002, `Tenant '${name}' not found.`));
    if (!isToken) return json(response, 200, configurationOf(tenant.id));
    if (state.status !== undefined) return sorry(response, state.status);
    const code = state.refuse ?? refusalOf(form, tenant, options.home, state);
    if (code !== undefined) return json(response, 400, entraError(code, `Trace ID: ${form.get('client_secret')}`));
    const access_token = bearerToken({ tid: tenant.id, roles: tenant.roles ?? [], exp: hourAhead() });
    json(response, 200, { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token });
  }

  /** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
  async function identity(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '', 'http://identity').searchParams;
    const resource = query.get('resource') ?? '';
    seen.push(`identity ${resource} ${query.get('client_id')}`);
    if (request.headers['x-identity-header'] !== HEADER) return json(response, 401, { statusCode: 401 });
    if (state.status !== undefined) return sorry(response, state.status);
    const roles = tenantOf(options.home)?.roles ?? [];
    const claims = { tid: options.home, roles, exp: hourAhead(), aud: resource };
    json(response, 200, {
      access_token: bearerToken(claims),
      expires_on: String(claims.exp),
      resource,
      token_type: 'Bearer',
    });
  }

  const servers = [createTlsServer(tls, (...it) => void login(...it)), createServer((...it) => void identity(...it))];
  const [loginPort, identityPort] = await Promise.all(servers.map(listen));
  const url = `https://127.0.0.1:${loginPort}`;
  return {
    url,
    identityEnvironment: { IDENTITY_ENDPOINT: `http://127.0.0.1:${identityPort}/msi/token`, IDENTITY_HEADER: HEADER },
    seen,
    state,
    stop: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };

  function configurationOf(id: string): object {
    const base = `${url}/${id}`;
    return {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
  }
}

/** The number of the error that a request for a token gets; undefined where it is granted. */
function refusalOf(form: URLSearchParams, tenant: LoginTenant, home: string, state: LoginState): number | undefined {
  if (!tenant.roles) return 700016;
  const secret = form.get('client_secret');
  if (secret !== null) return secret === state.secret ? undefined : 7000215;
  const assertion = form.get('client_assertion') ?? '';
  if (form.get('client_assertion_type') !== CLIENT_ASSERTION) return 7000218;
  if (state.certificate) return isSignedBy(state.certificate, assertion) ? undefined : 700027;
  const { aud, tid } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
  if (!/^api:\/\/AzureADTokenExchange/.test(aud)) return 700212;
  return tid === home ? undefined : 700211;
}

/** Whether a JWT was signed (RS256 or PS256) with the key of a certificate. */
function isSignedBy(certificate: string, jwt: string): boolean {
  const [head = '', payload = '', signature = ''] = jwt.split('.');
  const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'));
  // 6 is the padding of PSS, 1 that of PKCS #1 v1.5.
  const key = { key: createPublicKey(certificate), padding: alg === 'PS256' ? 6 : 1 };
  return verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'));
}

function entraError(code: number, detail: string): object {
  return { error: 'invalid_client', error_description: `AADSTS${code}: ${detail}`, error_codes: [code] };
}

/** What stands in front of a service answers in its name. */
function sorry(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Sorry</html>');
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
