import { readAcknowledgement, readSilence } from '../src/http/bodies.ts';
import { problem } from '../src/http/problem.ts';
import {
  GROUP_PATH,
  GROUPS_QUERY,
  NOTIFICATIONS_QUERY,
  OPTIONAL_TARGET_QUERY,
  REDRIVE_QUERY,
  readPathAlone,
  readQuery,
} from '../src/http/queries.ts';
import { groupView, notificationView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';
import type { Service } from './service.ts';

/** `GET /api/notifications`: what each target was told, waits for, or could not be told */
export const listNotifications: Handle = async (request, service) => {
  const query = readQuery(NOTIFICATIONS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await service.notifications(query.value, query.value);
  return ok({ value: items.map(notificationView), continuation: continuation ?? null });
};

/** `POST /api/notifications/redrive?target=`: what is undelivered is tried again, from nought */
export const redrive: Handle = async (request, service) => {
  const query = readQuery(REDRIVE_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { target, ...filter } = query.value;
  if (!service.targets.includes(target)) return noTarget(target, service);
  return { status: 202, jsonBody: { redriven: await service.redrive(target, filter) } };
};

/** `POST /api/test-notification`: sends a test through every target, or `?target=` one, and says what happened */
export const sendTest: Handle = async (request, service) => {
  const query = readQuery(OPTIONAL_TARGET_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { target } = query.value;
  if (target !== undefined && !service.targets.includes(target)) return noTarget(target, service);
  return ok({ results: await service.testTargets(target === undefined ? service.targets : [target]) });
};

/** `GET /api/groups` */
export const listGroups: Handle = async (request, service) => {
  const query = readQuery(GROUPS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  return ok({ value: (await service.groups(query.value)).map(groupView), continuation: null });
};

/** `POST /api/groups/{target}/{groupId}/acknowledge`: acknowledges the open incidents of its members */
export const acknowledgeGroup: Handle = async (request, service) => {
  const path = readPathAlone(GROUP_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  const body = readAcknowledgement(new Uint8Array(await request.arrayBuffer()));
  if (!body.ok) return problemResponse(body.problem);
  const { target, groupId } = path.value;
  const done = await service.acknowledgeGroup(target, groupId, body.value);
  return done === undefined ? notFound('group', groupId) : ok({ acknowledged: done });
};

/** `POST /api/groups/{target}/{groupId}/silence`: silences its members that are open */
export const silenceGroup: Handle = async (request, service) => {
  const path = readPathAlone(GROUP_PATH, request);
  if (!path.ok) return problemResponse(path.problem);
  const body = readSilence(new Uint8Array(await request.arrayBuffer()), service.clock());
  if (!body.ok) return problemResponse(body.problem);
  const { target, groupId } = path.value;
  const done = await service.silenceGroup(target, groupId, body.value);
  return done === undefined ? notFound('group', groupId) : ok({ silenced: done });
};

function noTarget(target: string, { targets }: Pick<Service, 'targets'>) {
  return problemResponse(
    problem(404, `Unknown target ${JSON.stringify(target)}. Active targets: ${targets.join(', ')}.`),
  );
}
