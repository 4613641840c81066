import { redriveOne, redriveTarget } from '../src/app/deliver/redrive.ts';
import { testTargets } from '../src/app/deliver/test-notification.ts';
import { problem } from '../src/http/problem.ts';
import {
  NOTIFICATION_PATH,
  NOTIFICATIONS_QUERY,
  OPTIONAL_TARGET_QUERY,
  readPath,
  readQuery,
  TARGET_QUERY,
} from '../src/http/queries.ts';
import { notificationView } from '../src/http/views.ts';
import { type Handle, notFound, ok, problemResponse } from './http.ts';

/** `GET /api/notifications` */
export const listNotifications: Handle = async (request, { views }) => {
  const query = readQuery(NOTIFICATIONS_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { items, continuation } = await views.notifications(query.value, query.value);
  return ok({ value: items.map(notificationView), continuation: continuation ?? null });
};

/** `POST /api/notifications/{tenantId}/{notificationId}/redrive`: a dead notice is sent again, `?target=` to one target */
export const redriveNotification: Handle = async (request, { redrive }) => {
  const path = readPath(NOTIFICATION_PATH, request.params);
  if (!path.ok) return problemResponse(path.problem);
  const query = readQuery(OPTIONAL_TARGET_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { tenantId, notificationId } = path.value;
  const redriven = await redriveOne({ tenantId, ...notificationId }, query.value.target, redrive);
  if (redriven === undefined) return notFound('notification', request.params.notificationId ?? '', tenantId);
  if (redriven === 0) return problemResponse(problem(409, 'This alert has no failed delivery to resend.'));
  return { status: 202, jsonBody: { redriven } };
};

/** `POST /api/notifications/redrive?target=`: all that is dead of a target is sent again */
export const redriveAll: Handle = async (request, { redrive, targets }) => {
  const query = readQuery(TARGET_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { target } = query.value;
  if (!targets.has(target)) return problemResponse(problem(404, noTarget(target, targets)));
  return { status: 202, jsonBody: await redriveTarget(target, redrive) };
};

/** `POST /api/test-notification`: sends a test through every target, or `?target=` one, and says what happened */
export const sendTest: Handle = async (request, { targets, clock, deliver }) => {
  const query = readQuery(OPTIONAL_TARGET_QUERY, request.query);
  if (!query.ok) return problemResponse(query.problem);
  const { target } = query.value;
  if (target !== undefined && !targets.has(target)) return problemResponse(problem(404, noTarget(target, targets)));
  const asked = [...targets.values()].filter(({ id }) => target === undefined || id === target);
  return ok({ results: await testTargets(asked, clock(), deliver.health) });
};

function noTarget(target: string, targets: ReadonlyMap<string, unknown>): string {
  return `Unknown target ${JSON.stringify(target)}. Active targets: ${[...targets.keys()].join(', ')}.`;
}
