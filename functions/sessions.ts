import { randomUUID } from 'node:crypto';
import { beginSession as begin } from '../src/http/access/session.ts';
import { readSession } from '../src/http/bodies.ts';
import { problem } from '../src/http/problem.ts';
import { type Handle, problemResponse } from './http.ts';

/** `POST /api/session`: the host has checked the key; a cookie now stands for it */
export const beginSession: Handle = async (request, service) => {
  if (service.access.mode() === 'principal') {
    return problemResponse(problem(409, 'App Service Authentication is on: sign in there, no session is needed.'));
  }
  const body = readSession(new Uint8Array(await request.arrayBuffer()));
  if (!body.ok) return problemResponse(body.problem);
  const { app } = await service.access.keys();
  const cookie = begin({ id: randomUUID(), ...body.value }, request.url, app, service.clock());
  return { status: 204, headers: { 'cache-control': 'no-store' }, cookies: [cookie] };
};
