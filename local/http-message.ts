import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { HttpCookie, HttpData, NullableStrings, TypedData } from './core-types.ts';

/** The real host's limit for a request body. */
export const MAX_BODY_BYTES = 100 * 1024 * 1024;

/** A request as the library takes it. The body is read whole; one without Content-Length is dropped, as in Azure. */
export async function toHttpData(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
): Promise<HttpData> {
  let bytes: Uint8Array | undefined;
  if (request.headers['content-length'] === undefined) request.resume();
  else bytes = await buffer(request);
  const headers = Object.entries(request.headers).map(([name, value = '']) => [name, String(value)] as const);
  // A repeated query parameter arrives as one value with commas.
  const query = [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key).join()] as const);
  return {
    url: url.href,
    method: request.method ?? 'GET',
    nullableHeaders: nullable(headers),
    nullableParams: nullable(Object.entries(params)),
    nullableQuery: nullable(query),
    ...(bytes && bytes.length > 0 ? { body: { bytes } } : {}),
  };
}

/** Answers with what the function returned; nothing returned is 204. */
export function sendHttpData(response: ServerResponse, returned: TypedData | null | undefined): void {
  const http = returned?.http;
  if (!http) {
    response.writeHead(204).end();
    return;
  }
  const body = Buffer.from(http.body?.bytes ?? http.body?.string ?? '');
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    // The body is sent in one piece, so its framing is the server's business.
    if (name !== 'content-length' && name !== 'transfer-encoding') response.setHeader(name, value);
  }
  for (const cookie of http.cookies ?? []) response.appendHeader('set-cookie', serializeCookie(cookie));
  const status = Number(http.statusCode ?? 200);
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
}

function nullable(entries: readonly (readonly [string, string])[]): NullableStrings {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}

function serializeCookie(cookie: HttpCookie): string {
  const sameSite = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' }[cookie.sameSite ?? 'none'];
  const expires = cookie.expires && new Date(cookie.expires.value.seconds * 1000).toUTCString();
  return [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    cookie.domain && `Domain=${cookie.domain.value}`,
    cookie.path && `Path=${cookie.path.value}`,
    expires && `Expires=${expires}`,
    cookie.maxAge && `Max-Age=${cookie.maxAge.value}`,
    cookie.secure?.value && 'Secure',
    cookie.httpOnly?.value && 'HttpOnly',
    sameSite && `SameSite=${sameSite}`,
  ]
    .filter(Boolean)
    .join('; ');
}
