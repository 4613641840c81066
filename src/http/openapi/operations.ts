import * as z from 'zod';
import { acknowledgement, session, silence } from '../bodies.ts';
import {
  CONNECTIONS_QUERY,
  GROUP_PATH,
  GROUPS_QUERY,
  HISTORY_QUERY,
  INCIDENT_PATH,
  INCIDENTS_QUERY,
  NOTIFICATIONS_QUERY,
  OPTIONAL_TARGET_QUERY,
  REDRIVE_QUERY,
  RETIRE_QUERY,
  SILENCE_PATH,
  SILENCES_QUERY,
  TENANT_PATH,
  TENANTS_QUERY,
  TOKEN_PATH,
  TOKENS_QUERY,
} from '../queries.ts';
import * as answers from './answers.ts';
import {
  BAD_REQUEST,
  html,
  json,
  jsonBody,
  keyed,
  NOT_FOUND,
  none,
  type Operation,
  PROBLEM,
  page,
  refusal,
} from './operation.ts';
import { reportBodies } from './report-body.ts';

const { listOf } = answers;
const silenceBody = jsonBody(silence(0));
const acknowledgeBody = jsonBody(acknowledgement);
/** With the part of a query's schema that reads it, where a further part maps what was read. */
const queryIn = (schema: z.ZodPipe<z.ZodObject>) => ({ query: schema.in });

const TOKEN = 'tokens/{tenantId}/{tokenId}';
const INCIDENT = 'incidents/{tenantId}/{incidentId}';
const GROUP = 'groups/{target}/{groupId}';

const SYNC_REPORTS: readonly Operation[] = [
  keyed(
    'post',
    'sync-reports',
    'Send reports of VPP token syncs.',
    {
      200: json(
        z.union([answers.reportResults, z.strictObject({ validationResponse: z.string() })]),
        'All is stored, or of an Event Grid delivery all that can be; or the answer to the validation of a subscription.',
      ),
      207: json(answers.reportResults, 'Some reports are stored, and some are refused.'),
      400: refusal('Nothing is stored: the body is no JSON, or no report in it is valid.'),
      401: {
        description: 'The function key is missing or wrong (no body), or the signature or key of the sender is.',
        content: { [PROBLEM]: answers.problem },
      },
      403: refusal('Nothing is stored: the sender may not speak for these tenants.'),
      413: refusal('Nothing is stored: over 1 MiB, or over 1,000 reports.'),
      415: refusal('Nothing is stored: the body is of another media type.'),
      422: refusal('Nothing is stored: every delivery ID was used with another body.'),
    },
    reportBodies,
  ),
  keyed('options', 'sync-reports', 'The handshake of CloudEvents: may this sender deliver here?', {
    200: { ...none('It may.'), headers: { 'webhook-allowed-origin': 'The sender.', 'webhook-allowed-rate': '`*`' } },
    400: refusal('The header WebHook-Request-Origin is missing.'),
    403: refusal('It may not.'),
  }),
];

const TOKENS: readonly Operation[] = [
  keyed(
    'get',
    'tokens',
    'List tokens.',
    { 200: json(listOf(answers.token)), 400: BAD_REQUEST },
    { query: TOKENS_QUERY },
  ),
  keyed(
    'get',
    TOKEN,
    'Read a token.',
    { 200: json(answers.token), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: TOKEN_PATH },
  ),
  keyed(
    'delete',
    TOKEN,
    'Stop monitoring a token, until it is reported as seen later.',
    { 204: none('It is not monitored.'), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: TOKEN_PATH, query: RETIRE_QUERY },
  ),
  keyed(
    'get',
    `${TOKEN}/history`,
    'List the reports of a token, newest first.',
    { 200: json(listOf(answers.historyItem)), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: TOKEN_PATH, query: HISTORY_QUERY },
  ),
];

