import {
  app,
  type HttpFunctionOptions,
  type HttpMethod,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from '@azure/functions';
import { BadContinuation, StorageUnavailable } from '../src/app/model/ports.ts';
import type { Who } from '../src/http/access/who.ts';
import { type Problem, problem, problemBody, problemHeaders } from '../src/http/problem.ts';
import type { Boot } from './boot.ts';
import { invocationLog, underInvocation } from './invocation-log.ts';
import type { Service } from './service.ts';

/** How long a caller should wait before it tries again when storage is out of reach. */
const RETRY_AFTER_SECONDS = 5;

export type Handle = (request: HttpRequest, service: Service) => Promise<HttpResponseInit>;

export interface Route {
  readonly name: string;
  readonly methods: HttpMethod[];
  readonly route: string;
  /** Imports what handles it, at the first call: a start waits for no more than it takes to register. */
  readonly load: () => Promise<Handle>;
}

/** Registers an HTTP function that asks for a function key and answers every failure with a problem. */
export function registerRoute({ name, methods, route, load }: Route, boot: Boot): void {
  let loaded: Promise<Handle> | undefined;
  register(name, { methods, route, authLevel: 'function' }, async (request) => {
    loaded ??= load();
    const loading = loaded;
    const settled = await boot();
    if (!settled.ok) return problemResponse(settingsProblem(settled.problems));
    const [handle, service] = await Promise.all([loading, settled.service()]);
    return handle(request, service);
  });
}

/** Answers a person's browser: with the request goes who opened it, which is never a stranger unless the route is open. */
export type PageHandle = (request: HttpRequest, service: Service, who: Who) => Promise<HttpResponseInit>;

export interface PageRoute {
  readonly name: string;
  readonly methods: HttpMethod[];
  readonly route: string;
  /** Imports what handles it, at the first call. */
  readonly load: () => Promise<PageHandle>;
  /** Whether it is for everybody, and checks for itself what it is asked to do; else strangers are asked to sign in. */
  readonly isOpen?: true;
}

/**
 * Registers a page. To the host it is anonymous, since neither a cookie nor a signature gets past its key check; here
 * only an operator gets in, and a tenant's own people where the route names their tenant in `{tenantId}`.
 */
export function registerPage({ name, methods, route, load, isOpen }: PageRoute, boot: Boot): void {
  register(name, { methods, route, authLevel: 'anonymous' }, async (request) => {
    const loading = Promise.all([load(), import('./admission.ts')]);
    const settled = await boot();
    // What is wrong with the settings is not for strangers; health's reasons say it to those with a key.
    if (!settled.ok) return problemResponse(problem(503, 'The settings of this app are wrong.'));
    const [[handle, { admit }], service] = await Promise.all([loading, settled.service()]);
    return admit(request, service, handle, isOpen === true);
  });
}

/** Registers an HTTP function as it is, but for the failures, which become problems. */
export function register(
  name: string,
  options: Omit<HttpFunctionOptions, 'handler'>,
  handle: (request: HttpRequest) => Promise<HttpResponseInit>,
): void {
  app.http(name, {
    ...options,
    handler: (request: HttpRequest, context: InvocationContext) =>
      underInvocation(context, () => handle(request).catch(problemOf)),
  });
}

/** A problem as `application/problem+json`. */
export function problemResponse(it: Problem): HttpResponseInit {
  return { status: it.status, headers: problemHeaders(it), body: JSON.stringify(problemBody(it)) };
}

/** @param tenantId of what belongs to a tenant */
export function notFound(what: string, id: string, tenantId?: string): HttpResponseInit {
  const where = tenantId === undefined ? '' : ` in tenant "${tenantId}"`;
  return problemResponse(problem(404, `No ${what} "${id}"${where}.`));
}

/** 200 with a JSON body. */
export function ok(jsonBody: unknown): HttpResponseInit {
  return { status: 200, jsonBody };
}

function settingsProblem(problems: readonly string[]): Problem {
  return problem(503, `The settings of this app are wrong: ${problems.join('; ')}`);
}

/** Failures that are part of the contract; all else is a fault of ours, which the log names and the answer does not. */
function problemOf(error: unknown): HttpResponseInit {
  if (error instanceof BadContinuation) {
    return problemResponse(problem(400, error.message, [{ pointer: '?continuation', detail: error.message }]));
  }
  if (error instanceof StorageUnavailable) {
    invocationLog.error(error.message);
    const unavailable = problem(
      503,
      'Storage is unavailable. No report is stored in part. Send the request again after the time in Retry-After.',
    );
    return problemResponse({ ...unavailable, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  invocationLog.error(
    error instanceof Error ? (error.stack ?? error.message) : 'something that is no Error was thrown',
  );
  return problemResponse(problem(500, 'The request could not be handled. The log of this app says why.'));
}
