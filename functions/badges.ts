import type { HttpResponseInit } from '@azure/functions';
import { badgeOf } from '../src/http/badge.ts';
import { readPath, TENANT_PATH } from '../src/http/queries.ts';
import { type PageHandle, problemResponse } from './http.ts';

const LABEL = 'VPP tokens';

/** `GET /api/badge`: of all tenants */
export const getBadge: PageHandle = async (_request, service) => svg(await badgeOf(LABEL, service.summaries()));

/** `GET /api/badge/{tenantId}`: its own people may see it, by a link in `?link=` */
export const getTenantBadge: PageHandle = async (request, service) => {
  const path = readPath(TENANT_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  return svg(await badgeOf(LABEL, service.summaries(path.value.tenantId)));
};

/** For a minute it may be shown as it was, by the browser that asked and by no cache between. */
function svg(body: string): HttpResponseInit {
  const headers = {
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'private, max-age=60',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { status: 200, headers, body };
}