const INCIDENTS: readonly Operation[] = [
  keyed(
    'get',
    'incidents',
    'List incidents.',
    { 200: json(listOf(answers.incidentItem)), 400: BAD_REQUEST },
    { query: INCIDENTS_QUERY },
  ),
  keyed(
    'get',
    INCIDENT,
    'Read an incident, with its timeline and what each target heard of it.',
    { 200: json(answers.wholeIncident), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: INCIDENT_PATH },
  ),
  keyed(
    'post',
    `${INCIDENT}/acknowledge`,
    'Say that you work on an incident: no reminders for 7 days, unless it gets worse.',
    { 200: json(answers.wholeIncident), 400: BAD_REQUEST, 404: NOT_FOUND, 409: refusal('It has ended.') },
    { path: INCIDENT_PATH, ...acknowledgeBody },
  ),
];

const DELIVERIES: readonly Operation[] = [
  keyed(
    'get',
    'notifications',
    'List what each target heard, waits for or could not be told.',
    { 200: json(listOf(answers.notification)), 400: BAD_REQUEST },
    queryIn(NOTIFICATIONS_QUERY),
  ),
  keyed(
    'post',
    'notifications/redrive',
    'Send again what is undelivered.',
    { 202: json(answers.redriven, 'So many are tried again.'), 400: BAD_REQUEST, 404: NOT_FOUND },
    queryIn(REDRIVE_QUERY),
  ),
  keyed(
    'get',
    'groups',
    'List what targets were told of as one.',
    { 200: json(listOf(answers.group)), 400: BAD_REQUEST },
    { query: GROUPS_QUERY },
  ),
  keyed(
    'post',
    `${GROUP}/acknowledge`,
    'Acknowledge the open incidents of a group.',
    { 200: json(answers.acknowledged, 'So many.'), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: GROUP_PATH, ...acknowledgeBody },
  ),
  keyed(
    'post',
    `${GROUP}/silence`,
    'Silence the open incidents of a group.',
    { 200: json(answers.silenced, 'So many.'), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: GROUP_PATH, ...silenceBody },
  ),
  keyed(
    'post',
    'test-notification',
    'Send a test through every target, or one.',
    { 200: json(answers.testResults), 400: BAD_REQUEST, 404: NOT_FOUND },
    { query: OPTIONAL_TARGET_QUERY },
  ),
];

const SILENCES: readonly Operation[] = [
  keyed(
    'get',
    'silences',
    'List silences in force and to come; of all tenants as the last check left them.',
    { 200: json(listOf(answers.silenceItem)), 400: BAD_REQUEST },
    { query: SILENCES_QUERY },
  ),
  keyed(
    'put',
    'silences/{tenantId}',
    'Send no alerts about a tenant for a while, known or not.',
    { 200: json(answers.tenantSilence), 400: BAD_REQUEST },
    { path: TENANT_PATH, ...silenceBody },
  ),
  keyed(
    'delete',
    'silences/{tenantId}',
    'Lift the silence of a tenant.',
    { 204: none('There is none any more.'), 400: BAD_REQUEST },
    { path: TENANT_PATH },
  ),
  keyed(
    'put',
    'silences/{tenantId}/{tokenId}',
    'Send no alerts about a token, or another subject, for a while, known or not.',
    { 200: json(answers.tokenSilence), 400: BAD_REQUEST },
    { path: SILENCE_PATH, ...silenceBody },
  ),
  keyed(
    'delete',
    'silences/{tenantId}/{tokenId}',
    'Lift the silence of a token or another subject.',
    { 204: none('There is none any more.'), 400: BAD_REQUEST },
    { path: SILENCE_PATH },
  ),
];

const WHOLE: readonly Operation[] = [
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

const PAGES: readonly Operation[] = [
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

/** All of the API, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  ...SYNC_REPORTS,
  ...TOKENS,
  ...INCIDENTS,
  ...DELIVERIES,
  ...SILENCES,
  ...WHOLE,
  ...PAGES,
];
