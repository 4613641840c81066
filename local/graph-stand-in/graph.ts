import type { IncomingMessage } from 'node:http';
import { bearerOf } from './access-token.ts';
import { type Answer, refusal } from './answer.ts';
import { COLLECTIONS } from './collections.ts';
import type { StandInRequest, StandInTenant } from './tenant.ts';

export interface GraphWorld {
  readonly tenants: ReadonlyMap<string, StandInTenant>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly pageSize: number;
}

/** What Graph answers, and what was asked for where that could be told. */
export interface Answered {
  readonly answer: Answer;
  readonly request?: Omit<StandInRequest, 'before'>;
}

/** Answers as Graph does: the tenant is the access token's, and pages lead to the next by an opaque link. */
export function answerOf(message: IncomingMessage, origin: string, world: GraphWorld): Answered {
  const url = new URL(message.url ?? '/', origin);
  const [, version = '', path = ''] = /^\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  const bearer = bearerOf(message.headers.authorization);
  const tenant = world.tenants.get(bearer?.tid ?? '');
  if (!bearer || !tenant || bearer.exp * 1000 <= world.clock()) {
    return { answer: refusal(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.') };
  }
  const page = Number(url.searchParams.get('$skiptoken') ?? 0);
  const request = { tenantId: tenant.id, version, path, page };
  const collection = COLLECTIONS.get(path);
  const members = collection?.members[version];
  if (!collection || !members) {
    return { request, answer: refusal(404, 'ResourceNotFound', `Resource not found for the segment '${path}'.`) };
  }
  if (!bearer.roles.some((role) => collection.permissions.includes(role))) {
    return { request, answer: refusal(403, 'Forbidden', forbidden(collection.permissions)) };
  }
  const select = url.searchParams.get('$select')?.split(',') ?? members;
  const unknown = select.find((name) => !members.includes(name));
  const others = [...url.searchParams.keys()].filter((name) => !['$select', '$skiptoken'].includes(name));
  if (unknown !== undefined || others.length > 0) {
    const what = `Could not find a property named '${unknown ?? others}' on type 'microsoft.graph.entity'.`;
    return { request, answer: refusal(400, 'BadRequest', `Parsing OData Select and Expand failed: ${what}`) };
  }

  const found = collection.read(tenant, world.clock());
  const context = `${origin}/${version}/$metadata#${path}`;
  if (found === undefined) return { request, answer: refusal(404, 'ResourceNotFound', 'No entity was found.') };
  if (!Array.isArray(found)) {
    return { request, answer: { status: 200, body: { '@odata.context': context, ...selected(found, select) } } };
  }
  const start = page * world.pageSize;
  const value = found.slice(start, start + world.pageSize).map((entity: object) => selected(entity, select));
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(page + 1));
  const more = start + world.pageSize < found.length ? { '@odata.nextLink': next.href } : {};
  return { request, answer: { status: 200, body: { '@odata.context': context, ...more, value } } };
}

function selected(entity: object, select: readonly string[]): object {
  return Object.fromEntries(select.map((name) => [name, (entity as Record<string, unknown>)[name] ?? null]));
}

/** Intune wraps its own error, as JSON, into the message of Graph's. */
function forbidden(permissions: readonly string[]): string {
  const Message = `Application is not authorized to perform this operation. Application must have one of the following scopes: ${permissions.join(', ')} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000`;
  return JSON.stringify({ _version: 3, Message });
}
