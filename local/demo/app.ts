/** The app as the demo runs it: all of it, in a world with another clock and another identity. */
import { type Build, bootOf } from '../../functions/boot.ts';
import { registerAll } from '../../functions/register.ts';
import { serviceOver } from '../../functions/service.ts';
import type { PollMessage } from '../../src/app/model/poll.ts';
import type { Queue } from '../../src/app/model/ports.ts';
import type { Identity } from '../../src/graph/identity.ts';
import { connect } from '../../src/storage/connect.ts';
import { bearerToken } from '../graph-stand-in/access-token.ts';
import { WITHOUT_PERMISSION } from './story.ts';
import { environment, time } from './world.ts';

const HOUR = 3_600_000;

/** The stand-in takes any token that names a tenant; Litware's loses its permission for a while. */
const identity: Identity = {
  accessToken: async (tid) => {
    const { tenant, from, until } = WITHOUT_PERMISSION;
    const isTakenAway = tid === tenant.id && from <= time.hour && time.hour < until;
    const roles = isTakenAway ? [] : ['DeviceManagementServiceConfig.Read.All'];
    return { ok: true, value: bearerToken({ tid, roles, exp: (time.now() + HOUR) / 1000 }) };
  },
};

/** A queue knows the real time only, in which an hour of the demo is over in two seconds. */
function soon<M>(queue: Queue<M>): Queue<M> {
  return { put: (message, delaySeconds) => queue.put(message, Math.min(delaySeconds, 1)) };
}

function awaited(polls: Queue<PollMessage>): Queue<PollMessage> {
  return {
    put: (message, delaySeconds) => {
      time.awaited.add(message.tenantId);
      return polls.put(message, delaySeconds);
    },
  };
}

const build: Build = async (settings, routes, host) => {
  const connections = await connect(settings);
  const queues = { queue: soon(connections.queue), polls: awaited(soon(connections.polls)) };
  const world = { ...host, clock: time.now, period: HOUR, identity };
  const service = serviceOver({ ...connections, ...queues }, settings, routes, world);
  const { ingest, poll, sweep, deliver } = service;
  return {
    ...service,
    ingest: time.whole(ingest),
    poll: time.whole((message) => poll(message).finally(() => time.awaited.delete(message.tenantId))),
    sweep: time.check(sweep),
    deliver: time.whole(deliver),
  };
};

// Every second: the clock is put forward an hour between two of them.
registerAll(
  bootOf(environment, () => true, build),
  '* * * * * *',
  true,
);
