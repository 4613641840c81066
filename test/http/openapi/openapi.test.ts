import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { OPENAPI_FILE, openApiDocument } from '../../../scripts/openapi-document.ts';
import type { Operation } from '../../../src/http/openapi/operation.ts';
import { OPERATIONS } from '../../../src/http/openapi/operations.ts';
import { Api, registered } from './api.ts';
import { CASES, COMMON } from './cases.ts';

const nameOf = ({ method, route }: Pick<Operation, 'method' | 'route'>) => `${method} ${route}`;

test('the description that is committed is the one that the schemas give', () => {
  // `node scripts/update-openapi.ts` writes it.
  expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(openApiDocument());
});

test('it is valid OpenAPI 3.1, with a name for every operation', async () => {
  const validator = new Validator();
  const document = JSON.parse(openApiDocument());

  expect(await validator.validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(OPERATIONS.length);
});

test('it describes every route that there is, and what lets in', () => {
  const routes = registered(async () => ({ ok: false, problems: [], valid: {} })).flatMap(
    ({ methods = [], route = '', authLevel }) =>
      methods.map((method) => `${method.toLowerCase()} ${route} ${authLevel === 'function'}`),
  );

  expect(OPERATIONS.map((it) => `${nameOf(it)} ${it.access === 'key'}`).sort()).toEqual(routes.sort());
});

/** The host itself answers those without a key; that no route is without its check is tested above. */
const isTheHosts = (operation: Operation, status: number) =>
  status === 401 && operation.access === 'key' && operation.route !== 'sync-reports';

const documented = OPERATIONS.flatMap((operation) =>
  Object.entries(operation.answers).flatMap(([status, answer]) =>
    isTheHosts(operation, Number(status)) || (operation.method === 'options' && status === '401')
      ? []
      : [{ operation, name: nameOf(operation), status: Number(status), answer }],
  ),
);

describe('a real answer is as described', () => {
  test.each(documented)('$name $status', async ({ operation, name, status, answer }) => {
    const how = CASES[name]?.[status] ?? COMMON[status];
    if (!how) throw new Error('nothing shows this');

    const reply = await how(await Api.begin(), operation.method, operation.route);

    expect([reply.status, reply.body]).toEqual([status, reply.body]);
    const { content } = answer;
    if (!content) return expect(reply.body).toBeUndefined();
    const schema = content[reply.mediaType ?? 'none'];
    if (schema === undefined) throw new Error(`answered with ${reply.mediaType}`);
    if (schema === 'text') return expect(reply.body).toMatch(/\S/);
    expect(schema.safeParse(reply.body).error?.message).toBeUndefined();
    // An empty list fits whatever its items should be.
    const { value } = reply.body as { value?: unknown };
    if (Array.isArray(value)) expect(value).not.toEqual([]);
  });
});

test('what the app answers is what it describes', async () => {
  const api = await Api.begin();

  const { body } = await api.ask('get', 'openapi.json');

  expect(body).toEqual(JSON.parse(openApiDocument()));
});
