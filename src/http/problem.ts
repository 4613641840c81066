import type { FieldError } from '../reports/field-error.ts';

/** An answer in error, after RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
}

/** What was read of a request, or the problem that refuses the request. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A problem titled by its status, as RFC 9457 (section 4.2.1) asks of the type `about:blank`. */
export function problem(status: number, detail: string, errors?: readonly FieldError[]): Problem {
  return { status, title: TITLES[status] ?? 'Error', detail, ...(errors && errors.length > 0 ? { errors } : {}) };
}

/** A refusal of the whole request; see `problem`. */
export function refused(
  status: number,
  detail: string,
  errors?: readonly FieldError[],
): Extract<Read<never>, { ok: false }> {
  return { ok: false, problem: problem(status, detail, errors) };
}

/** The members of an `application/problem+json` document, ready for JSON. */
export function problemBody({ status, title, detail, errors }: Problem): Record<string, unknown> {
  return { type: 'about:blank', title, status, detail, ...(errors ? { errors } : {}) };
}

/** The headers that go with it: the media type, when to come back, and for a 401 how to sign in (RFC 9110, 11.6.1). */
export function problemHeaders({ status, retryAfterSeconds }: Problem): Record<string, string> {
  return {
    'content-type': PROBLEM_MEDIA_TYPE,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="sync-reports"' } : {}),
  };
}
