import { HttpRequest, type HttpResponseInit } from '@azure/functions';
import { admit } from '../../functions/admission.ts';
import type { PageHandle } from '../../functions/http.ts';
import type { Service } from '../../functions/service.ts';
import { beginSession } from '../../src/http/access/session.ts';

export interface Visit {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The fields of a form that is sent. */
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the route lets everyone in. */
  readonly isOpen?: boolean;
}

export interface Seen {
  readonly status: number;
  /** The body; of a page what stands in its frame. */
  readonly text: string;
  readonly headers: Headers;
  readonly cookies: readonly { readonly name: string; readonly value: string }[];
}

/** Opens a page as a browser does, past the host, which asks for no key there. */
export async function visit(handle: PageHandle, service: Service, it: Visit = {}): Promise<Seen> {
  const { method = 'GET', path = '/api/status', params = {}, headers = {}, form } = it;
  const sent = it.body ?? (form && new URLSearchParams(form).toString());
  const url = new URL(path, 'https://vpp.example');
  const request = new HttpRequest({
    method,
    url: url.href,
    params: { ...params },
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers },
    ...(sent !== undefined && { body: { string: sent } }),
  });
  const answer: HttpResponseInit = await admit(request, service, handle, it.isOpen === true);
  const body = String(answer.body ?? '');
  return {
    status: answer.status ?? 200,
    text: /<main.*<\/main>/s.exec(body)?.[0] ?? body,
    headers: new Headers(answer.headers as Record<string, string>),
    cookies: answer.cookies ?? [],
  };
}

/** The header of someone who signed in with the access key. */
export async function sessionOf(service: Service, id: string, name?: string): Promise<Record<string, string>> {
  const { app } = await service.access.keys();
  const cookie = beginSession({ id, ...(name && { name }) }, 'https://vpp.example', app, service.clock());
  return { cookie: `${cookie.name}=${cookie.value}` };
}

/** The header by which App Service Authentication says who signed in. */
export function principal(name: string): Record<string, string> {
  const claims = [
    { typ: 'oid', val: `id of ${name}` },
    { typ: 'preferred_username', val: name },
  ];
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify({ claims })).toString('base64') };
}
