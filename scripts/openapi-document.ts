import { readFileSync } from 'node:fs';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { SESSION_COOKIE } from '../src/http/access/cookies.ts';
import type { Operation, OperationAnswer } from '../src/http/openapi/operation.ts';
import { OPERATIONS } from '../src/http/openapi/operations.ts';

/** Where the description of the API is kept. */
export const OPENAPI_FILE = 'docs/openapi.json';

const SECURITY: Readonly<Record<Operation['access'], Record<string, string[]>[]>> = {
  key: [{ functionKey: [] }, { functionKeyInUrl: [] }],
  page: [{ session: [] }, {}],
  open: [{}],
};

/** The description of the API, from the schemas that requests are read with and answers are tested with. */
export function openApiDocument(): string {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const description: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'VPP token sync webhook',
      version,
      description: 'Takes reports of Apple VPP token syncs, keeps the state of every token, and alerts.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    paths: pathsOf(OPERATIONS),
    components: {
      securitySchemes: {
        functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' },
        functionKeyInUrl: { type: 'apiKey', in: 'query', name: 'code' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
      },
    },
  };
  // What a later release adds to an answer must break no client that was made from this.
  const document = createDocument(description, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function pathsOf(operations: readonly Operation[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of operations) {
    const path = `/${operation.route}`;
    paths[path] = { ...paths[path], [operation.method]: operationOf(operation) };
  }
  return paths;
}

function operationOf(operation: Operation): ZodOpenApiOperationObject {
  const { method, route, summary, access, path, query, body, answers } = operation;
  return {
    operationId: `${method}-${route.replaceAll(/[{}]/g, '').replaceAll('/', '-')}`,
    summary,
    security: SECURITY[access],
    ...((path || query) && { requestParams: { ...(path && { path }), ...(query && { query }) } }),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(Object.entries(body).map(([type, schema]) => [type, { schema }])),
      },
    }),
    responses: Object.fromEntries(Object.entries(answers).map(([status, it]) => [status, responseOf(it)])),
  };
}

function responseOf({ description, content, headers }: OperationAnswer) {
  return {
    description,
    ...(content && {
      content: Object.fromEntries(
        Object.entries(content).map(([type, schema]) => [
          type,
          { schema: schema === 'text' ? { type: 'string' as const } : schema },
        ]),
      ),
    }),
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' as const } },
        ]),
      ),
    }),
  };
}
