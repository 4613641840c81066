import * as z from 'zod';
import { session } from '../bodies.ts';
import { CONNECTIONS_QUERY, TENANT_PATH, TENANTS_QUERY, TOKEN_PATH } from '../queries.ts';
import { listOf } from './answers.ts';
import { BAD_REQUEST, html, json, jsonBody, keyed, none, type Operation, page, refusal } from './operation.ts';
import * as answers from './whole-answers.ts';

/** What is about tenants and about the whole. */
export const WHOLE: readonly Operation[] = [
  keyed(
    'get',
    'tenants',
    'List tenants.',
    { 200: json(listOf(answers.tenant)), 400: BAD_REQUEST },
    { query: TENANTS_QUERY },
  ),
  keyed(
    'get',
    'connections',
    'List what else connects tenants with Apple: enrollment program tokens and push certificates.',
    { 200: json(listOf(answers.connection)), 400: BAD_REQUEST },
    { query: CONNECTIONS_QUERY },
  ),
  keyed('get', 'overview', 'Counts, and what is worst, as the last check left it.', {
    200: json(answers.overview),
    400: BAD_REQUEST,
  }),
  keyed('get', 'metrics', 'The same for Prometheus.', {
    200: { description: 'Metrics.', content: { 'text/plain': 'text' } },
    400: BAD_REQUEST,
  }),
  keyed('get', 'openapi.json', 'This description.', { 200: json(z.looseObject({ openapi: z.string() })) }),
  keyed(
    'post',
    'session',
    'Begin a session for the pages: a cookie then stands for the key.',
    { 204: none('The cookie is set.'), 400: BAD_REQUEST, 409: refusal('App Service signs people in.') },
    jsonBody(session),
  ),
  {
    method: 'get',
    route: 'health',
    summary: 'Whether the app does its work.',
    access: 'open',
    answers: { 200: json(answers.health), 503: json(answers.health, 'It is down.') },
  },
  {
    method: 'head',
    route: 'health',
    summary: 'The same without a body.',
    access: 'open',
    answers: { 200: none('It is up, be it degraded.'), 503: none('It is down.') },
  },
  {
    method: 'get',
    route: 'health/reasons',
    summary: 'What is wrong, and what to do.',
    access: 'key',
    answers: {
      200: json(answers.healthReasons),
      401: none('The function key is missing or wrong.'),
      503: json(answers.healthReasons, 'It is down.'),
    },
  },
];

const SIGN_IN = html('A page that asks to sign in.');
const SVG = { description: 'The badge.', content: { 'image/svg+xml': 'text' } } as const;
const link = { query: z.object({ link: z.string().optional().meta({ description: "A tenant's own link." }) }) };

const ACT = {
  200: html('The page, also where nothing is left to do.'),
  403: html('It was made for another session, or the request comes from another site.'),
  404: html('The link is none of this app, or what it is about is not there any more.'),
  410: html('It has expired.'),
};
const actPath = { path: z.object({ token: z.string() }) };
const consentQuery = {
  query: z.object({ state: z.string(), admin_consent: z.string().optional(), tenant: z.string().optional() }),
};

/** What browsers open. */
export const PAGES: readonly Operation[] = [
  page('get', 'badge', 'A badge of all tenants.', { 200: SVG, 401: SIGN_IN }),
  page(
    'get',
    'badge/{tenantId}',
    'A badge of a tenant.',
    { 200: SVG, 400: BAD_REQUEST, 401: SIGN_IN },
    { path: TENANT_PATH, ...link },
  ),
  page('get', 'status', 'The status page.', { 200: html('The page.'), 401: SIGN_IN }),
  page(
    'get',
    'status/{tenantId}',
    "A tenant's page.",
    { 200: html('The page.'), 401: SIGN_IN, 404: html('There is no such tenant.') },
    { path: TENANT_PATH, ...link },
  ),
  page(
    'get',
    'status/{tenantId}/{tokenId}',
    "A token's page.",
    { 200: html('The page.'), 401: SIGN_IN, 404: html('There is no such token.') },
    { path: TOKEN_PATH, ...link },
  ),
  page('get', 'act/{token}', 'What a link of an alert, or a button of a page, does.', ACT, actPath),
  page('post', 'act/{token}', 'Does it.', ACT, actPath),
  page(
    'get',
    'consent',
    "The way back from Microsoft's consent page.",
    {
      200: html('The tenant is read from now on, or its administrator declined.'),
      400: html('The link is none of this app.'),
      409: html('It was for another tenant.'),
      410: html('It has expired.'),
    },
    consentQuery,
  ),
];
