import * as z from 'zod';
import { acknowledgement, silence } from '../bodies.ts';
import {
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
  TOKEN_PATH,
  TOKENS_QUERY,
} from '../queries.ts';
import * as answers from './answers.ts';
import { BAD_REQUEST, json, jsonBody, keyed, NOT_FOUND, none, type Operation, PROBLEM, refusal } from './operation.ts';
import { reportBodies } from './report-body.ts';
import { PAGES, WHOLE } from './whole-operations.ts';

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
      400: refusal('Nothing is stored: the body is not JSON, or no report in it is valid.'),
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
    200: {
      ...none('This sender may.'),
      headers: { 'webhook-allowed-origin': 'The sender.', 'webhook-allowed-rate': '`*`' },
    },
    400: refusal('The header WebHook-Request-Origin is missing.'),
    403: refusal('This sender may not.'),
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
    'Read an incident, with its timeline and the alerts that each target was sent.',
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
    'List what each target knows, waits for, or could not be sent.',
    { 200: json(listOf(answers.notification)), 400: BAD_REQUEST },
    queryIn(NOTIFICATIONS_QUERY),
  ),
  keyed(
    'post',
    'notifications/redrive',
    'Send again what is undelivered.',
    { 202: json(answers.redriven, 'How many are tried again.'), 400: BAD_REQUEST, 404: NOT_FOUND },
    queryIn(REDRIVE_QUERY),
  ),
  keyed(
    'get',
    'groups',
    'List what targets were sent as one message.',
    { 200: json(listOf(answers.group)), 400: BAD_REQUEST },
    { query: GROUPS_QUERY },
  ),
  keyed(
    'post',
    `${GROUP}/acknowledge`,
    'Acknowledge the open incidents of a group.',
    { 200: json(answers.acknowledged, 'How many were acknowledged.'), 400: BAD_REQUEST, 404: NOT_FOUND },
    { path: GROUP_PATH, ...acknowledgeBody },
  ),
  keyed(
    'post',
    `${GROUP}/silence`,
    'Silence the open incidents of a group.',
    { 200: json(answers.silenced, 'How many were silenced.'), 400: BAD_REQUEST, 404: NOT_FOUND },
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
    { 204: none('No silence is left.'), 400: BAD_REQUEST },
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
    { 204: none('No silence is left.'), 400: BAD_REQUEST },
    { path: SILENCE_PATH },
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
