import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { setCookie, TENANT_COOKIE } from '../src/http/access/cookies.ts';
import { languageOf } from '../src/http/access/language.ts';
import type { AccessMode } from '../src/http/access/mode.ts';
import type { SigningKeys } from '../src/http/access/signed.ts';
import { tenantOfLink } from '../src/http/access/tenant-link.ts';
import { type Who, whoIs } from '../src/http/access/who.ts';
import { normaliseId } from '../src/reports/id.ts';
import { signInPage } from '../src/status-page/sign-in-page.ts';
import type { PageHandle } from './http.ts';
import type { Service } from './service.ts';

/** What every answer to a browser has, unless it says otherwise. */
const HEADERS = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Lets someone in or asks for a sign-in. Who came by a tenant's link is a stranger everywhere but at that tenant, so
 * nothing there can tell whether another tenant exists. Such a link becomes a cookie, for the pages that this one links to.
 */
export async function admit(
  request: HttpRequest,
  service: Service,
  handle: PageHandle,
  isOpen: boolean,
): Promise<HttpResponseInit> {
  const keys = await service.access.keys();
  const mode = service.access.mode();
  const now = service.clock();
  const who = whoIs(request, keys, mode, now);
  const isLetIn = isOpen || who.kind === 'operator' || isOwnPage(who, request.params.tenantId);
  const answer: HttpResponseInit = isLetIn ? await handle(request, service, who) : askToSignIn(request, mode);
  const cookie = who.kind === 'tenant' && tenantCookie(request, keys.links, now);
  return {
    ...answer,
    headers: { ...HEADERS, ...answer.headers },
    ...(cookie && { cookies: [...(answer.cookies ?? []), cookie] }),
  };
}

function isOwnPage(who: Who, tenantId: string | undefined): boolean {
  return who.kind === 'tenant' && tenantId !== undefined && normaliseId(tenantId) === normaliseId(who.tenantId);
}

function askToSignIn(request: HttpRequest, mode: AccessMode): HttpResponseInit {
  const site = request.headers.get('sec-fetch-site') ?? 'none';
  const isFromElsewhere = site === 'cross-site' || site === 'same-site';
  return signInPage(languageOf(request), mode === 'principal' ? loginOf(request) : undefined, isFromElsewhere);
}

/** Where App Service signs people in, and brings them back here. */
function loginOf({ url }: HttpRequest): string {
  const { pathname, search } = new URL(url);
  return `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(pathname + search)}`;
}

function tenantCookie(request: HttpRequest, links: SigningKeys, now: number) {
  const link = request.query.get('link');
  const tenant = link === null ? undefined : tenantOfLink(link, links, now);
  return link !== null && tenant && setCookie(TENANT_COOKIE, link, request.url, tenant.expiresAt - now);
}
