import type * as z from 'zod';
import { problem } from './answers.ts';

/** What an operation answers with a status. */
export interface OperationAnswer {
  readonly description: string;
  /** By media type; text where it is no JSON. Absent where the answer has no body. */
  readonly content?: Readonly<Record<string, z.ZodType | 'text'>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One method of one route, as the API's description has it. */
export interface Operation {
  readonly method: 'get' | 'head' | 'post' | 'put' | 'delete' | 'options';
  /** As it is registered, without the prefix `api`. */
  readonly route: string;
  readonly summary: string;
  /** A function key, which the host checks; a sign-in or a link; or nothing. */
  readonly access: 'key' | 'page' | 'open';
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** By media type. */
  readonly body?: Readonly<Record<string, z.ZodType>>;
  readonly answers: Readonly<Record<number, OperationAnswer>>;
}

export const PROBLEM = 'application/problem+json';
const JSON_TYPE = 'application/json';
const HTML_TYPE = 'text/html';

export const json = (schema: z.ZodType, description = 'What was asked for.'): OperationAnswer => ({
  description,
  content: { [JSON_TYPE]: schema },
});
export const html = (description: string): OperationAnswer => ({ description, content: { [HTML_TYPE]: 'text' } });
export const none = (description: string): OperationAnswer => ({ description });
export const refusal = (description: string): OperationAnswer => ({ description, content: { [PROBLEM]: problem } });

export const BAD_REQUEST = refusal('Something of the request is wrong; `errors` says what, and where.');
export const NOT_FOUND = refusal('There is none.');
const UNAVAILABLE: OperationAnswer = {
  ...refusal('Storage is out of reach, or the settings of the app are wrong.'),
  headers: { 'retry-after': 'Seconds after which to try again.' },
};
const NO_KEY = none('The function key is missing or wrong.');

type Answers = Operation['answers'];

/** An operation for those who have a function key. */
export function keyed(
  method: Operation['method'],
  route: string,
  summary: string,
  answers: Answers,
  parts: Pick<Operation, 'path' | 'query' | 'body'> = {},
): Operation {
  return { method, route, summary, access: 'key', ...parts, answers: { 401: NO_KEY, ...answers, 503: UNAVAILABLE } };
}

/** A page, for browsers. */
export function page(
  method: 'get' | 'post',
  route: string,
  summary: string,
  answers: Answers,
  parts: Pick<Operation, 'path' | 'query'> = {},
): Operation {
  return { method, route, summary, access: 'page', ...parts, answers: { ...answers, 503: UNAVAILABLE } };
}

/** The body of a request as JSON. */
export function jsonBody(schema: z.ZodType): Pick<Operation, 'body'> {
  return { body: { [JSON_TYPE]: schema } };
}
