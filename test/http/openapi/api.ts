import { app, type HttpFunctionOptions, HttpRequest, type HttpResponseInit, InvocationContext } from '@azure/functions';
import { vi } from 'vitest';
import type { Boot } from '../../../functions/boot.ts';
import { registerHealth } from '../../../functions/health.ts';
import { registerRoutes } from '../../../functions/routes.ts';
import type { Service } from '../../../functions/service.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { HOUR } from '../../../src/domain/policy.ts';
import { item } from '../../app/poll/build.ts';
import { NOON, ts, World } from '../../support/world.ts';

/** What stands for the parts of a request. */
export interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Where the request was sent to: a page is open to who asks at this machine. */
  readonly host?: string;
  readonly service?: Partial<Service>;
}

export interface Reply {
  readonly status: number;
  /** Without parameters; undefined where there is no body. */
  readonly mediaType: string | undefined;
  readonly body: unknown;
  readonly headers: Headers;
}

/** The routes as the host would be told of them. */
export function registered(boot: Boot): readonly (HttpFunctionOptions & { readonly name: string })[] {
  const spy = vi.spyOn(app, 'http').mockReturnValue(undefined);
  registerRoutes(boot);
  registerHealth(boot);
  const routes = spy.mock.calls.map(([name, options]) => ({ name, ...options }));
  spy.mockRestore();
  return routes;
}

/**
 * A district: an outbreak of five tokens, a token that is well, one whose incident has ended, a silence, and a tenant that
 * is read from Graph.
 */
export class Api {
  readonly world = new World({ polled: ['school'], withNeighbours: true });
  incidentId = '';
  /** Nobody has acknowledged it. */
  untouchedId = '';
  endedId = '';
  groupId = '';

  static async begin(): Promise<Api> {
    const api = new Api();
    const { world } = api;
    world.graph.items.set('school', [item('s-1')]);
    const enrollments = [{ id: 'ipads', tokenName: 'iPads', lastSyncErrorCode: 0, syncedDeviceCount: 12 }];
    world.graph.beside = { enrollments: { ok: true, value: enrollments }, certificate: { ok: true, value: undefined } };
    await world.report(
      { tokenId: 'well', displayName: 'Berlin', expiresAt: ts(NOON + HOUR) },
      { tokenId: 'ended', status: 'failed' },
    );
    api.endedId = (await world.incident('ended')).id;
    world.now += HOUR;
    await world.report({ tokenId: 'ended' });
    await world.report(...Array.from({ length: 5 }, (_, i) => ({ tokenId: `t-${i}`, status: 'failed' as const })));
    api.incidentId = (await world.incident('t-1')).id;
    api.untouchedId = (await world.incident('t-0')).id;
    await world.app.acknowledge('contoso', api.incidentId, { by: 'ana', note: 'on it' });
    await world.app.silence('contoso', 't-2', { at: world.now, until: world.now + HOUR, by: 'ana' });
    await world.sweep();
    api.groupId = (await world.app.groups({ target: 'pager' }))[0]?.id ?? '';
    return api;
  }

  /** Asks as the host hands a request on, once it has checked the key. */
  async ask(method: string, route: string, ask: Ask = {}): Promise<Reply> {
    const access = { ...this.world.app.access, mode: () => 'local' as const };
    const service: Service = { ...this.world.app, access, ...ask.service };
    return this.#call(
      async () => ({ ok: true, settings: {} as never, service: async () => service }),
      method,
      route,
      ask,
    );
  }

  /** Asks an app whose settings are wrong. */
  askWrong(method: string, route: string, ask: Ask = {}): Promise<Reply> {
    return this.#call(async () => ({ ok: false, problems: ['TIME_ZONE: is none'], valid: {} }), method, route, ask);
  }

  /** Asks while storage is out of reach. */
  askCutOff(method: string, route: string, ask: Ask = {}): Promise<Reply> {
    this.world.app.way.beforeRead = () => {
      throw new StorageUnavailable('table storage: 503');
    };
    return this.ask(method, route, ask);
  }

  async #call(boot: Boot, method: string, route: string, ask: Ask): Promise<Reply> {
    const found = registered(boot).find(
      (it) => it.route === route && it.methods?.some((name) => name === method.toUpperCase()),
    );
    if (!found) throw new Error(`no route ${method} ${route}`);
    const { params = {}, query = {}, headers = {}, body, host = 'localhost' } = ask;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? name);
    const request = new HttpRequest({
      method: method.toUpperCase() as 'GET',
      url: `http://${host}/api/${path}?${new URLSearchParams(query)}`,
      ...{ params: { ...params }, query: { ...query }, headers: { ...headers } },
      ...(text !== undefined && { body: { string: text } }),
    });
    const context = new InvocationContext({ functionName: found.name });
    const answer = (await found.handler(request, context)) as HttpResponseInit;
    return replyOf(answer);
  }
}

function replyOf({ status = 200, headers, jsonBody, body }: HttpResponseInit): Reply {
  const all = new Headers(headers as Record<string, string>);
  if (jsonBody !== undefined) return { status, mediaType: 'application/json', body: jsonBody, headers: all };
  const mediaType = all.get('content-type')?.split(';')[0];
  if (body === undefined || body === null) return { status, mediaType: undefined, body: undefined, headers: all };
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
  return { status, mediaType, body: mediaType?.endsWith('json') ? JSON.parse(text) : text, headers: all };
}
